"""What the bank agreed to is within the law, and rests on the fund as far as the fund reaches."""

from datetime import date

import pytest

from services.funds.operations.loan.approve_loan import approve_loan
from services.funds.operations.loan.end_asking import end_asking
from services.funds.rules import guarantee, loan_asking
from services.funds.rules.loan import LoanState
from services.funds.schemas.loan import EndAsking
from tests.builders.funds_loans import (
    REVIEWER,
    SECOND,
    a_contract,
    a_fund,
    a_household,
    approved,
    asked,
    lent,
    reviewed,
)

ON = date(2020, 1, 8)


async def test_a_loan_of_fifty_thousand_at_the_base_rate_rests_on_the_fund(session):
    fund = await a_fund(session)

    loan = await approved(session, await a_household(session))

    await session.refresh(fund)
    assert (loan.state, loan.exposure_fen, fund.guaranteed_fen) == (LoanState.APPROVED, 50_000_00, 50_000_00)
    assert (loan.subsidised_fen, loan.rate_millionths, loan.table_code) == (50_000_00, 43_500, "pboc")


async def test_the_steps_before_the_banks_come_first_and_by_another(session):
    await a_fund(session)
    loan = await asked(session, await a_household(session))
    with pytest.raises(loan_asking.StepsNotDone) as refused:
        await approve_loan(session, loan.id, a_contract(), by=SECOND, on=ON)
    assert refused.value.facts == {"step": "村初审"}
    await reviewed(session, loan)
    with pytest.raises(loan_asking.StepTakenByTheSame):
        await approve_loan(session, loan.id, a_contract(), by=REVIEWER, on=ON)


async def test_above_the_base_rate_is_refused_and_says_which_it_is(session):
    await a_fund(session)
    with pytest.raises(loan_asking.RateAboveBase) as refused:
        await approved(session, await a_household(session), rate_percent="4.36")
    assert refused.value.facts == {"base": "4.35%"}
    # Above a year the base rate is that of one to five years.
    assert (await approved(session, await a_household(session), asked_term_months=24, term_months=24, rate_percent="4.75")).rate


async def test_a_floating_contract_may_not_add_to_the_base_rate(session):
    await a_fund(session)
    floating = {"repricing": "new-year", "rate_percent": None}
    with pytest.raises(loan_asking.RateAboveBase):
        await approved(session, await a_household(session), spread_percent="0.1", **floating)
    assert (await approved(session, await a_household(session), spread_percent="0", **floating)).rate_millionths == 0


async def test_a_bank_without_a_fund_lends_nothing_guaranteed(session):
    with pytest.raises(guarantee.NoSuchGuaranteeFund):
        await approved(session, await a_household(session))


async def test_beyond_the_multiple_a_new_loan_is_refused_until_room_is_made(session):
    await a_fund(session, 10_000_00, multiple=10)
    first = await approved(session, await a_household(session))
    await approved(session, await a_household(session))
    with pytest.raises(guarantee.GuaranteeExhausted) as refused:
        await approved(session, await a_household(session), granted_yuan="0.01")
    assert refused.value.facts == {"room_fen": 0, "multiple": 10}

    await end_asking(session, first.id, EndAsking(why="改用自有资金"), by=SECOND, on=ON)
    assert (await approved(session, await a_household(session))).state is LoanState.APPROVED


async def test_above_the_stop_line_nothing_new_is_guaranteed(session):
    await a_fund(session)
    for _ in range(2):
        await lent(session)
    fresh = await reviewed(session, await asked(session, await a_household(session, valid_until=date(2022, 1, 1))))

    with pytest.raises(guarantee.LendingStopped):
        await approve_loan(session, fresh.id, a_contract(), by=SECOND, on=date(2021, 2, 1))


async def test_the_bank_may_grant_less_but_not_more_than_the_limit(session):
    await a_fund(session)
    assert (await approved(session, await a_household(session), granted_yuan="30000.00")).subsidised_fen == 30_000_00
    with pytest.raises(loan_asking.AboveLimit):
        await approved(session, await a_household(session), granted_yuan="50000.01")


async def test_from_2021_only_fifty_thousand_over_all_loans_are_subsidised(session):
    await a_fund(session)
    household = await a_household(session, limit_fen=100_000_00, valid_until=date(2022, 1, 1))
    of_2021 = {"asked_on": date(2021, 3, 1)}
    terms = {"rate_percent": "3.85", "signed_on": "2021-03-05"}
    covered = []
    for amount in ("40000.00", "30000.00", "30000.00"):
        loan = await reviewed(session, await asked(session, household, on=of_2021["asked_on"], amount_yuan=amount))
        loan = await approve_loan(session, loan.id, a_contract(granted_yuan=amount, **terms), by=SECOND, on=date(2021, 3, 5))
        covered.append(loan.subsidised_fen)

    assert covered == [40_000_00, 10_000_00, 0]


async def test_an_enterprises_loan_rests_on_no_fund_and_is_subsidised_whole(session):
    loan = await approved(session, None, granted_yuan="1000000.00", rate_percent="5.22")

    assert (loan.fund_id, loan.exposure_fen, loan.subsidised_fen) == (None, 0, None)
