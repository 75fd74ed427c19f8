"""Village, town and county look at an application in turn, each another person."""

from datetime import date

import pytest

from services.funds.operations.loan import approve_loan as approving
from services.funds.operations.loan.approve_loan import approve_loan
from services.funds.operations.loan.take_step import take_step
from services.funds.rules import loan as rules
from services.funds.rules import loan_asking
from services.funds.rules.loan import LoanState
from services.funds.rules.notice import NoticeStillStands
from services.funds.schemas.loan import TakeStep
from services.funds.store.loan import list_steps
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, VILLAGE
from tests.builders.funds_loans import (
    REVIEWER,
    SECOND,
    TOWN_OFFICER,
    VILLAGE_OFFICER,
    a_contract,
    a_fund,
    a_household,
    asked,
    lent,
    reviewed,
)

ON = date(2020, 1, 6)
YES, NO = TakeStep(is_agreed=True), TakeStep(is_agreed=False, said="没有劳动力")
CHIEF = Principal("村主任", Role.VILLAGE, VILLAGE)


@pytest.fixture
async def loan(session):
    return await asked(session, await a_household(session))


async def test_the_steps_are_taken_in_the_order_of_the_law(session, loan):
    await reviewed(session, loan)

    assert [step.title for step in await list_steps(session, loan.id)] == ["户申请", "村初审", "乡审核", "县复查"]


async def test_whoever_took_the_last_step_does_not_take_the_next(session, loan):
    with pytest.raises(loan_asking.StepTakenByTheSame):
        await take_step(session, loan.id, YES, by=VILLAGE_OFFICER, on=ON)


async def test_no_level_takes_anothers_step_and_the_banks_is_not_taken_here(session, loan):
    for officer in (Principal("县里", Role.COUNTY, COUNTY),):
        with pytest.raises(loan_asking.NotTheirStep):
            await take_step(session, loan.id, YES, by=officer, on=ON)
    await reviewed(session, loan)
    with pytest.raises(loan_asking.StepIsTheBanks):
        await take_step(session, loan.id, YES, by=REVIEWER, on=ON)


async def test_a_no_ends_the_application_and_says_where(session, loan):
    await take_step(session, loan.id, YES, by=CHIEF, on=ON)
    ended = await take_step(session, loan.id, NO, by=TOWN_OFFICER, on=ON)

    assert (ended.state, ended.ended_why) == (LoanState.REFUSED, "乡审核未通过")
    with pytest.raises(rules.LoanStateForbids):
        await take_step(session, loan.id, YES, by=REVIEWER, on=ON)


async def test_a_renewal_is_shown_to_the_village_before_the_bank_agrees_to_it(session):
    await a_fund(session)
    household = await a_household(session, valid_until=date(2021, 12, 31))
    old = await lent(session, household)
    again = await asked(session, household, on=date(2020, 12, 1), renews_id=old.id)
    again = await reviewed(session, again, on=date(2020, 12, 2))
    terms = a_contract(signed_on="2020-12-05")

    with pytest.raises(NoticeStillStands) as refused:
        await approve_loan(session, again.id, terms, by=SECOND, on=date(2020, 12, 9))
    assert refused.value.facts["until_on"] == "2020-12-09"
    done = await approve_loan(session, again.id, terms, by=SECOND, on=date(2020, 12, 10))
    assert (done.state, done.subsidised_fen) == (LoanState.APPROVED, 50_000_00)


async def test_where_the_rule_says_so_a_renewal_is_not_subsidised(session, monkeypatch):
    await a_fund(session)
    household = await a_household(session, valid_until=date(2021, 12, 31))
    old = await lent(session, household)
    again = await reviewed(session, await asked(session, household, on=date(2020, 12, 1), renews_id=old.id), on=date(2020, 12, 2))
    policy = approving.get_lending_policy_named(again.policy)
    rule = policy.renewal.model_copy(update={"is_subsidised": False, "notice_days": None})
    monkeypatch.setattr(approving, "get_lending_policy_named", lambda name: policy.model_copy(update={"renewal": rule}))

    done = await approve_loan(session, again.id, a_contract(signed_on="2020-12-05"), by=SECOND, on=date(2020, 12, 5))
    assert done.subsidised_fen == 0
