"""A difference is worked off by a person, with a reason, once."""

import pytest
from sqlmodel import select

from services.funds.operations.bank.import_statement import import_statement
from services.funds.operations.bank.reconcile_bank import reconcile_bank
from services.funds.operations.bank.settle_bank_difference import settle_bank_difference
from services.funds.rules.bank import DifferenceSettledAlready, DifferenceState, NoSuchDifference
from services.funds.schemas.bank import SettleBankDifference
from services.funds.store.statement_file import read_statements
from services.funds.tables import BankDifference
from shared.ids import uuid7
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_ledger import a_bank_account, at, mt940

JULY = at("2020-07-10")
FORM = SettleBankDifference(reason="银行结息，次月补记")


async def test_a_difference_is_settled_once_by_name(session):
    account = await a_bank_account(session)
    read = read_statements(mt940([("2020-06-21", 88, "", "结息")], until="2020-06-30"))
    await import_statement(session, account.id, read, by=COUNTY_OFFICER, at=JULY)
    await reconcile_bank(session, account.id, at=JULY)
    difference = (await session.exec(select(BankDifference))).one()

    await settle_bank_difference(session, difference.id, FORM, by=COUNTY_OFFICER, at=JULY)

    assert (difference.state, difference.settled_by, difference.reason) == (DifferenceState.SETTLED, "县区经办", FORM.reason)
    with pytest.raises(DifferenceSettledAlready):
        await settle_bank_difference(session, difference.id, FORM, by=COUNTY_OFFICER, at=JULY)
    with pytest.raises(NoSuchDifference):
        await settle_bank_difference(session, uuid7(), FORM, by=COUNTY_OFFICER, at=JULY)
