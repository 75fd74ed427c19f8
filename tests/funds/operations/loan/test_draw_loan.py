"""Money is lent once, within what was granted; a renewal repays what it renews on the same day."""

from datetime import date

import pytest

from services.funds.operations.loan.approve_loan import approve_loan
from services.funds.operations.loan.draw_loan import draw_loan
from services.funds.rules import loan_refusal
from services.funds.rules.guarantee import GuaranteeExhausted
from services.funds.rules.loan import EntryKind, LoanState
from services.funds.schemas.loan import DrawLoan
from services.funds.store.guarantee import count_loans
from services.funds.store.loan import list_entries_of_loan, list_plan, lock_loan
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_loans import (
    AT,
    SECOND,
    a_contract,
    a_fund,
    a_household,
    approved,
    asked,
    at,
    lent,
    repaid,
    reviewed,
)

ALL = DrawLoan(drawn_on="2020-01-10", amount_yuan="50000.00")


async def test_the_account_begins_and_the_whole_falls_due_after_the_term(session):
    fund = await a_fund(session)
    loan = await lent(session)

    assert (loan.state, loan.outstanding_fen, loan.due_on) == (LoanState.LENT, 50_000_00, date(2021, 1, 10))
    assert [(each.due_on, each.principal_fen) for each in await list_plan(session, loan.id)] == [(date(2021, 1, 10), 50_000_00)]
    await session.refresh(fund)
    assert fund.guaranteed_fen == 50_000_00


async def test_a_loan_is_drawn_once_and_not_above_what_was_granted(session):
    await a_fund(session)
    loan = await approved(session, await a_household(session))
    with pytest.raises(loan_refusal.AboveLimit):
        more = DrawLoan(drawn_on="2020-01-10", amount_yuan="50000.01")
        await draw_loan(session, loan.id, more, by=COUNTY_OFFICER, at=AT)
    await draw_loan(session, loan.id, ALL, by=COUNTY_OFFICER, at=AT)
    with pytest.raises(loan_refusal.LoanStateForbids):
        await draw_loan(session, loan.id, ALL, by=COUNTY_OFFICER, at=AT)


@pytest.mark.parametrize("day", ["2020-01-07", "2020-01-11"])
async def test_it_is_not_drawn_before_the_contract_or_in_the_future(session, day):
    await a_fund(session)
    loan = await approved(session, await a_household(session))
    with pytest.raises(loan_refusal.DrawnOutOfOrder):
        await draw_loan(session, loan.id, DrawLoan(drawn_on=day, amount_yuan="50000.00"), by=COUNTY_OFFICER, at=AT)


async def test_instalments_by_month_make_the_whole(session):
    await a_fund(session)
    loan = await lent(session, repayment="equal-instalments", months_each=3)

    plan = await list_plan(session, loan.id)
    assert [each.due_on.month for each in plan] == [4, 7, 10, 1]
    assert sum(each.principal_fen for each in plan) == 50_000_00


async def test_a_renewal_repays_the_old_loan_and_adds_nothing_to_the_fund(session):
    fund = await a_fund(session, 5_000_00)
    household = await a_household(session, valid_until=date(2021, 12, 31))
    old = await lent(session, household)
    again = await reviewed(session, await asked(session, household, on=date(2020, 12, 20), renews_id=old.id))
    terms = a_contract(signed_on="2020-12-25")
    again = await approve_loan(session, again.id, terms, by=SECOND, on=date(2020, 12, 25))

    again = await draw_loan(
        session, again.id, DrawLoan(drawn_on="2021-01-05", amount_yuan="50000.00"), by=COUNTY_OFFICER, at=at("2021-01-05")
    )

    old = await lock_loan(session, old.id)
    await session.refresh(fund)
    assert (old.state, old.outstanding_fen, again.outstanding_fen) == (LoanState.REPAID, 0, 50_000_00)
    assert [entry.kind for entry in await list_entries_of_loan(session, old.id)] == [EntryKind.DRAWN, EntryKind.RENEWED]
    assert fund.guaranteed_fen == 50_000_00
    with pytest.raises(loan_refusal.NotRenewable):
        await asked(session, household, on=date(2021, 6, 1), renews_id=again.id)


async def test_neither_a_strangers_nor_an_overdue_loan_is_renewed(session):
    await a_fund(session)
    household = await a_household(session, valid_until=date(2021, 12, 31))
    old = await lent(session, household)
    other = await a_household(session, valid_until=date(2021, 12, 31))
    with pytest.raises(loan_refusal.NotRenewable):
        await asked(session, other, on=date(2020, 12, 20), renews_id=old.id)
    with pytest.raises(loan_refusal.NotRenewable):
        await asked(session, household, on=date(2021, 2, 1), renews_id=old.id, loan_class="micro")
    await repaid(session, old, "2021-02-02", "50000.00")
    with pytest.raises(loan_refusal.NotRenewable):
        await asked(session, household, on=date(2021, 2, 3), renews_id=old.id)


async def test_less_may_be_drawn_than_was_granted_and_counts_as_that(session):
    fund = await a_fund(session)
    loan = await approved(session, await a_household(session))
    loan = await draw_loan(session, loan.id, DrawLoan(drawn_on="2020-01-10", amount_yuan="30000.00"), by=COUNTY_OFFICER, at=AT)

    await session.refresh(fund)
    [row] = await count_loans(session, COUNTY, by="all", on=date(2020, 2, 1))
    assert (loan.outstanding_fen, fund.guaranteed_fen, row.lent_fen) == (30_000_00, 30_000_00, 30_000_00)


async def test_a_renewal_whose_old_loan_was_repaid_meanwhile_must_find_room_for_the_rest(session):
    await a_fund(session, 5_000_00)
    household = await a_household(session, valid_until=date(2021, 12, 31))
    old = await lent(session, household)
    again = await reviewed(session, await asked(session, household, on=date(2020, 12, 20), renews_id=old.id))
    terms = a_contract(signed_on="2020-12-25")
    again = await approve_loan(session, again.id, terms, by=SECOND, on=date(2020, 12, 25))
    await repaid(session, old, "2020-12-28", "50000.00")
    stranger = await a_household(session, valid_until=date(2021, 12, 31))
    other = await reviewed(session, await asked(session, stranger, on=date(2020, 12, 28)))
    await approve_loan(session, other.id, a_contract(signed_on="2020-12-29"), by=SECOND, on=date(2020, 12, 29))

    with pytest.raises(GuaranteeExhausted):
        await draw_loan(
            session, again.id, DrawLoan(drawn_on="2021-01-05", amount_yuan="50000.00"), by=COUNTY_OFFICER, at=at("2021-01-05")
        )
