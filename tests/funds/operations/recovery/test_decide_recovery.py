"""Of aid that was paid for a case that was a mistake somebody decides: asked back, in parts, or left with a household in need."""

import asyncio
from datetime import date

import pytest

from services.funds.operations.grant.withdraw_grant import withdraw_grant
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.recovery.decide_recovery import decide_recovery
from services.funds.operations.recovery.receive_recovery import receive_recovery
from services.funds.rules.recovery import (
    InstalmentsWrong,
    RecoveryDecided,
    RecoveryRuns,
    RecoveryState,
    RecoveryUndecided,
)
from services.funds.rules.transfer import About
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.schemas.recovery import DecideRecovery, ReceiveRecovery
from services.funds.store.payment import list_payments_about
from services.funds.store.recovery import list_plan
from shared import database
from shared.events.funds import GrantRecovered, GrantRecoveryOrdered
from shared.events.registry import CaseRetracted
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER, DETECTED_AT, a_filled_reserve, a_need, pay_grant


async def proposed(session):
    """A grant of 3,000 yuan was paid, and its case taken back."""
    await a_filled_reserve(session, 1_000_000)
    need = a_need()
    await pay_grant(session, need, at=DETECTED_AT)
    mistake = CaseRetracted(
        case_id=need.case_id,
        household_id=need.household_id,
        region=need.region,
        withdrawn_at=DETECTED_AT,
        unfinished=["emergency-grant"],
    )
    _, order = await withdraw_grant(session, mistake, at=DETECTED_AT)
    return order


def a_decision(outcome: str, *parts: tuple[str, str], reason: str = "") -> DecideRecovery:
    instalments = [{"due_on": day, "amount_yuan": amount} for day, amount in parts]
    return DecideRecovery.model_validate({"outcome": outcome, "instalments": instalments, "reason": reason})


async def decided(session, order, form, *, by=COUNTY_OFFICER):
    return await decide_recovery(session, order.id, form, by=by, at=DETECTED_AT)


async def test_what_is_to_be_recovered_is_ordered_and_the_town_hears_of_it(session, emitted):
    order = await decided(session, await proposed(session), a_decision("recover"))

    assert (order.state, order.outcome, order.decided_by) == (RecoveryState.OPEN, "recover", COUNTY_OFFICER.subject)
    [told] = [event for event in await emitted(session) if isinstance(event, GrantRecoveryOrdered)]
    assert (told.why, told.due_on) == ("case-retracted", order.due_on)
    with pytest.raises(RecoveryDecided):
        await decided(session, order, a_decision("hardship", reason="低保户"))


async def test_it_comes_back_in_parts_that_make_up_the_whole(session):
    order = await proposed(session)
    with pytest.raises(InstalmentsWrong):
        await decided(session, order, a_decision("instalments", ("2020-07-31", "1000"), ("2020-08-31", "1999.99")))

    await decided(session, order, a_decision("instalments", ("2020-07-31", "1000"), ("2020-08-31", "2000")))

    assert order.due_on == date(2020, 8, 31)
    assert [part.amount_fen for part in await list_plan(session, order.id)] == [100_000, 200_000]


async def test_it_is_left_with_a_household_in_need_with_the_reason_and_no_town_hands_over_anything(session, emitted):
    order = await decided(session, await proposed(session), a_decision("hardship", reason="该户确有困难，无力退回"))

    assert (order.state, order.lifted_why) == (RecoveryState.LIFTED, "该户确有困难，无力退回")
    told = await emitted(session)
    assert [event for event in told if isinstance(event, GrantRecoveryOrdered)] == []
    [left] = [event for event in told if isinstance(event, GrantRecovered)]
    assert (left.order_id, left.recovered_fen, left.is_whole, left.about) == (order.id, 0, False, None)


async def test_before_it_is_decided_nothing_is_taken_back_by_any_way(session):
    order = await proposed(session)

    with pytest.raises(RecoveryUndecided):
        form = ReceiveRecovery.model_validate({"amount_yuan": "3000", "received_on": "2020-06-01"})
        await receive_recovery(session, order.id, form, by=COUNTY_OFFICER, at=DETECTED_AT)
    [payment] = await list_payments_about(session, About.EMERGENCY_GRANT, order.grant_id)
    with pytest.raises(RecoveryRuns):
        await reverse_transfer(session, payment.transfer_id, ReverseTransfer(reason="误发"), at=DETECTED_AT)
    with pytest.raises(OutsideRegion):
        await decided(session, order, a_decision("recover"), by=Principal("邻县", Role.COUNTY, "371302"))


@pytest.mark.parametrize("form", [("hardship",), ("instalments",), ("recover", ("2020-07-31", "3000"))])
def test_a_decision_says_what_it_needs(form):
    with pytest.raises(ValueError, match="应"):
        a_decision(*form)


async def test_of_two_who_decide_at_once_one_is_told_that_it_is_decided(sessions, session):
    order = await proposed(session)
    await session.commit()

    async def decide(name: str, form: DecideRecovery) -> str:
        try:
            async with database.transaction(sessions, database.the_platform("test", "test")) as own:
                await decided(own, order, form, by=Principal(name, Role.COUNTY, COUNTY))
        except RecoveryDecided as refused:
            return refused.code
        return "decided"

    both = await asyncio.gather(decide("甲", a_decision("recover")), decide("乙", a_decision("hardship", reason="困难")))
    assert sorted(both) == ["decided", "recovery-decided"]
