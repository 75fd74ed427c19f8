"""A refused payment of a claim is asked for again, as long as it is still owed."""

import pytest

from services.medical.operations.claim.note_claim_payout import note_claim_payout
from services.medical.operations.claim.request_claim_payout import request_claim_payout
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.rules.top_up import FundsSaid, NoSuchPayout, PayoutNoLongerOwed, PayoutState, PayoutStateForbids
from services.medical.schemas.settlement import ReverseSettlement
from shared.events.medical import PaperClaimSettled
from shared.ids import uuid7
from tests.builders.claim_payouts import DESK, payouts_of

WITHDRAWN = FundsSaid(PayoutState.REFUSED, 1, reason="资金服务已撤回这笔发放")


async def test_it_is_asked_for_again_under_the_same_number(session, emitted):
    [payout, *_] = await payouts_of(session)
    await note_claim_payout(session, payout.id, WITHDRAWN)

    await request_claim_payout(session, payout_id=payout.id, by=DESK)

    assert (payout.state, payout.asks, payout.refusal_reason) == (PayoutState.AWAITING, 2, None)
    told = (await emitted(session))[-1]
    assert isinstance(told, PaperClaimSettled)
    assert (told.payment_id, told.ask, told.amount_fen) == (payout.id, 2, payout.pay_fen)
    with pytest.raises(PayoutStateForbids):
        await request_claim_payout(session, payout_id=payout.id, by=DESK)
    with pytest.raises(NoSuchPayout):
        await request_claim_payout(session, payout_id=uuid7(), by=DESK)


async def test_nothing_is_asked_for_by_a_settlement_that_was_taken_back(session):
    [payout, *_] = await payouts_of(session)
    await note_claim_payout(session, payout.id, WITHDRAWN)
    back = ReverseSettlement(reason="票据金额录入有误")
    await reverse_settlement(session, back, settlement_id=payout.settlement_id, by=DESK)

    with pytest.raises(PayoutNoLongerOwed):
        await request_claim_payout(session, payout_id=payout.id, by=DESK)
