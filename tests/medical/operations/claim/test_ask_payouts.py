"""A patient who had paid a bill themselves gets each payer's part, and after another settlement the difference alone."""

from services.medical.operations.claim.ask_payouts import ask_payouts
from services.medical.operations.payout.note_payout import note_payout
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.rules.payout import FundsSaid, Matter, PayoutState
from services.medical.schemas.settlement import ReverseSettlement
from shared.events.medical import PaperClaimReversed, PaperClaimSettled
from shared.vault import hash_identity
from tests.builders.claim_payouts import DESK, a_settled_claim, payouts_of, settled
from tests.builders.medical import JUNE_12, a_settlement
from tests.medical.operations.settlement.test_settle_admission import paid

BACK = ReverseSettlement(reason="票据金额录入有误")
WITHDRAWN = FundsSaid(PayoutState.REFUSED, 1, reason="资金服务已撤回这笔发放")


async def test_each_payer_is_asked_for_its_part_and_all_parts_are_what_the_patient_does_not_bear(session, emitted):
    claim, settlement = await a_settled_claim(session)

    payouts = await ask_payouts(session, settlement, by=DESK, on=JUNE_12)

    reduction = paid(settlement).get("hospital_reduction", 0)
    assert sum(one.pay_fen for one in payouts) == settlement.total_fen - settlement.patient_fen - reduction > 0
    assert {one.state for one in payouts} == {PayoutState.AWAITING}
    told = [event for event in await emitted(session) if isinstance(event, PaperClaimSettled)]
    assert [(event.payment_id, event.payer, event.amount_fen) for event in told] == [
        (one.id, one.payer, one.pay_fen) for one in payouts
    ]
    assert {(event.claim_id, event.household_id, event.ask) for event in told} == {(claim.id, payouts[0].household_id, 1)}
    assert {event.asked_by for event in told} == {hash_identity(DESK.subject)}


async def test_asked_twice_nothing_is_asked_again(session):
    _, settlement = await a_settled_claim(session)
    await ask_payouts(session, settlement, by=DESK, on=JUNE_12)

    assert await ask_payouts(session, settlement, by=DESK, on=JUNE_12) == []


async def test_whoever_is_in_no_register_is_paid_by_the_desk(session, emitted):
    payouts = await payouts_of(session, is_enrolled=False)

    assert {one.household_id for one in payouts} == {None} and {one.state for one in payouts} == {PayoutState.AWAITING}
    assert not any(isinstance(event, PaperClaimSettled) for event in await emitted(session))


async def test_a_hospitals_bill_pays_no_patient(session):
    assert await ask_payouts(session, await a_settlement(session), by=DESK, on=JUNE_12) == []


async def test_a_reversal_calls_back_what_is_not_paid_and_the_next_settlement_asks_anew(session, emitted):
    claim, settlement = await a_settled_claim(session)
    first, *others = await ask_payouts(session, settlement, by=DESK, on=JUNE_12)
    await note_payout(session, Matter.PAPER_CLAIM, first.id, FundsSaid(PayoutState.PAID, paid_on=JUNE_12))

    await reverse_settlement(session, BACK, settlement_id=settlement.id, by=DESK)

    told = [event for event in await emitted(session) if isinstance(event, PaperClaimReversed)]
    assert [event.payment_id for event in told] == [one.id for one in others]
    for one in others:
        await note_payout(session, Matter.PAPER_CLAIM, one.id, WITHDRAWN)
    again = await ask_payouts(session, await settled(session, claim), by=DESK, on=JUNE_12)
    assert [(one.payer, one.pay_fen) for one in again] == [(one.payer, one.pay_fen) for one in others]
    for one in others:
        await session.refresh(one)
    assert {one.state for one in others} <= {PayoutState.REPLACED}
