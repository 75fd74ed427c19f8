"""The county confirms what is more than a sum; nobody confirms what they asked for."""

import pytest

from services.funds.operations.reserve.ask_refill import ask_refill
from services.funds.operations.reserve.decide_refill import decide_refill
from services.funds.rules.budget_line import LineNotForReserve, NoSuchLine
from services.funds.rules.reserve import NoSuchRefill, RefillState, RefillStateForbids
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.reserve import AskRefill, DecideRefill
from shared.ids import uuid7
from shared.security import OutsideRegion, Principal, Role
from tests.builders import funds_budget
from tests.builders.funds import TOWN
from tests.builders.funds_grants import COUNTY_CLERK, COUNTY_HEAD, JUNE_3, an_aid_line

YES, NO = DecideRefill(is_agreed=True, said="同意"), DecideRefill(is_agreed=False, said="上月未报账")


async def a_refill(session, amount="80000"):
    return await ask_refill(session, TOWN, AskRefill(amount_fen=amount, reason="六月用量"), by=COUNTY_CLERK, at=JUNE_3)


async def test_the_county_confirms_out_of_a_line_that_it_names(session):
    refill, line = await a_refill(session), await an_aid_line(session)

    form = DecideRefill(is_agreed=True, said="同意", line=line.number)
    await decide_refill(session, refill.id, form, by=COUNTY_HEAD, at=JUNE_3)

    assert (refill.state, refill.line, refill.decided_by) == (RefillState.READY, line.number, COUNTY_HEAD.subject)


async def test_a_refusal_ends_it_and_the_town_may_ask_again(session):
    refill = await a_refill(session)
    await decide_refill(session, refill.id, NO, by=COUNTY_HEAD, at=JUNE_3)

    assert refill.state is RefillState.REFUSED
    with pytest.raises(RefillStateForbids):
        await decide_refill(session, refill.id, YES, by=COUNTY_HEAD, at=JUNE_3)
    assert (await a_refill(session, "1")).state is RefillState.READY


async def test_nobody_confirms_their_own_asking_or_elsewhere_or_out_of_another_programmes_line(session):
    refill = await a_refill(session)
    houses = await funds_budget.a_line(session)
    elsewhere = Principal("外县", Role.COUNTY, "371302")

    with pytest.raises(SamePerson):
        await decide_refill(session, refill.id, YES, by=COUNTY_CLERK, at=JUNE_3)
    with pytest.raises(OutsideRegion):
        await decide_refill(session, refill.id, YES, by=elsewhere, at=JUNE_3)
    with pytest.raises(LineNotForReserve):
        form = DecideRefill(is_agreed=True, said="同意", line=houses.number)
        await decide_refill(session, refill.id, form, by=COUNTY_HEAD, at=JUNE_3)
    with pytest.raises(NoSuchLine):
        form = DecideRefill(is_agreed=True, said="同意", line="B-371311-2020-9999")
        await decide_refill(session, refill.id, form, by=COUNTY_HEAD, at=JUNE_3)
    with pytest.raises(NoSuchRefill):
        await decide_refill(session, uuid7(), YES, by=COUNTY_HEAD, at=JUNE_3)
