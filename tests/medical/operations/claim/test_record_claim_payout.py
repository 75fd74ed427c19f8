"""What the desk pays itself is written down once; what funds pays is not written down by hand."""

import pytest

from services.medical.operations.claim.note_claim_payout import note_claim_payout
from services.medical.operations.claim.record_claim_payout import record_claim_payout
from services.medical.rules.top_up import FundsSaid, NoSuchPayout, PaidByFunds, PaidInFuture, PayoutState, PayoutStateForbids
from services.medical.schemas.top_up import RecordPayout
from shared.ids import uuid7
from tests.builders.claim_payouts import DESK, payouts_of
from tests.builders.medical import JUNE_12

PAID = RecordPayout(paid_on=JUNE_12, voucher="2020-0233")
REFUSED = RecordPayout(refusal_reason="账户已注销")


async def record(session, payout, form=PAID):
    return await record_claim_payout(session, form, payout_id=payout.id, by=DESK, on=JUNE_12)


async def test_a_payment_of_the_desk_bears_its_day_and_voucher_and_stands(session):
    [payout, *_] = await payouts_of(session, is_enrolled=False)

    for _ in range(2):
        await record(session, payout)

    assert (payout.state, payout.paid_on, payout.voucher) == (PayoutState.PAID, JUNE_12, "2020-0233")
    with pytest.raises(PayoutStateForbids):
        await record(session, payout, REFUSED)


async def test_what_funds_was_asked_for_is_not_paid_by_hand_until_funds_gives_it_up(session):
    [payout, *_] = await payouts_of(session)
    with pytest.raises(PaidByFunds):
        await record(session, payout)

    await note_claim_payout(session, payout.id, FundsSaid(PayoutState.REFUSED, 1, reason="资金服务已撤回这笔发放"))
    assert (await record(session, payout)).state == PayoutState.PAID


async def test_nothing_is_paid_tomorrow_nor_for_nobody(session):
    [payout, *_] = await payouts_of(session, is_enrolled=False)
    with pytest.raises(PaidInFuture):
        await record(session, payout, RecordPayout(paid_on=JUNE_12.replace(day=13), voucher="1"))
    with pytest.raises(NoSuchPayout):
        await record_claim_payout(session, PAID, payout_id=uuid7(), by=DESK, on=JUNE_12)
