"""A bank's monthly list: taken in row by row, the same list changing nothing, wrong rows handed back."""

import json

import pytest

from services.funds.operations.loan_account.import_entries import import_entries
from services.funds.rules.loan import LoanState
from services.funds.rules.loan_file import NotALoanList
from services.funds.store.loan import lock_loan
from shared.vault import unseal
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_loans import BANK, a_fund, a_household, approved, at, lent

HEADINGS = "贷款编号,日期,业务,本金（元）,利息（元）,余额（元）,流水号"


async def read(session, *rows: str, day: str = "2020-07-01"):
    content = "\n".join([HEADINGS, *rows]).encode("gb18030")
    return await import_entries(session, content, county=COUNTY, bank=BANK, by=COUNTY_OFFICER, at=at(day))


async def test_money_lent_and_repaid_in_one_list_is_taken_in_by_day(session):
    await a_fund(session)
    loan = await approved(session, await a_household(session))
    rows = (
        f'{loan.number},2020-06-10,还款,"20,000.00",12.50,30000.00,R2',
        f"{loan.number},2020/1/20,放款,50000,,50000.00,R1",
    )

    file = await read(session, *rows)
    again = await read(session, *rows)

    loan = await lock_loan(session, loan.id)
    assert (file.taken, file.unchanged, file.refused) == (2, 0, 0)
    assert (again.taken, again.unchanged, again.refused) == (0, 2, 0)
    assert (loan.state, loan.outstanding_fen) == (LoanState.LENT, 30_000_00)


async def test_without_the_banks_number_the_same_day_and_amounts_are_the_same_movement(session):
    await a_fund(session)
    loan = await lent(session)
    row = f"{loan.number},2020-06-10,还本付息,1000,3.00,,"
    await read(session, row)

    assert (await read(session, row)).unchanged == 1
    assert (await lock_loan(session, loan.id)).outstanding_fen == 49_000_00


async def test_wrong_rows_go_back_with_row_and_column_and_the_others_are_taken(session):
    await a_fund(session)
    loan = await lent(session)
    file = await read(
        session,
        f"{loan.number},2020-06-01,还款,10000,0,40000.00,",
        f"{loan.number},2020-06-02,还款,10000,0,40000.00,",  # not its balance
        f"{loan.number},2020-06-03,还款,99999,0,,",  # more than is owed
        f"{loan.number},2020-08-01,还款,1,0,,",  # in the future
        f"{loan.number},2020-06-05,贴现,1,0,,",  # no business of ours
        "X-371311-2020-9999,2020-06-06,还款,1,0,,",
        f"{loan.number},2020-06-07,放款,1,0,,",  # drawn already
        f"{loan.number},2020-06-08,还款,abc,0,,",
    )

    assert (file.rows, file.taken, file.refused) == (8, 1, 7)
    reasons = {fault["row"]: (fault["column"], fault["reason"]) for fault in file.faults}
    assert reasons[3] == ("余额", "余额与平台的账不符")
    assert reasons[4] == ("本金", "还款超过未还本金")
    assert reasons[5] == ("日期", "日期在将来")
    assert reasons[6] == ("业务", "不认识的业务")
    assert reasons[7][0] == "贷款编号" and reasons[8][0] == "本金" and reasons[9][0] == "本金"
    assert [row for row, _ in json.loads(unseal(file.refused_rows_sealed))] == [3, 4, 5, 6, 7, 8, 9]
    assert (await lock_loan(session, loan.id)).outstanding_fen == 40_000_00


async def test_another_banks_loans_are_not_touched(session):
    await a_fund(session)
    loan = await lent(session)
    content = f"{HEADINGS}\n{loan.number},2020-06-01,还款,1,0,,".encode()

    file = await import_entries(session, content, county=COUNTY, bank="别的银行", by=COUNTY_OFFICER, at=at("2020-07-01"))

    assert (file.taken, file.refused) == (0, 1)


async def test_a_table_without_our_columns_is_named(session):
    with pytest.raises(NotALoanList):
        await import_entries(session, "甲,乙\n1,2".encode(), county=COUNTY, bank=BANK, by=COUNTY_OFFICER, at=at("2020-07-01"))
