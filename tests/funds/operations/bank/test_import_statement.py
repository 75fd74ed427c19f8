"""Reading the bank's statement: each line once, from where the last one closed, and nothing of a household in plain text."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.funds.operations.bank.import_statement import import_statement
from services.funds.rules.bank import (
    StatementDoesNotAdd,
    StatementDoesNotContinue,
    StatementNotInYuan,
    StatementOfAnother,
    StatementOutOfTime,
    StatementUnreadable,
)
from services.funds.store.statement_file import read_statements
from services.funds.tables import BankLine
from shared.vault import unseal
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_ledger import BANK_NUMBER, a_bank_account, at, mt940

JULY = at("2020-07-10")
FIRST = [("2020-06-02", 50000, "", "财政拨款"), ("2020-06-03", -3000, "0123456789ABCDEF", "临时救助 张三 6222020200012345678")]
SECOND = [("2020-06-20", 88, "", "结息")]


async def imported(session, account, content: bytes):
    return await import_statement(session, account.id, read_statements(content), by=COUNTY_OFFICER, at=JULY)


async def test_a_statement_is_kept_line_by_line_and_names_are_sealed(session):
    account = await a_bank_account(session)

    [statement] = await imported(session, account, mt940(FIRST, until="2020-06-15"))

    assert (statement.lines, statement.new_lines, statement.closing_fen) == (2, 2, 47000)
    lines = (await session.exec(select(BankLine).order_by(BankLine.booked_on))).all()
    assert [(line.amount_fen, line.reference) for line in lines] == [(50000, ""), (-3000, "0123456789ABCDEF")]
    assert unseal(lines[1].particulars_sealed) == "临时救助 张三 6222020200012345678"
    for table in ("audit", "bank_line", "bank_statement"):
        assert await session.scalar(text(f"SELECT count(*) FROM {table} WHERE {table}::text LIKE '%张三%'")) == 0
    assert (account.stated_fen, account.stated_on.isoformat()) == (47000, "2020-06-15")


async def test_the_same_lines_in_another_statement_are_kept_once(session):
    account = await a_bank_account(session)
    await imported(session, account, mt940(FIRST, until="2020-06-15"))

    [again] = await imported(session, account, mt940(FIRST, until="2020-06-15"))
    [longer] = await imported(session, account, mt940([*FIRST, *SECOND], until="2020-06-30"))

    assert (again.new_lines, longer.lines, longer.new_lines, account.stated_fen) == (0, 3, 1, 47088)
    assert len((await session.exec(select(BankLine))).all()) == 3


async def test_two_lines_that_say_the_same_in_one_statement_are_two(session):
    account = await a_bank_account(session)
    rows = "日期,收入,支出,余额,摘要\n2020-06-02,5,,5,捐款\n2020-06-02,5,,10,捐款\n"

    [statement] = await imported(session, account, rows.encode("gb18030"))

    assert (statement.new_lines, account.stated_fen) == (2, 1000)


@pytest.mark.parametrize(
    ("content", "law"),
    [
        (mt940(SECOND, opening_fen=1, until="2020-06-30"), StatementDoesNotContinue),
        (mt940(SECOND, until="2020-06-30").replace(b":62F:C200630CNY0,88", b":62F:C200630CNY0,89"), StatementDoesNotAdd),
        (mt940(SECOND, until="2020-06-30").replace(BANK_NUMBER.encode(), b"999999"), StatementOfAnother),
        (mt940(SECOND, until="2020-07-31"), StatementOutOfTime),
        (mt940([("2020-05-31", 5, "", "旧账")], until="2020-06-30"), StatementOutOfTime),
        (mt940(SECOND, until="2020-06-30").replace(b"CNY", b"USD"), StatementNotInYuan),
        (mt940(SECOND, until="2020-06-30").replace(b":62F:", b":99F:"), StatementUnreadable),
        (b":20:x\r\n:61:garbage\r\n", StatementUnreadable),
        ("日期,收入,支出,余额\n2020-06-02,5,,5\n2020-06-03,5,,11\n".encode(), StatementUnreadable),
        ("日期,收入,支出,余额\n2020-06-02,5,3,5\n".encode(), StatementUnreadable),
        ("日期,收入,支出,余额\n昨天,5,,5\n".encode(), StatementUnreadable),
        ("日期,收入,支出,余额\n2020-06-02,五,,5\n".encode(), StatementUnreadable),
        ("姓名,金额\n张三,5\n".encode(), StatementUnreadable),
        ("日期,收入,支出,余额\n".encode(), StatementUnreadable),
    ],
)
async def test_a_statement_that_cannot_be_right_is_refused_whole(session, content: bytes, law):
    account = await a_bank_account(session)

    with pytest.raises(law):
        await imported(session, account, content)

    assert (await session.exec(select(BankLine))).all() == []


async def test_a_table_says_which_row_and_column_is_wrong(session):
    with pytest.raises(StatementUnreadable) as refused:
        read_statements("交易日期,贷方发生额,借方发生额,余额\n2020-06-02,5,,5\n2020-06-03,,1,5\n".encode())

    assert (refused.value.facts["row"], refused.value.facts["column"]) == (3, "余额")


async def test_several_statements_of_one_file_continue_each_other(session):
    account = await a_bank_account(session)
    both = mt940(FIRST, until="2020-06-15") + mt940(SECOND, opening_fen=47000, until="2020-06-30", number="2")

    first, second = await imported(session, account, both)

    assert (first.closing_fen, second.opening_fen, account.stated_fen) == (47000, 47000, 47088)
