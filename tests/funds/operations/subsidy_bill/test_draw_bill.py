"""A quarter's list claims each day of each loan once, out of a line with room, and nothing after a loan is overdue."""

import pytest
from sqlmodel import select

from services.funds.rules import subsidy as rules
from services.funds.rules.account import Overdrawn
from services.funds.rules.budget_line import line_key
from services.funds.rules.guarantee import LineNotForLoans
from services.funds.store.ledger import lock_accounts
from services.funds.tables import SubsidyLine
from tests.builders.funds_budget import a_line
from tests.builders.funds_loans import a_bill, a_fund, a_household, a_subsidy_line, an_enterprises, lent, repaid


@pytest.fixture
async def line(session):
    await a_fund(session)
    return await a_subsidy_line(session, 20_000_00)


async def claimed(session):
    rows = (await session.exec(select(SubsidyLine).order_by(SubsidyLine.id))).all()
    return [(row.from_on.isoformat(), row.to_on.isoformat(), row.days, row.amount_fen) for row in rows]


async def test_a_year_of_quarters_pays_every_day_once_and_to_the_fen(session, line):
    await lent(session)
    for quarter, on in ((1, "2020-04-01"), (2, "2020-07-01"), (3, "2020-10-01"), (4, "2021-01-04")):
        await a_bill(session, line, quarter=quarter, on=on)
    await a_bill(session, line, year=2021, quarter=1, on="2021-04-01")

    assert await claimed(session) == [
        ("2020-01-10", "2020-03-20", 71, 428_96),
        ("2020-03-21", "2020-06-20", 92, 555_83),
        ("2020-06-21", "2020-09-20", 92, 555_83),
        ("2020-09-21", "2020-12-20", 91, 549_79),
        # The day on which it falls due still counts; from the next it is overdue, and the subsidy is over.
        ("2020-12-21", "2021-01-10", 21, 126_88),
    ]


async def test_the_same_quarter_a_second_time_has_nothing_left(session, line):
    await lent(session)
    await a_bill(session, line)
    with pytest.raises(rules.NothingToSubsidise):
        await a_bill(session, line)


async def test_a_late_list_of_the_bank_is_made_up_for_in_the_next_quarter(session, line):
    first = await lent(session)
    await a_bill(session, line)
    await lent(session)  # drawn in January too, and known to us only now
    await repaid(session, first, "2020-03-21", "50000.00")

    bill = await a_bill(session, line, quarter=2, on="2020-07-01")

    assert (bill.loans, bill.amount_fen) == (1, 984_79)  # 163 days in one run


async def test_the_money_is_set_aside_and_a_line_without_room_is_refused(session, line):
    await lent(session)
    bill = await a_bill(session, line)
    [held] = await lock_accounts(session, line_key(line.region, line.number, line.bound))
    assert held.sums.available_fen == 20_000_00 - bill.amount_fen
    poor = await a_subsidy_line(session, 1_00)
    with pytest.raises(Overdrawn):
        await a_bill(session, poor, quarter=2, on="2020-07-01")


async def test_an_enterprise_gets_three_per_cent_a_year_of_all_it_owes(session, line):
    await an_enterprises(session)

    assert (await a_bill(session, line)).amount_fen == 5_916_67


async def test_a_quarter_that_is_not_over_and_a_line_for_something_else_are_refused(session, line):
    await lent(session)
    with pytest.raises(rules.QuarterNotOver):
        await a_bill(session, line, on="2020-03-20")
    with pytest.raises(LineNotForLoans):
        await a_bill(session, await a_line(session))


async def test_a_household_that_pays_first_is_in_the_list_once_it_has_paid(session, line):
    household = await a_household(session, grade=False)
    loan = await lent(session, household, asked_loan_class="starter", asked_use="trade", rate_percent="4.75")
    with pytest.raises(rules.NothingToSubsidise):
        await a_bill(session, line, paid_to="household")
    await repaid(session, loan, "2020-03-21", "0.00", "468.40")

    bill = await a_bill(session, line, paid_to="household")

    assert (bill.amount_fen, bill.reserved_id) == (468_40, None)
    with pytest.raises(rules.NothingToSubsidise):
        await a_bill(session, line)  # to the bank nothing of it is paid
