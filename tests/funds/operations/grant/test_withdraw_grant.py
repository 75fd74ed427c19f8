"""Money that waits for a case that was a mistake is never paid; money that was paid is not taken back in silence."""

from services.funds.operations.grant.withdraw_grant import withdraw_grant
from services.funds.rules.grant import GrantState
from services.funds.rules.recovery import RecoveryState, RecoveryWhy
from services.funds.store.grant import find_payable_grant, lock_grants_of_cases
from shared.events.funds import GrantRecoveryOrdered, GrantRecoveryProposed
from shared.events.registry import CaseRetracted
from tests.builders.funds import DETECTED_AT, a_filled_reserve, a_need, pay_grant


def a_mistake(need) -> CaseRetracted:
    return CaseRetracted(
        case_id=need.case_id,
        household_id=need.household_id,
        region=need.region,
        withdrawn_at=DETECTED_AT,
        unfinished=["emergency-grant"],
    )


async def test_a_grant_that_waits_is_not_paid_when_the_reserve_is_filled(session):
    need = a_need()
    waiting = await pay_grant(session, need, at=DETECTED_AT)
    assert waiting.state is GrantState.WAITING

    await withdraw_grant(session, a_mistake(need), at=DETECTED_AT)

    await a_filled_reserve(session, 1_000_000)
    assert await find_payable_grant(session) is None
    assert (await lock_grants_of_cases(session, [need.case_id]))[need.case_id].state is GrantState.WITHDRAWN


async def test_whether_a_paid_grant_is_asked_back_is_proposed_once_and_nothing_moves(session, emitted):
    await a_filled_reserve(session, 1_000_000)
    need = a_need()
    await pay_grant(session, need, at=DETECTED_AT)

    grant, order = await withdraw_grant(session, a_mistake(need), at=DETECTED_AT)
    _, again = await withdraw_grant(session, a_mistake(need), at=DETECTED_AT)

    assert (grant.state, order.state, order.why, again) == (
        GrantState.PAID,
        RecoveryState.PROPOSED,
        RecoveryWhy.CASE_RETRACTED,
        None,
    )
    [told] = [event for event in await emitted(session) if isinstance(event, GrantRecoveryProposed)]
    assert (told.order_id, told.amount_fen) == (order.id, grant.amount_fen)
    assert [event for event in await emitted(session) if isinstance(event, GrantRecoveryOrdered)] == []


async def test_a_case_without_a_grant_asks_for_nothing(session):
    assert await withdraw_grant(session, a_mistake(a_need()), at=DETECTED_AT) == (None, None)
