"""What the desk pays itself is written down once; what funds pays is not written down by hand."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from services.medical.operations.payout.note_payout import note_payout
from services.medical.operations.payout.record_payout import record_payout
from services.medical.rules.payout import (
    FundsSaid,
    Matter,
    NoSuchPayout,
    PaidByFunds,
    PaidInFuture,
    PayoutState,
    PayoutStateForbids,
)
from services.medical.schemas.payout import RecordPayout
from shared.ids import uuid7
from shared.security import OutsideRegion, Principal, Role
from tests.builders.payouts import CLERKS, a_payout
from tests.builders.top_up import JANUARY

PAID = RecordPayout(paid_on=JANUARY, voucher="2021-0233")
REFUSED = RecordPayout(refusal_reason="账户已注销")

of_every_matter = pytest.mark.parametrize("matter", Matter)


async def record(session, matter, payout_id, form=PAID, by=None):
    return await record_payout(session, form, matter=matter, payout_id=payout_id, by=by or CLERKS[matter], on=JANUARY)


@of_every_matter
async def test_a_payment_of_the_desk_bears_its_day_and_voucher_and_stands(session, matter):
    payout = await a_payout(session, matter, is_enrolled=False)

    for _ in range(2):
        await record(session, matter, payout.id)

    said = (payout.state, payout.paid_on, payout.voucher, payout.answered_by)
    assert said == (PayoutState.PAID, JANUARY, "2021-0233", CLERKS[matter].subject)
    for form in (REFUSED, RecordPayout(paid_on=JANUARY, voucher="2021-0234")):
        with pytest.raises(PayoutStateForbids):
            await record(session, matter, payout.id, form)


@of_every_matter
async def test_a_payment_that_was_refused_says_why(session, matter):
    payout = await a_payout(session, matter, is_enrolled=False)

    await record(session, matter, payout.id, REFUSED)

    assert (payout.state, payout.refusal_reason) == (PayoutState.REFUSED, "账户已注销")


@of_every_matter
async def test_whoever_is_in_the_register_is_paid_by_funds_until_funds_gives_it_up(session, matter):
    payout = await a_payout(session, matter)
    with pytest.raises(PaidByFunds):
        await record(session, matter, payout.id)

    await note_payout(session, matter, payout.id, FundsSaid(PayoutState.REFUSED, 1, reason="资金服务已撤回这笔发放"))

    await record(session, matter, payout.id)
    assert (payout.state, payout.voucher, payout.refusal_reason) == (PayoutState.PAID, "2021-0233", None)


@of_every_matter
async def test_nothing_is_paid_tomorrow_nor_for_nobody_nor_by_another_county(session, matter):
    payout = await a_payout(session, matter, is_enrolled=False)
    with pytest.raises(PaidInFuture):
        await record(session, matter, payout.id, RecordPayout(paid_on=JANUARY + timedelta(days=1), voucher="1"))
    with pytest.raises(NoSuchPayout):
        await record(session, matter, uuid7())
    with pytest.raises(OutsideRegion):
        await record(session, matter, payout.id, by=Principal("邻县经办员", Role.COUNTY, "371312"))


@pytest.mark.parametrize(
    "said",
    [{}, {"paid_on": "2021-01-15"}, {"voucher": "1"}, {"paid_on": "2021-01-15", "voucher": "1", "refusal_reason": "账户已注销"}],
)
def test_an_outcome_is_one_of_two(said):
    with pytest.raises(ValidationError, match="paid_on"):
        RecordPayout.model_validate(said)
