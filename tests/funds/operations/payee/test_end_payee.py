"""A lost card is paid no more."""

from datetime import date

import pytest

from services.funds.operations.payee.end_payee import end_payee
from services.funds.rules.payee import EndsBeforeItStarts, PayeeDecided
from services.funds.schemas.payee import EndPayee
from tests.builders.funds_payments import JULY_1, SIGNER, a_member, a_payee


async def test_an_account_is_ended_once_and_not_before_it_began(session):
    payee = await a_payee(session, await a_member(session))

    with pytest.raises(EndsBeforeItStarts):
        await end_payee(session, payee.id, EndPayee(reason="挂失", until_on=date(2020, 6, 1)), by=SIGNER, at=JULY_1)
    await end_payee(session, payee.id, EndPayee(reason="挂失"), by=SIGNER, at=JULY_1)

    assert (payee.until_on, payee.decision) == (JULY_1.date(), "挂失")
    with pytest.raises(PayeeDecided):
        await end_payee(session, payee.id, EndPayee(reason="再次"), by=SIGNER, at=JULY_1)
