"""What became of the money is written down once."""

import pytest
from pydantic import ValidationError

from services.medical.operations.top_up.note_payout import note_payout
from services.medical.operations.top_up.record_payout import record_payout
from services.medical.rules.top_up import FundsSaid, NoSuchPayout, PaidByFunds, PaidInFuture, PayoutState, PayoutStateForbids
from services.medical.schemas.top_up import RecordPayout
from shared.ids import uuid7
from tests.builders.top_up import JANUARY, MAKER, a_confirmed_run, a_poor_stay, in_no_register, shares_of

PAID = RecordPayout(paid_on=JANUARY, voucher="2021-0233")
REFUSED = RecordPayout(refusal_reason="账户已注销")


@pytest.fixture
async def payout(session):
    await a_poor_stay(session)
    run = await a_confirmed_run(session)
    await in_no_register(session)
    return (await shares_of(session, run.id))[0]


async def test_a_payment_that_was_made_bears_its_day_and_voucher(session, payout):
    for _ in range(2):
        share = await record_payout(session, PAID, payout_id=payout.id, by=MAKER, on=JANUARY)

    assert (share.state, share.paid_on, share.voucher, share.answered_by) == (
        PayoutState.PAID,
        JANUARY,
        "2021-0233",
        MAKER.subject,
    )


async def test_a_payment_that_was_refused_says_why(session, payout):
    share = await record_payout(session, REFUSED, payout_id=payout.id, by=MAKER, on=JANUARY)

    assert (share.state, share.refusal_reason) == (PayoutState.REFUSED, "账户已注销")


async def test_whoever_is_in_the_register_is_paid_by_funds_until_funds_gives_it_up(session):
    await a_poor_stay(session)
    [payout, *_] = await shares_of(session, (await a_confirmed_run(session)).id)
    with pytest.raises(PaidByFunds):
        await record_payout(session, PAID, payout_id=payout.id, by=MAKER, on=JANUARY)

    await note_payout(session, payout.id, FundsSaid(PayoutState.REFUSED, 1, reason="资金服务已撤回这笔发放"))

    share = await record_payout(session, PAID, payout_id=payout.id, by=MAKER, on=JANUARY)
    assert (share.state, share.voucher, share.refusal_reason) == (PayoutState.PAID, "2021-0233", None)


async def test_what_was_paid_is_not_refused_afterwards_nor_paid_by_another_voucher(session, payout):
    await record_payout(session, PAID, payout_id=payout.id, by=MAKER, on=JANUARY)
    for form in (REFUSED, RecordPayout(paid_on=JANUARY, voucher="2021-0234")):
        with pytest.raises(PayoutStateForbids):
            await record_payout(session, form, payout_id=payout.id, by=MAKER, on=JANUARY)


async def test_nothing_is_paid_tomorrow_nor_for_nobody(session, payout):
    tomorrow = RecordPayout(paid_on=JANUARY.replace(day=16), voucher="1")
    with pytest.raises(PaidInFuture):
        await record_payout(session, tomorrow, payout_id=payout.id, by=MAKER, on=JANUARY)
    with pytest.raises(NoSuchPayout):
        await record_payout(session, PAID, payout_id=uuid7(), by=MAKER, on=JANUARY)


@pytest.mark.parametrize(
    "said",
    [{}, {"paid_on": "2021-01-15"}, {"voucher": "1"}, {"paid_on": "2021-01-15", "voucher": "1", "refusal_reason": "账户已注销"}],
)
def test_an_outcome_is_one_of_two(said):
    with pytest.raises(ValidationError, match="paid_on"):
        RecordPayout.model_validate(said)
