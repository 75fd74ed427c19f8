"""Holding the bank against the books: what is the same is matched, what is not stays open until it is worked off."""

import pytest
from sqlmodel import select

from services.funds.operations.bank.import_statement import import_statement
from services.funds.operations.bank.match_line import match_line
from services.funds.operations.bank.reconcile_bank import reconcile_bank
from services.funds.operations.bank.settle_bank_difference import settle_bank_difference
from services.funds.rules.bank import DifferenceKind, DifferenceState, How
from services.funds.rules.matching import reference_of
from services.funds.schemas.bank import MatchLine, SettleBankDifference
from services.funds.store.reconciliation import draw_sheet
from services.funds.store.statement_file import read_statements
from services.funds.tables import BankDifference, BankLine, BankMatch
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_ledger import OTHER_RESERVE, a_bank_account, a_fill, an_allocation, at, book, mt940, open_accounts

JULY = at("2020-07-10")


async def told(session, account, lines, *, opening_fen: int = 0, until: str = "2020-06-30", number: str = "1"):
    """The bank tells this, and it is held against the books."""
    read = read_statements(mt940(lines, opening_fen=opening_fen, until=until, number=number))
    await import_statement(session, account.id, read, by=COUNTY_OFFICER, at=JULY)
    return await reconcile_bank(session, account.id, at=JULY)


@pytest.fixture
async def account(session):
    """1,000 yuan came into the pool on the 1st, 300 went to a town on the 3rd and 200 to another on the 20th."""
    made = await a_bank_account(session)
    await open_accounts(session)
    await book(session, an_allocation(100_000, booked_on="2020-06-01"), on=JULY)
    return made


async def fills(session):
    [first] = await book(session, a_fill(30_000, booked_on="2020-06-03"), on=JULY)
    [second] = await book(session, a_fill(20_000, to=OTHER_RESERVE, booked_on="2020-06-20"), on=JULY)
    return first, second


async def open_kinds(session):
    rows = await session.exec(select(BankDifference).order_by(BankDifference.happened_on, BankDifference.kind))
    return [(row.kind, row.amount_fen) for row in rows if row.state is DifferenceState.OPEN]


async def test_lines_are_found_by_number_or_by_amount_and_day(session, account):
    first, _ = await fills(session)

    found = await told(
        session,
        account,
        [
            ("2020-06-02", 100_000, "", "拨款"),
            ("2020-06-04", -30_000, reference_of(first.id), "拨付"),
            ("2020-06-20", -20_000, "", "拨付"),
        ],
    )

    hows = [match.how for match in (await session.exec(select(BankMatch))).all()]
    assert sorted(hows) == [How.AMOUNT_AND_DAY, How.AMOUNT_AND_DAY, How.REFERENCE]
    assert found.differences == ()
    sheet = await draw_sheet(session, account)
    assert (sheet.is_balanced, sheet.bank_fen, sheet.book_fen) == (True, 50_000, 50_000)


async def test_each_difference_has_its_kind_and_the_sheet_balances_all_the_same(session, account):
    first, second = await fills(session)
    lines = [
        ("2020-06-01", 100_000, "", "拨款"),
        ("2020-06-10", -30_000, reference_of(first.id), "拨付"),
        ("2020-06-20", -20_500, reference_of(second.id), "拨付"),
        ("2020-06-21", 88, "", "结息"),
    ]

    await told(session, account, lines)

    assert await open_kinds(session) == [
        (DifferenceKind.DAY_DIFFERS, 0),
        (DifferenceKind.AMOUNT_DIFFERS, -500),
        (DifferenceKind.NOT_IN_BOOKS, 88),
    ]
    sheet = await draw_sheet(session, account)
    assert (sheet.bank_fen, sheet.book_fen, sheet.is_balanced, sheet.open_differences) == (49_588, 50_000, True, 3)
    assert [item.amount_fen for item in sheet.in_bank_alone] == [-20_500, 88]


async def test_what_comes_late_clears_its_difference_and_what_was_settled_stays_settled(session, account):
    await fills(session)
    await told(session, account, [("2020-06-01", 100_000, "", "拨款"), ("2020-06-03", -30_000, "", "拨付")], until="2020-06-28")
    [missing] = (await session.exec(select(BankDifference))).all()
    assert (missing.kind, missing.amount_fen) == (DifferenceKind.NOT_IN_BANK, 20_000)

    await told(session, account, [("2020-06-29", 88, "", "结息")], opening_fen=70_000, until="2020-06-29", number="2")
    interest = (await session.exec(select(BankDifference).where(BankDifference.kind == DifferenceKind.NOT_IN_BOOKS))).one()
    await settle_bank_difference(session, interest.id, SettleBankDifference(reason="季度结息"), by=COUNTY_OFFICER, at=JULY)
    await told(session, account, [("2020-06-22", -20_000, "", "迟到")], opening_fen=70_088, until="2020-06-30", number="3")

    assert (missing.state, missing.settled_by) == (DifferenceState.CLEARED, "平台自动对账")
    assert (interest.state, interest.reason) == (DifferenceState.SETTLED, "季度结息")
    assert await open_kinds(session) == []


async def test_a_double_of_the_bank_is_found_though_the_first_was_matched_before(session, account):
    first, _ = await fills(session)
    reference = reference_of(first.id)
    await told(
        session, account, [("2020-06-01", 100_000, "", "拨款"), ("2020-06-03", -30_000, reference, "拨付")], until="2020-06-05"
    )

    await told(session, account, [("2020-06-03", -30_000, reference, "拨付")], opening_fen=70_000, until="2020-06-06", number="2")

    assert (DifferenceKind.DOUBLED, -30_000) in await open_kinds(session)


async def test_the_same_holding_against_changes_nothing_more(session, account):
    await fills(session)
    await told(session, account, [("2020-06-01", 100_000, "", "拨款")])
    before = await open_kinds(session)

    found = await reconcile_bank(session, account.id, at=JULY)

    assert (found.matches, await open_kinds(session)) == ((), before)


async def test_a_person_names_the_transfers_of_a_lump(session, account):
    first, second = await fills(session)
    await told(session, account, [("2020-06-01", 100_000, "", "拨款"), ("2020-06-20", -50_000, "", "批量")])
    line = (await session.exec(select(BankLine).where(BankLine.amount_fen == -50_000))).one()

    form = MatchLine(transfer_ids=[first.id, second.id], reason="按批次合并扣款")
    await match_line(session, line.id, form, by=COUNTY_OFFICER, at=JULY)

    assert await open_kinds(session) == []
    assert (await draw_sheet(session, account)).in_bank_alone == []
