from datetime import date

import pytest

from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.operations.renovation.withdraw_renovation import withdraw_renovation
from services.housing.rules.renovation import RenovationState, RenovationStateForbids
from services.housing.schemas.renovation import WithdrawRenovation
from shared.events.housing import RenovationEnded
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    TOWN_OFFICER,
    VILLAGER,
    a_final_look,
    a_renovation,
    an_opinion,
    on,
)

DAY = on("2020-09-20")


async def _accept(session, renovation, **changed):
    return await accept_renovation(session, renovation.id, a_final_look(**changed), by=COUNTY_OFFICER, at=DAY)


async def test_a_renovation_is_withdrawn_with_its_reason_and_what_is_shown_ends(session, emitted):
    renovation = await a_renovation(session)
    await review_renovation(session, renovation.id, an_opinion(VILLAGER.role), by=VILLAGER, at=on("2020-06-08"))
    shown_for = renovation.notice_for

    form = WithdrawRenovation(on=date(2020, 6, 10), why="户主随子女迁居县城")
    await withdraw_renovation(session, renovation.id, form, by=TOWN_OFFICER, at=DAY)

    [ended] = [each for each in await emitted(session) if isinstance(each, RenovationEnded)]
    assert (renovation.state, ended.ended_as, ended.matter_id) == (RenovationState.WITHDRAWN, "withdrawn", shown_for)


async def test_what_is_accepted_is_not_withdrawn(session):
    renovation = await a_renovation(session, RenovationState.ACCEPTED)

    with pytest.raises(RenovationStateForbids):
        form = WithdrawRenovation(on=date(2020, 9, 20), why="户主放弃")
        await withdraw_renovation(session, renovation.id, form, by=TOWN_OFFICER, at=DAY)
