"""Matching by hand: what adds up, once."""

import pytest
from sqlmodel import select

from services.funds.operations.bank.import_statement import import_statement
from services.funds.operations.bank.match_line import match_line
from services.funds.rules.bank import LineMatchedAlready, MatchDoesNotAdd, NoSuchBankLine
from services.funds.schemas.bank import MatchLine
from services.funds.store.statement_file import read_statements
from services.funds.tables import BankLine
from shared.ids import uuid7
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_ledger import a_bank_account, an_allocation, at, book, mt940, open_accounts

JULY = at("2020-07-10")


async def test_only_what_adds_up_is_matched_and_once(session):
    account = await a_bank_account(session)
    await open_accounts(session)
    [one] = await book(session, an_allocation(300, booked_on="2020-06-01"), on=JULY)
    [other] = await book(session, an_allocation(200, booked_on="2020-06-01"), on=JULY)
    read = read_statements(mt940([("2020-06-09", 300, "", "拨款")], until="2020-06-30"))
    await import_statement(session, account.id, read, by=COUNTY_OFFICER, at=JULY)
    line = (await session.exec(select(BankLine))).one()

    async def match(*ids):
        form = MatchLine(transfer_ids=list(ids), reason="核对凭证一致")
        return await match_line(session, line.id, form, by=COUNTY_OFFICER, at=JULY)

    for wrong in ((other.id,), (one.id, other.id), (uuid7(),)):
        with pytest.raises(MatchDoesNotAdd):
            await match(*wrong)
    [matched] = await match(one.id)
    assert (matched.transfer_id, matched.matched_by) == (one.id, "县区经办")
    with pytest.raises(LineMatchedAlready):
        await match(one.id)


async def test_a_line_that_is_not_there_is_not_matched(session):
    with pytest.raises(NoSuchBankLine):
        await match_line(session, uuid7(), MatchLine(transfer_ids=[uuid7()], reason="核对"), by=COUNTY_OFFICER, at=JULY)
