"""What funds says of a payment for a bill on paper is kept, by whichever event it says it."""

from datetime import date

import pytest

from services.medical.operations.claim.note_claim_payout import note_claim_payout
from services.medical.rules.top_up import FundsSaid, NoSuchPayout, PayoutState
from shared.database import set_scope, the_platform
from shared.events.funds import HouseholdPaid, HouseholdPaymentRefused, HouseholdPaymentReturned, HouseholdPaymentWithdrawn
from shared.ids import uuid7
from tests.builders.claim_payouts import payouts_of

DAY = date(2020, 7, 1)
LOOK = the_platform("test", "look")


def told(kind, payout, **more):
    of_payout = {"about": "paper-claim", "about_id": payout.id, "household_id": payout.household_id, "region": "371311001"}
    return kind(**of_payout | more)


async def test_each_answer_is_noted_and_waiting_is_none(session, deliver):
    [payout, *_] = await payouts_of(session)
    await session.commit()
    refused = {"round": 1, "code": "payer-account-short", "reason": "余额不足"}
    said = [
        (told(HouseholdPaymentRefused, payout, **refused, is_waiting=True), PayoutState.AWAITING),
        (told(HouseholdPaid, payout, payment_id=uuid7(), amount_fen=1, paid_on=DAY), PayoutState.PAID),
        (told(HouseholdPaymentReturned, payout, payment_id=uuid7(), amount_fen=1, returned_on=DAY), PayoutState.REFUSED),
    ]
    for event, state in said:
        await deliver(event)
        await set_scope(session, LOOK)
        await session.refresh(payout)
        assert payout.state == state
        await session.commit()


@pytest.mark.parametrize("kind", [HouseholdPaymentWithdrawn, HouseholdPaymentRefused])
async def test_what_funds_gives_up_is_refused(session, deliver, kind):
    [payout, *_] = await payouts_of(session)
    await session.commit()
    more = {HouseholdPaymentWithdrawn: {"payment_id": uuid7(), "withdrawn_on": DAY}}
    refused = {"code": "matter-dropped", "reason": "提出事项的部门撤销了这一事项", "is_waiting": False}

    await deliver(told(kind, payout, round=1, **more.get(kind, refused)))

    await set_scope(session, LOOK)
    await session.refresh(payout)
    assert payout.state == PayoutState.REFUSED and payout.refusal_reason


async def test_nobodys_payment_is_not_noted(session):
    with pytest.raises(NoSuchPayout):
        await note_claim_payout(session, uuid7(), FundsSaid(PayoutState.PAID, paid_on=DAY))
