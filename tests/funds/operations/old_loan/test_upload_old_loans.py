"""A bank's list of loans from before the platform: each contract held against the rules of its day, wrong ones handed back."""

import json
from datetime import date

import pytest

from services.funds.operations.old_loan.upload_old_loans import upload_old_loans
from services.funds.rules.guarantee import NoSuchGuaranteeFund
from services.funds.rules.old_loan import AsOfInTheFuture, OldListState
from services.funds.rules.old_loan_file import NoOldLoans, NotAnOldLoanList
from services.funds.schemas.old_loan import OldLoansUpload
from services.funds.store.old_loan import entries_of
from shared.security import OutsideRegion, Principal, Role
from shared.vault import unseal
from tests.builders.funds import COUNTY, COUNTY_OFFICER, OTHER_VILLAGE
from tests.builders.funds_loans import BANK, a_fund, at
from tests.builders.funds_old_loans import a_list, a_row, an_enterprises_row, another_row, uploaded
from tests.builders.funds_payments import a_member, a_payee, an_id


def faults_of(listed) -> list[tuple[int, str, str]]:
    return [(fault["row"], fault["column"], fault["reason"]) for fault in listed.faults]


async def test_a_contract_with_its_rows_is_put_together_and_nobodys_name_is_kept(session):
    await a_fund(session)
    member = await a_member(session, 1)

    listed = await uploaded(
        session,
        a_row(贷款余额="30000.00", 还款日期="2020-02-01", 归还本金="15000", 支付利息="10.50"),
        another_row(还款日期="2020-03-01", 归还本金="5000", 贴息起="2019-12-21", 贴息止="2020-01-31", 已贴息金额="253.75"),
    )

    assert (listed.state, listed.loans, listed.refused, listed.faults) == (OldListState.DRAFT, 1, 0, [])
    assert (listed.outstanding_fen, listed.subsidised_fen) == (30_000_00, 1_425_83)
    [entry] = entries_of(listed)
    assert (entry.household_id, entry.region) == (member.household_id, member.region)
    assert [(run.from_on, run.to_on) for run in entry.loan.subsidised] == [
        (date(2019, 6, 10), date(2019, 12, 20)),
        (date(2019, 12, 21), date(2020, 1, 31)),
    ]
    kept = json.dumps(listed.entries, ensure_ascii=False)
    assert an_id(1) not in kept and "王小明" not in kept


async def test_a_balance_that_does_not_follow_from_its_entries_goes_back(session):
    await a_fund(session)
    await a_member(session, 1)
    listed = await uploaded(session, a_row(贷款余额="40000.00"))

    assert faults_of(listed) == [(2, "贷款余额", "放款减去归还的本金是 50000.00 元")]
    assert (listed.loans, listed.refused) == (0, 1)


async def test_days_that_were_subsidised_have_to_be_told_once_each_and_an_unexplained_amount_goes_back(session):
    await a_fund(session)
    for count in range(1, 8):
        await a_member(session, count)
    no_days = {"贴息起": "", "贴息止": ""}
    listed = await uploaded(
        session,
        a_row("甲", **no_days, 已贴息金额=""),
        a_row("乙", 身份证号=an_id(2), **no_days, 已贴息金额="0"),
        a_row("丙"),
        another_row("丙", 贴息起="2019-12-20", 贴息止="2020-03-20", 已贴息金额="555.83"),
        a_row("丁", 身份证号=an_id(3), 已贴息金额="1272.08"),
        a_row("戊", 身份证号=an_id(4), 已贴息金额="1272.08", 差额说明="县里另按上浮利率贴息"),
        a_row("己", 身份证号=an_id(5), 已贴息金额="1172.11"),
        a_row("庚", 身份证号=an_id(6), 贴息起="2019-06-09"),
    )

    assert faults_of(listed) == [
        (2, "已贴息金额", "没有写明已贴息的日子"),
        (5, "贴息起", "与同一合同其他行的贴息日子重叠"),
        (6, "已贴息金额", "按合同与办法应贴 1172.08 元"),
        (9, "贴息起", "早于放款日期"),
    ]
    # 丙 goes back with both its rows; 己 differs by a fen a quarter, as banks round.
    assert [row for row, _ in json.loads(unseal(listed.refused_rows_sealed))] == [2, 4, 5, 6, 9]
    sound = {entry.loan.contract: entry.accepted_fen for entry in entries_of(listed)}
    assert sound == {"乙": (), "戊": (100_00,), "己": (3,)}


