"""A measure is done when something proves it."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.plan.finish_measure import finish_measure
from services.registry.rules.plan import DoneWithoutProof, MeasureIsOver, MeasureState, ResultOutOfTime
from services.registry.schemas.plan import FinishMeasure
from shared.security import Principal, Role
from tests.builders.plan import a_plan

TOWN = Principal("镇干部 李", Role.TOWN, "371311001")
DAY = date(2020, 9, 1)
DONE = FinishMeasure(finished_on=DAY, effect="结业", work_days=15, papers=["结业证"])


async def test_done_is_done_on_its_day_and_stays_so(session: AsyncSession) -> None:
    plan, _ = await a_plan(session)
    done = await finish_measure(session, plan.household_id, 2020, 1, DONE, by=TOWN, on=DAY)
    assert (done.state, done.ended_on, done.work_days) == (MeasureState.DONE, DAY, 15)
    with pytest.raises(MeasureIsOver):
        await finish_measure(session, plan.household_id, 2020, 1, DONE, by=TOWN, on=DAY)


async def test_without_proof_or_before_its_time_nothing_is_done(session: AsyncSession) -> None:
    plan, _ = await a_plan(session)
    with pytest.raises(DoneWithoutProof) as refused:
        await finish_measure(session, plan.household_id, 2020, 1, DONE.model_copy(update={"papers": []}), by=TOWN, on=DAY)
    assert refused.value.facts["proof"] == ["结业证或签到表"]
    with pytest.raises(ResultOutOfTime):
        await finish_measure(session, plan.household_id, 2020, 1, DONE, by=TOWN, on=date(2020, 8, 31))


async def test_the_database_knows_no_end_without_a_day(session: AsyncSession) -> None:
    await a_plan(session)
    with pytest.raises(DBAPIError, match="plan_measure_over_has_its_day"):
        await session.execute(text("UPDATE plan_measure SET state = 'done'"))
