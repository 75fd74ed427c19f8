"""What funds says of a payment to a person is written down, once, and only as an answer to the last asking."""

from datetime import date

import pytest

from services.medical.operations.payout.note_payout import note_payout
from services.medical.operations.payout.request_payout import request_payout
from services.medical.rules.payout import FundsSaid, Matter, NoSuchPayout, PayoutState
from shared.database import set_scope, the_platform
from shared.events.funds import HouseholdPaid, HouseholdPaymentRefused, HouseholdPaymentReturned, HouseholdPaymentWithdrawn
from shared.ids import uuid7
from tests.builders.payouts import CLERKS, a_payout

DAY = date(2021, 2, 5)
PAID = FundsSaid(PayoutState.PAID, paid_on=DAY, voucher="资金发放")
REFUSED = FundsSaid(PayoutState.REFUSED, 1, reason="资金服务已撤回这笔发放")
RETURNED = FundsSaid(PayoutState.REFUSED, reason="已发放的款项已退回")
LOOK = the_platform("test", "look")

pytestmark = pytest.mark.parametrize("matter", Matter)


async def test_what_came_back_was_paid_and_is_to_be_asked_for_again(session, matter):
    payout = await a_payout(session, matter)

    await note_payout(session, matter, payout.id, PAID)
    assert (payout.state, payout.paid_on, payout.voucher, payout.answered_by) == (PayoutState.PAID, DAY, "资金发放", None)

    await note_payout(session, matter, payout.id, RETURNED)
    assert (payout.state, payout.paid_on, payout.refusal_reason) == (PayoutState.REFUSED, None, "已发放的款项已退回")
    assert (await request_payout(session, matter=matter, payout_id=payout.id, by=CLERKS[matter])).asks == 2


async def test_a_late_answer_to_an_earlier_asking_changes_nothing(session, matter):
    payout = await a_payout(session, matter)
    await note_payout(session, matter, payout.id, REFUSED)
    await request_payout(session, matter=matter, payout_id=payout.id, by=CLERKS[matter])

    await note_payout(session, matter, payout.id, REFUSED)

    assert (payout.state, payout.asks) == (PayoutState.AWAITING, 2)


async def test_nobodys_payment_is_not_noted(session, matter):
    with pytest.raises(NoSuchPayout):
        await note_payout(session, matter, uuid7(), PAID)


async def test_each_answer_of_funds_is_noted_and_waiting_is_none(session, deliver, matter):
    payout = await a_payout(session, matter)
    await session.commit()
    refused = {"round": 1, "code": "payer-account-short", "reason": "余额不足"}
    paid = {"payment_id": uuid7(), "amount_fen": 1}
    for kind, said, state in [
        (HouseholdPaymentRefused, refused | {"is_waiting": True}, PayoutState.AWAITING),
        (HouseholdPaid, paid | {"paid_on": DAY}, PayoutState.PAID),
        (HouseholdPaymentReturned, paid | {"returned_on": DAY}, PayoutState.REFUSED),
    ]:
        await deliver(told(kind, payout, **said))
        assert (await seen(session, payout)).state == state
        await session.commit()


@pytest.mark.parametrize("kind", [HouseholdPaymentWithdrawn, HouseholdPaymentRefused])
async def test_what_funds_gives_up_is_refused(session, deliver, kind, matter):
    payout = await a_payout(session, matter)
    await session.commit()
    more = {HouseholdPaymentWithdrawn: {"payment_id": uuid7(), "withdrawn_on": DAY}}
    refused = {"code": "matter-dropped", "reason": "提出事项的部门撤销了这一事项", "is_waiting": False}

    await deliver(told(kind, payout, round=1, **more.get(kind, refused)))

    payout = await seen(session, payout)
    assert payout.state == PayoutState.REFUSED and payout.refusal_reason


def told(kind, payout, **more):
    return kind(about=payout.matter.value, about_id=payout.id, household_id=uuid7(), region="371311001", **more)


async def seen(session, payout):
    await set_scope(session, LOOK)
    await session.refresh(payout)
    return payout
