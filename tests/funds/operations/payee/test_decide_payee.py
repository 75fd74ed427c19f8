"""A doubtful account is settled by another person than who recorded it."""

import pytest

from services.funds.operations.payee.decide_payee import decide_payee
from services.funds.rules.payee import DecidedByItsRecorder, PayeeState
from services.funds.schemas.payee import DecidePayee
from tests.builders.funds_payments import JULY_1, RECORDER, SIGNER, a_member, a_payee

GOOD, BAD = DecidePayee(is_good=True, reason="已书面委托"), DecidePayee(is_good=False, reason="持卡人与该户无关")


async def test_another_person_settles_it_for_good(session):
    payee = await a_payee(session, await a_member(session), holder=2)

    with pytest.raises(DecidedByItsRecorder):
        await decide_payee(session, payee.id, GOOD, by=RECORDER, at=JULY_1)
    await decide_payee(session, payee.id, GOOD, by=SIGNER, at=JULY_1)

    assert (payee.state, payee.decided_by, payee.decision) == (PayeeState.GOOD, SIGNER.subject, "已书面委托")


async def test_one_that_may_not_be_paid_is_ended_so_that_another_can_be_recorded(session):
    member = await a_member(session)
    payee = await a_payee(session, member, holder=2)

    await decide_payee(session, payee.id, BAD, by=SIGNER, at=JULY_1)

    assert (payee.state, payee.until_on) == (PayeeState.REFUSED, JULY_1.date())
    assert (await a_payee(session, member, 5)).state is PayeeState.GOOD
