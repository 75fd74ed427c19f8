"""A problem is mended by one and struck off by another; every step stays."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.visit.move_problem import move_problem
from services.registry.rules.visit import (
    NotForWhoMends,
    NotYourHousehold,
    PhotoOfAnother,
    ProblemAct,
    ProblemNotInThatState,
    ProblemState,
    TermNotLater,
)
from services.registry.schemas.visit import FoundProblem, MoveProblem
from services.registry.store.visit import list_problem_steps, list_problems_of
from services.registry.tables import Problem
from shared.events.registry import VisitProblemMoved
from shared.security import Principal, Role
from tests.builders.walking import COUNTY, NOVEMBER_20, NOVEMBER_30, TOWN, Emitted, some_households, visited

VILLAGE = Principal("村支书", Role.VILLAGE, "371311001001")
SCHOOL = Principal("区教体局 钱", Role.DEPARTMENT, "371311", "education")


async def a_problem(session: AsyncSession) -> Problem:
    [household] = await some_households(session, 1)
    visit = await visited(session, household.id, problems=[FoundProblem(found="东屋漏雨", due_on=NOVEMBER_20)])
    [problem] = await list_problems_of(session, visit.visit_id)
    return problem


async def move(session: AsyncSession, problem: Problem, act: ProblemAct, by: Principal, **more: object) -> ProblemState:
    form = MoveProblem(act=act, note="现场查看", **more)
    return (await move_problem(session, problem.id, form, by=by, on=NOVEMBER_20)).state


async def test_mended_sent_back_mended_again_and_struck_off(session: AsyncSession, emitted: Emitted) -> None:
    problem = await a_problem(session)
    assert await move(session, problem, ProblemAct.MEND, VILLAGE) is ProblemState.MENDED
    assert await move(session, problem, ProblemAct.RETURN, TOWN, due_on=NOVEMBER_30) is ProblemState.OPEN
    assert problem.due_on == NOVEMBER_30
    assert await move(session, problem, ProblemAct.MEND, VILLAGE) is ProblemState.MENDED
    assert await move(session, problem, ProblemAct.STRIKE_OFF, COUNTY) is ProblemState.STRUCK_OFF
    steps = await list_problem_steps(session, problem.id)
    assert [each.act.value for each in steps] == ["mend", "return", "mend", "strike-off"]
    last = (await emitted(session))[-1]
    assert isinstance(last, VisitProblemMoved)
    assert last.state == "struck-off"
    with pytest.raises(ProblemNotInThatState):
        await move(session, problem, ProblemAct.MEND, VILLAGE)


async def test_nobody_strikes_off_what_they_mended_and_no_village_strikes_off(session: AsyncSession) -> None:
    problem = await a_problem(session)
    with pytest.raises(ProblemNotInThatState):
        await move(session, problem, ProblemAct.STRIKE_OFF, TOWN)
    await move(session, problem, ProblemAct.MEND, TOWN)
    for by in (TOWN, VILLAGE):
        with pytest.raises(NotForWhoMends):
            await move(session, problem, ProblemAct.STRIKE_OFF, by)


async def test_a_new_term_is_later_and_papers_are_the_household_s(session: AsyncSession) -> None:
    problem = await a_problem(session)
    for due_on in (None, NOVEMBER_20, date(2024, 11, 1)):
        with pytest.raises(TermNotLater):
            await move(session, problem, ProblemAct.EXTEND, TOWN, due_on=due_on)
    with pytest.raises(PhotoOfAnother):
        await move(session, problem, ProblemAct.MEND, VILLAGE, papers=[uuid4()])
    assert await move(session, problem, ProblemAct.WITHDRAW, TOWN) is ProblemState.WITHDRAWN


async def test_a_department_mends_what_is_its_own(session: AsyncSession) -> None:
    problem = await a_problem(session)
    with pytest.raises(NotYourHousehold):
        await move(session, problem, ProblemAct.MEND, SCHOOL)
    problem.whose = "education"
    await session.flush()
    assert await move(session, problem, ProblemAct.MEND, SCHOOL) is ProblemState.MENDED
