"""The end of a year is tried, and proposed as it stands; a newer proposal replaces the older one."""

from datetime import datetime

import pytest

from services.funds.operations.budget.ask_year_end import ask_year_end
from services.funds.rules.budget_line import MoveKind
from services.funds.rules.year_end import NothingToClose, YearEndState, YearNotOver
from services.funds.schemas.year_end import CloseYear
from services.funds.store.budget_line import get_counted
from services.funds.store.year_end import list_year_ends
from shared import clock
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_budget import NEXT_JANUARY, a_line


async def asked(session, *, at=NEXT_JANUARY, is_trial: bool = False, by=COUNTY_OFFICER):
    return await ask_year_end(session, CloseYear(county=COUNTY, year=2020, is_trial=is_trial), by=by, at=at)


async def test_a_trial_tells_and_writes_nothing(session):
    line = await a_line(session, 100_00)

    row, [trial] = await asked(session, is_trial=True)

    assert (row, trial.kind, trial.amount_fen) == (None, MoveKind.CARRIED_OUT, 100_00)
    assert (await get_counted(session, line.number)).sums.available_fen == 100_00
    assert await list_year_ends(session, year=2020, state=None, after=None, limit=10) == []


async def test_a_newer_proposal_replaces_the_older_one(session):
    line = await a_line(session, 100_00)
    first, _ = await asked(session)
    second, _ = await asked(session)

    assert (first.state, second.state) == (YearEndState.REPLACED, YearEndState.ASKED)
    assert second.rows == [[line.number, "central", "housing", "carried-out", 100_00]]


async def test_a_year_is_not_closed_before_it_is_over_nor_by_another_county_nor_for_nothing(session):
    with pytest.raises(YearNotOver):
        await asked(session, at=datetime(2020, 12, 31, 23, 59, tzinfo=clock.CHINA))
    with pytest.raises(OutsideRegion):
        await asked(session, by=Principal("邻县", Role.COUNTY, "371302"))
    with pytest.raises(NothingToClose):
        await asked(session)
