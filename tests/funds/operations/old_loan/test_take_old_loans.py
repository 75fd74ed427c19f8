"""A list of old loans is taken in by a second person: no day is subsidised twice, and fund, reminders and quarters count them."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.funds.api.loan_views import account_view
from services.funds.operations.guarantee.ask_compensation import ask_compensation
from services.funds.operations.loan.ask_loan import ask_loan
from services.funds.operations.loan.check_loan import check_loan
from services.funds.operations.loan.remind_of_loans import remind_of_loans
from services.funds.operations.loan_account.import_entries import import_entries
from services.funds.operations.old_loan.take_old_loans import take_old_loans
from services.funds.operations.subsidy_bill.settle_bill import settle_bill
from services.funds.rules.guarantee import GuaranteeExhausted
from services.funds.rules.loan import LoanState
from services.funds.rules.loan_life import AlreadyExtended, NotRenewable
from services.funds.rules.old_loan import (
    ContractKnown,
    NoOldLoanSound,
    OldListState,
    OldLoanListChanged,
    OldLoanListClosed,
    OldLoanListHasFaults,
)
from services.funds.rules.second_person import SamePerson
from services.funds.rules.subsidy import BillState
from services.funds.schemas.guarantee import AskCompensation
from services.funds.schemas.loan import CheckLoan
from services.funds.schemas.old_loan import TakeOldLoans
from services.funds.store.loan import facts_of, list_plan
from services.funds.store.old_loan import list_taken
from services.funds.store.subsidy import list_lines_before
from services.funds.tables import CreditGrade, GuaranteeFund, SubsidyLine
from shared.events.funds import LoanRepaymentAwaited
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_loans import (
    BANK,
    SECOND,
    VILLAGE_OFFICER,
    a_bill,
    a_fund,
    a_subsidy_line,
    an_asking,
    approved,
    at,
    extended,
)
from tests.builders.funds_loans import a_household as a_borrower
from tests.builders.funds_old_loans import READ_ON, a_row, an_enterprises_row, another_row, taken, uploaded
from tests.builders.funds_payments import a_member, an_id


@pytest.fixture
async def fund(session) -> GuaranteeFund:
    return await a_fund(session)


async def one_taken(session, *rows: str, **changed):
    """The only loan of a list that was taken in."""
    await a_member(session, 1)
    listed = await taken(session, await uploaded(session, *(rows or (a_row(),))), **changed)
    [loan] = await list_taken(session, listed.id)
    return loan


async def test_a_loan_stands_with_its_account_its_plan_and_the_contracts_own_due_day(session, fund):
    loan = await one_taken(session, a_row(贷款余额="40000", 还款日期="2020-02-01", 归还本金="10000", 支付利息="3.00"))

    assert loan.number == "X-371311-2020-0001"
    assert (loan.state, loan.drawn_on, loan.due_on) == (LoanState.LENT, date(2019, 6, 10), date(2020, 6, 9))
    assert (loan.outstanding_fen, loan.policy, loan.use_title) == (40_000_00, "lending-national-2014", "养殖")
    assert [(each.due_on, each.principal_fen) for each in await list_plan(session, loan.id)] == [(date(2020, 6, 9), 50_000_00)]
    facts = await facts_of(session, loan, until_on=date(2020, 4, 1))
    assert [(each.on, each.principal_fen) for each in facts.movements] == [
        (date(2019, 6, 10), 50_000_00),
        (date(2020, 2, 1), -10_000_00),
    ]


async def test_the_quarters_bill_begins_on_the_day_after_the_last_one_that_was_subsidised(session, fund):
    loan = await one_taken(session)
    bill = await a_bill(session, await a_subsidy_line(session))

    [line] = (await session.exec(select(SubsidyLine).where(SubsidyLine.bill_id == bill.id))).all()
    # 50,000 × 4.35 % × 91 ÷ 360
    assert (line.loan_id, line.from_on, line.to_on, line.amount_fen) == (
        loan.id,
        date(2019, 12, 21),
        date(2020, 3, 20),
        549_79,
    )


async def test_days_that_nobody_paid_between_two_runs_are_claimed_too(session, fund):
    await one_taken(session, a_row(), another_row(贴息起="2020-01-21", 贴息止="2020-03-20", 已贴息金额="362.50"))
    bill = await a_bill(session, await a_subsidy_line(session))

    [line] = (await session.exec(select(SubsidyLine).where(SubsidyLine.bill_id == bill.id))).all()
    assert (line.from_on, line.to_on) == (date(2019, 12, 21), date(2020, 1, 20))


async def test_the_database_refuses_a_day_from_before_again_and_never_gives_it_up(session, fund):
    loan = await one_taken(session)
    bill = await a_bill(session, await a_subsidy_line(session))
    again = SubsidyLine(
        bill_id=bill.id,
        loan_id=loan.id,
        region=loan.region,
        from_on=date(2019, 12, 20),
        to_on=date(2019, 12, 20),
        days=1,
        amount_fen=1,
        is_standing=True,
    )
    with pytest.raises(DBAPIError):
        async with session.begin_nested():
            session.add(again)
            await session.flush()
    [before] = await list_lines_before(session, loan.id)
    with pytest.raises(DBAPIError):
        async with session.begin_nested():
            before.is_standing = False
            session.add(before)
            await session.flush()


async def test_what_is_owed_rests_on_the_fund_even_above_its_multiple_and_then_nothing_new_does(session):
    fund = await a_fund(session, 4_000_00, multiple=10)
    await one_taken(session)

    await session.refresh(fund)
    assert fund.guaranteed_fen == 50_000_00
    with pytest.raises(GuaranteeExhausted):
        await approved(session, await a_borrower(session))


async def test_its_borrower_is_reminded_a_month_before_and_told_once_it_is_overdue(session, fund, emitted):
    loan = await one_taken(session)

    assert await remind_of_loans(session, on=date(2020, 5, 9)) == 0
    assert await remind_of_loans(session, on=date(2020, 5, 10)) == 1
    assert await remind_of_loans(session, on=date(2020, 6, 10)) == 1
    told = [(event.step, event.loan_id) for event in await emitted(session) if isinstance(event, LoanRepaymentAwaited)]
    assert told == [("reminder", loan.id), ("overdue", loan.id)]


async def test_a_loan_that_was_extended_before_bears_its_later_rate_and_is_not_extended_again(session, fund):
    loan = await one_taken(
        session,
        a_row(
            放款日期="2019-03-10",
            展期前到期日期="2020-03-10",
            到期日期="2021-03-10",
            展期年利率="4.75",
            贴息起="2019-03-10",
            贴息止="2019-12-20",
            已贴息金额="1727.92",
        ),
    )
    facts = await facts_of(session, loan, until_on=date(2020, 4, 1))

    assert [(each.from_on, each.rate) for each in facts.rates][-1][0] == date(2020, 3, 10)
    assert loan.due_on == date(2021, 3, 10) and loan.term_months == 12
    with pytest.raises(AlreadyExtended):
        await extended(session, loan, "2021-09-10", on="2020-12-01")


async def test_a_loan_that_was_renewed_before_is_not_renewed_again(session, fund):
    loan = await one_taken(session, a_row(已续贷次数="1"))
    again = an_asking((loan.household_id, loan.person_id), renews_id=loan.id)
    session.add(
        CreditGrade(
            id=loan.id,
            household_id=loan.household_id,
            region=loan.region,
            person_id=loan.person_id,
            limit_fen=50_000_00,
            term_months=36,
            valid_until=date(2020, 12, 31),
            decided_at=at("2020-01-01"),
        )
    )
    await session.flush()

    with pytest.raises(NotRenewable):
        await ask_loan(session, again, by=VILLAGE_OFFICER, on=date(2020, 5, 1))


async def test_of_a_households_loans_the_earlier_one_is_subsidised_first(session, fund):
    await a_member(session, 1)
    listed = await uploaded(
        session,
        a_row("后", 放款金额="30000", 贷款余额="30000", 放款日期="2019-08-10", 贴息起="", 贴息止="", 已贴息金额="0"),
        a_row("先", 放款金额="30000", 贷款余额="30000", 贴息起="", 贴息止="", 已贴息金额="0"),
    )
    await taken(session, listed)

    parts = {loan.contract_number: loan.subsidised_fen for loan in await list_taken(session, listed.id)}
    assert parts == {"先": 30_000_00, "后": 20_000_00}


async def test_what_is_repaid_already_comes_in_as_repaid_with_its_last_subsidy_still_to_come(session, fund):
    loan = await one_taken(session, a_row(贷款余额="0", 还款日期="2020-03-01", 归还本金="50000"))

    assert (loan.state, loan.outstanding_fen, loan.exposure_fen) == (LoanState.REPAID, 0, 0)
    bill = await a_bill(session, await a_subsidy_line(session))
    [line] = (await session.exec(select(SubsidyLine).where(SubsidyLine.bill_id == bill.id))).all()
    assert (line.from_on, line.to_on) == (date(2019, 12, 21), date(2020, 2, 29))


async def test_a_wrong_use_found_later_shows_what_was_paid_before_and_is_owed_back(session, fund):
    loan = await one_taken(session, a_row(已贴息金额="1180.00", 差额说明="按日历年度计算"))
    assert (await account_view(session, loan, until_on=date(2020, 4, 1))).to_recover_before_fen == 0

    found = CheckLoan(found="misused", misused_from=date(2019, 12, 11), said="用于建房", checked_on=date(2020, 3, 1))
    await check_loan(session, loan.id, found, by=COUNTY_OFFICER, on=date(2020, 4, 1))

    account = await account_view(session, loan, until_on=date(2020, 4, 1))
    # Ten days of 50,000 at 4.35 %; the seven yuan and 92 fen that were explained are not asked back.
    assert (account.to_recover_before_fen, account.to_recover_fen, account.before_fen) == (60_41, 0, 1_180_00)


async def test_interest_that_was_subsidised_before_is_no_loss_that_the_fund_stands_in_for(session, fund):
    loan = await one_taken(session)
    asked = await ask_compensation(session, loan.id, AskCompensation(reason="逾期九十天"), by=COUNTY_OFFICER, at=at("2020-09-10"))

    # 366 days from 10 June 2019 to 9 June 2020 and 92 after it, half of whose rate is added; 194 of them are paid.
    later = await account_view(session, loan, until_on=date(2020, 9, 10))
    assert asked.interest_fen == later.interest_fen + later.penalty_fen - 1_172_08


async def test_the_banks_monthly_lists_go_on_by_the_platforms_number(session, fund):
    loan = await one_taken(session)
    content = f"贷款编号,日期,业务,本金,利息,余额\n{loan.number},2020-04-10,还款,10000,0,40000\n".encode()
    file = await import_entries(session, content, county=COUNTY, bank=BANK, by=COUNTY_OFFICER, at=at("2020-05-01"))

    assert (file.taken, file.refused) == (1, 0)


async def test_a_list_is_taken_once_by_another_person_who_says_what_they_saw(session, fund):
    await a_member(session, 1)
    listed = await uploaded(session, a_row("甲"), a_row("乙", 用途="建房"))

    with pytest.raises(SamePerson):
        await taken(session, listed, by=COUNTY_OFFICER, leave_out_refused=True)
    with pytest.raises(OldLoanListHasFaults):
        await taken(session, listed)
    with pytest.raises(OldLoanListChanged):
        seen = TakeOldLoans(loans=2, outstanding_yuan="100000.00", leave_out_refused=True)
        await take_old_loans(session, listed.id, seen, by=SECOND, at=at(READ_ON))
    done = await taken(session, listed, leave_out_refused=True)
    assert (done.state, done.decided_by) == (OldListState.TAKEN, SECOND.subject)
    with pytest.raises(OldLoanListClosed):
        await taken(session, listed, leave_out_refused=True)


async def test_a_contract_that_came_in_by_another_list_meanwhile_is_not_taken_again(session, fund):
    await a_member(session, 1)
    first, second = await uploaded(session, a_row()), await uploaded(session, a_row())
    await taken(session, first)

    with pytest.raises(ContractKnown) as refused:
        await taken(session, second)
    assert refused.value.facts == {"contracts": ["罗农商借字2019第0001号"]}
    assert (await uploaded(session, a_row())).faults[0]["reason"].startswith("这份合同已在平台登记（X-371311-2020-")


async def test_a_list_without_a_sound_loan_cannot_be_taken(session, fund):
    listed = await uploaded(session, a_row(身份证号=an_id(9)))
    with pytest.raises(NoOldLoanSound):
        seen = TakeOldLoans(loans=1, outstanding_yuan="0.00", leave_out_refused=True)
        await take_old_loans(session, listed.id, seen, by=SECOND, at=at(READ_ON))


async def test_an_enterprises_old_loan_rests_on_no_fund_and_is_billed_by_its_class(session):
    listed = await taken(session, await uploaded(session, an_enterprises_row()))
    [loan] = await list_taken(session, listed.id)
    bill = await a_bill(session, await a_subsidy_line(session))
    paid = await settle_bill(session, bill.id, BillState.PAID, by=SECOND, at=at("2020-04-02"))

    assert (loan.fund_id, loan.enterprise, paid.amount_fen) == (None, "某某农业科技有限公司", 7_583_33)
