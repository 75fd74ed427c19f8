"""What came down early is owed again, and may be posted again."""

from datetime import date

import pytest

from services.funds.operations.duty.take_down import take_down
from services.funds.rules.duty import DutyState, NothingPosted
from services.funds.schemas.duty import TakeDown
from services.funds.store.duty import list_proofs
from tests.builders.funds_notices import TOWN_OFFICER, a_notice, proved, the_board_of

POSTED_ON, TODAY = date(2020, 6, 3), date(2020, 7, 1)


@pytest.mark.parametrize(
    ("taken_on", "state", "met_on"),
    [(date(2020, 6, 13), DutyState.OWED, None), (date(2020, 6, 14), DutyState.MET, POSTED_ON)],
)
async def test_it_is_met_by_standing_its_days(session, taken_on, state, met_on):
    duty = await the_board_of(session, await a_notice(session))
    await proved(session, duty, on=POSTED_ON)

    await take_down(session, TakeDown(taken_on=taken_on), duty_id=duty.id, by=TOWN_OFFICER, on=TODAY)

    assert (duty.state, duty.met_on) == (state, met_on)


async def test_what_came_down_early_is_posted_again_and_both_are_remembered(session):
    duty = await the_board_of(session, await a_notice(session))
    await proved(session, duty, on=POSTED_ON)
    await take_down(session, TakeDown(taken_on=POSTED_ON), duty_id=duty.id, by=TOWN_OFFICER, on=TODAY)

    await proved(session, duty, on=date(2020, 6, 20))

    assert [proof.taken_on for proof in await list_proofs(session, [duty.id])] == [POSTED_ON, None]
    assert duty.met_on == date(2020, 6, 20)


async def test_what_is_not_posted_cannot_come_down(session):
    duty = await the_board_of(session, await a_notice(session))

    with pytest.raises(NothingPosted):
        await take_down(session, TakeDown(taken_on=POSTED_ON), duty_id=duty.id, by=TOWN_OFFICER, on=TODAY)
