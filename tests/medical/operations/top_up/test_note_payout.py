"""What funds says of a payment to a person is written down, once, and only as an answer to the last asking."""

from datetime import date

import pytest

from services.medical.operations.top_up.note_payout import note_payout
from services.medical.operations.top_up.request_payout import request_payout
from services.medical.rules.top_up import FundsSaid, NoSuchPayout, PayoutState
from shared.ids import uuid7
from tests.builders.top_up import MAKER, a_confirmed_run, a_poor_stay, shares_of

DAY = date(2021, 2, 5)
PAID = FundsSaid(PayoutState.PAID, paid_on=DAY, voucher="资金发放")
REFUSED = FundsSaid(PayoutState.REFUSED, 1, reason="资金服务已撤回这笔发放")
RETURNED = FundsSaid(PayoutState.REFUSED, reason="已发放的款项已退回")


@pytest.fixture
async def payout(session):
    await a_poor_stay(session)
    return (await shares_of(session, (await a_confirmed_run(session)).id))[0]


async def test_what_the_household_has_is_paid(session, payout):
    share = await note_payout(session, payout.id, PAID)

    assert (share.state, share.paid_on, share.voucher, share.answered_by) == (PayoutState.PAID, DAY, "资金发放", None)


async def test_what_came_back_is_to_be_asked_for_again(session, payout):
    await note_payout(session, payout.id, PAID)

    share = await note_payout(session, payout.id, RETURNED)

    assert (share.state, share.paid_on, share.refusal_reason) == (PayoutState.REFUSED, None, "已发放的款项已退回")
    assert (await request_payout(session, payout_id=payout.id, by=MAKER)).asks == 2


async def test_a_late_answer_to_an_earlier_asking_changes_nothing(session, payout):
    await note_payout(session, payout.id, REFUSED)
    await request_payout(session, payout_id=payout.id, by=MAKER)

    share = await note_payout(session, payout.id, REFUSED)

    assert (share.state, share.asks) == (PayoutState.AWAITING, 2)


async def test_nobodys_payment_is_not_noted(session):
    with pytest.raises(NoSuchPayout):
        await note_payout(session, uuid7(), PAID)
