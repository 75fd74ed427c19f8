"""Village, town and county look at an application in turn, each another person."""

from datetime import date

import pytest

from services.funds.operations.loan.take_step import take_step
from services.funds.rules import loan_refusal
from services.funds.rules.loan import LoanState
from services.funds.schemas.loan import TakeStep
from services.funds.store.loan import list_steps
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, VILLAGE
from tests.builders.funds_loans import REVIEWER, TOWN_OFFICER, VILLAGE_OFFICER, a_household, asked, reviewed

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
    with pytest.raises(loan_refusal.StepTakenByTheSame):
        await take_step(session, loan.id, YES, by=VILLAGE_OFFICER, on=ON)


async def test_no_level_takes_anothers_step_and_the_banks_is_not_taken_here(session, loan):
    for officer in (Principal("县里", Role.COUNTY, COUNTY),):
        with pytest.raises(loan_refusal.NotTheirStep):
            await take_step(session, loan.id, YES, by=officer, on=ON)
    await reviewed(session, loan)
    with pytest.raises(loan_refusal.StepIsTheBanks):
        await take_step(session, loan.id, YES, by=REVIEWER, on=ON)


async def test_a_no_ends_the_application_and_says_where(session, loan):
    await take_step(session, loan.id, YES, by=CHIEF, on=ON)
    ended = await take_step(session, loan.id, NO, by=TOWN_OFFICER, on=ON)

    assert (ended.state, ended.ended_why) == (LoanState.REFUSED, "乡审核未通过")
    with pytest.raises(loan_refusal.LoanStateForbids):
        await take_step(session, loan.id, YES, by=REVIEWER, on=ON)