async def test_only_what_the_policy_of_its_day_calls_a_loan_is_taken(session):
    await a_fund(session)
    await a_member(session, 1)
    listed = await uploaded(
        session,
        a_row("甲", 贷款类别="消费贷款"),
        a_row("乙", 用途="建房"),
        a_row("丙", 年利率="4.36"),
        a_row("丁", 放款金额="60000", 贷款余额="60000"),
        a_row("戊", 到期日期="2022-06-11"),
        a_row("己", 展期前到期日期="2019-12-10", 到期日期="2020-06-11"),
        a_row("庚", 已续贷次数="2"),
        a_row("辛", 放款日期="2014-11-30", 到期日期="2015-11-30", 贴息起="2014-11-30", 贴息止="2014-12-01"),
        an_enterprises_row("壬", 贷款类别="扶贫小额信贷", 用途="养殖", 放款金额="50000", 贷款余额="50000", 年利率="4.35"),
    )

    assert [(row, column) for row, column, _ in faults_of(listed)] == [
        (2, "贷款类别"),
        (3, "用途"),
        (4, "年利率"),
        (5, "放款金额"),
        (6, "到期日期"),
        (7, "展期前到期日期"),
        (8, "已续贷次数"),
        (9, "放款日期"),
        (10, "经营主体"),
    ]


async def test_cells_that_cannot_be_read_are_named_each_with_its_mend(session):
    await a_fund(session)
    await a_member(session, 1)
    listed = await uploaded(
        session,
        a_row("甲", 放款日期="去年", 年利率="0.0435", 年基天数="366", 结息方式="按周"),
        a_row("乙", 身份证号=an_id(1)[:-1] + "?", 姓名=""),
        a_row("丙", 还款日期="2020-04-01", 归还本金="1"),
        a_row("丁", 贴息止="2020-04-01"),
        an_enterprises_row("戊", 统一社会信用代码="91371311MA3C000009", 所在村代码="371311001001"),
        an_enterprises_row("己", 所在村代码="110101001001"),
        another_row("庚"),
        another_row("辛", 还款日期="2020-02-01", 归还本金="1"),
    )

    assert [(row, column) for row, column, _ in faults_of(listed)] == [
        (2, "放款日期"),
        (2, "年利率"),
        (2, "年基天数"),
        (2, "结息方式"),
        (3, "身份证号"),
        (3, "姓名"),
        (4, "还款日期"),
        (5, "贴息止"),
        (6, "统一社会信用代码"),
        (7, "所在村代码"),
        (8, "借款合同号"),
        (9, "贷款类别"),
    ]
    assert an_id(1) not in json.dumps(listed.faults)
    assert listed.loans == 0


async def test_a_borrower_is_found_in_registry_and_by_the_name_on_the_card(session):
    await a_fund(session)
    first = await a_member(session, 1)
    await a_payee(session, first, name="王小明")
    await a_member(session, 4, village=OTHER_VILLAGE)
    listed = await uploaded(session, a_row("甲", 姓名="王晓明"), a_row("乙", 身份证号=an_id(9)))

    assert [(row, column) for row, column, _ in faults_of(listed)] == [(2, "姓名"), (3, "身份证号")]


async def test_a_guaranteed_loan_needs_the_banks_fund_and_the_list_a_day_that_is_over(session):
    await a_member(session, 1)
    with pytest.raises(NoSuchGuaranteeFund):
        await uploaded(session, a_row())
    assert (await uploaded(session, an_enterprises_row())).loans == 1
    with pytest.raises(AsOfInTheFuture):
        await uploaded(session, a_row(), as_of_on=date(2020, 4, 2))
    with pytest.raises(NoOldLoans):
        await uploaded(session)


async def test_another_countys_officer_and_another_list_are_refused(session):
    form = OldLoansUpload(county=COUNTY, bank=BANK, as_of_on=date(2020, 3, 31))
    stranger = Principal("外县", Role.COUNTY, "370305")
    with pytest.raises(OutsideRegion):
        await upload_old_loans(session, a_list(a_row()), form, by=stranger, at=at("2020-04-01"))
    with pytest.raises(NotAnOldLoanList):
        await upload_old_loans(session, "编号,日期\n1,2".encode(), form, by=COUNTY_OFFICER, at=at("2020-04-01"))
