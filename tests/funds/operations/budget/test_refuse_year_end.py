"""Whoever does not agree to the end of a year is another person, and nothing moves."""

import pytest

from services.funds.operations.budget.ask_year_end import ask_year_end
from services.funds.operations.budget.refuse_year_end import refuse_year_end
from services.funds.rules.second_person import SamePerson
from services.funds.rules.year_end import YearEndDecided, YearEndState
from services.funds.schemas.year_end import CloseYear, DecideYearEnd
from services.funds.store.budget_line import get_counted
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_budget import APPROVER, NEXT_JANUARY, a_line


async def test_a_year_that_was_refused_stays_as_it_was(session):
    line = await a_line(session, 100_00)
    row, _ = await ask_year_end(session, CloseYear(county=COUNTY, year=2020), by=COUNTY_OFFICER, at=NEXT_JANUARY)
    no = DecideYearEnd(decision="待核对")

    with pytest.raises(SamePerson):
        await refuse_year_end(session, row.id, no, by=COUNTY_OFFICER, at=NEXT_JANUARY)
    await refuse_year_end(session, row.id, no, by=APPROVER, at=NEXT_JANUARY)

    assert (row.state, row.decision) == (YearEndState.REFUSED, "待核对")
    assert (await get_counted(session, line.number)).sums.available_fen == 100_00
    with pytest.raises(YearEndDecided):
        await refuse_year_end(session, row.id, no, by=APPROVER, at=NEXT_JANUARY)
