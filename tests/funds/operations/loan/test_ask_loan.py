"""A household asks within its grade, for production alone; an enterprise and a pupil without a grade."""

from datetime import date

import pytest

from services.funds.rules import loan_asking
from services.funds.rules.loan import LoanState
from services.funds.store.loan import list_steps
from shared.ids import uuid7
from shared.security import OutsideRegion
from tests.builders.funds import OTHER_VILLAGE
from tests.builders.funds_loans import a_fund, a_household, asked, lent, repaid


async def test_an_application_has_a_number_its_rules_and_its_first_step(session):
    household = await a_household(session)

    loan = await asked(session, household)

    assert (loan.number, loan.state, loan.policy) == ("X-371311-2020-0001", LoanState.ASKED, "lending-national-2014")
    assert [step.title for step in await list_steps(session, loan.id)] == ["户申请"]


@pytest.mark.parametrize("use", ["wedding", "house-building", "investment", "household-goods", "relending"])
async def test_what_the_law_refuses_is_refused_by_its_name(session, use):
    with pytest.raises(loan_asking.UseRefused) as refused:
        await asked(session, await a_household(session), use=use)
    assert refused.value.facts["use"] and "不得" in refused.value.facts["clause"]


async def test_a_use_that_the_class_does_not_know_is_refused(session):
    with pytest.raises(loan_asking.LoanUseUnknown):
        await asked(session, await a_household(session), use="schooling")


async def test_without_a_grade_that_holds_there_is_no_loan(session):
    for household in (
        await a_household(session, grade=False),
        await a_household(session, valid_until=date(2020, 1, 1)),
        await a_household(session, limit_fen=0),
    ):
        with pytest.raises(loan_asking.GradeMissing):
            await asked(session, household)


async def test_the_borrower_is_of_the_household_and_the_one_that_was_graded(session):
    household_id, _ = await a_household(session)

    with pytest.raises(loan_asking.BorrowerElsewhere):
        await asked(session, (household_id, uuid7()))


async def test_more_than_the_grade_or_fifty_thousand_is_refused_over_all_open_loans(session):
    household = await a_household(session, limit_fen=30_000_00)
    with pytest.raises(loan_asking.AboveLimit):
        await asked(session, household, amount_yuan="30000.01")
    await asked(session, household, amount_yuan="20000.00")
    with pytest.raises(loan_asking.AboveLimit) as refused:
        await asked(session, household, amount_yuan="10000.01")
    assert refused.value.facts == {"limit_fen": 30_000_00, "others_fen": 20_000_00}


async def test_longer_than_three_years_is_refused(session):
    with pytest.raises(loan_asking.TermTooLong):
        await asked(session, await a_household(session), term_months=37)


async def test_from_2021_on_a_hundred_thousand_may_be_asked_for(session):
    household = await a_household(session, limit_fen=100_000_00, valid_until=date(2021, 12, 31))

    loan = await asked(session, household, on=date(2021, 3, 1), amount_yuan="100000.00")

    assert loan.policy == "lending-national-2021"


async def test_an_enterprise_needs_no_grade_and_is_not_a_household(session):
    assert (await asked(session, None)).enterprise == "某某农业科技有限公司"
    with pytest.raises(loan_asking.BorrowerUnclear):
        await asked(session, None, loan_class="micro", use="breeding")
    with pytest.raises(loan_asking.BorrowerUnclear):
        await asked(session, await a_household(session), enterprise="某某农业科技有限公司")


async def test_nobody_asks_for_another_village(session):
    with pytest.raises(OutsideRegion):
        await asked(session, await a_household(session), region=OTHER_VILLAGE)


async def test_what_was_repaid_may_be_borrowed_again(session):
    await a_fund(session)
    household = await a_household(session)
    loan = await lent(session, household)
    await repaid(session, loan, "2020-03-01", "30000.00")

    assert await asked(session, household, on=date(2020, 3, 2), amount_yuan="30000.00")
    with pytest.raises(loan_asking.AboveLimit):
        await asked(session, household, on=date(2020, 3, 2), amount_yuan="0.01")
