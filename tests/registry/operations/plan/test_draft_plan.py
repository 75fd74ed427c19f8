"""A plan is drafted once a year, by the rules of the place, and takes over what the year before left."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.plan.draft_plan import draft_plan
from services.registry.operations.plan.drop_measure import drop_measure
from services.registry.rules.plan import HouseholdIsGone, MeasureOrigin, PlanExists, PlanYearClosed
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.plan import DropMeasure
from services.registry.store.household import NoSuchHousehold
from services.registry.store.plan import WantedMeasures, list_measures, list_planned, list_steps
from shared.database import Scope, set_scope
from shared.ids import uuid7
from tests.builders.plan import ON, a_household_in_poverty, a_plan


async def test_a_plan_names_its_file_its_causes_and_its_reasons(session: AsyncSession) -> None:
    plan, [head, _] = await a_plan(session)
    measures = await list_measures(session, plan.id)
    assert [one.measure for one in measures] == ["skill-training", "industry", "employment"]
    assert (plan.policy, plan.causes) == ("measures-luozhuang-2018", ["缺技术"])
    assert (measures[0].why, measures[0].person_ids) == ("主要致贫原因为缺技术；劳动力没有务工 1 人；有劳动力 1 人", [head.id])
    assert (measures[0].starts_on, measures[0].due_on) == (ON, date(2020, 11, 28))
    [step] = await list_steps(session, plan.id)
    assert step.effect == "帮扶措施（罗庄区）提出 3 项"


async def test_what_last_year_left_is_taken_over(session: AsyncSession) -> None:
    plan, [head, _] = await a_plan(session)
    await drop_measure(session, plan.household_id, 2020, 3, DropMeasure(reason="已外出务工"), by="王", on=ON)
    head.particulars = {}
    later = await draft_plan(session, plan.household_id, 2021, by="王", on=date(2020, 12, 20))
    told = {one.measure: one for one in await list_measures(session, later.id)}
    assert told["industry"].why.endswith("；上年未完成")
    assert told["skill-training"].origin is MeasureOrigin.CARRIED
    assert told["skill-training"].starts_on == date(2021, 1, 1)
    assert "employment" not in told


async def test_a_year_has_one_plan_of_a_household_that_is_still_there(session: AsyncSession) -> None:
    plan, _ = await a_plan(session)
    with pytest.raises(PlanExists):
        await draft_plan(session, plan.household_id, 2020, by="王", on=ON)
    with pytest.raises(PlanYearClosed):
        await draft_plan(session, plan.household_id, 2022, by="王", on=ON)
    with pytest.raises(NoSuchHousehold):
        await draft_plan(session, uuid7(), 2020, by="王", on=ON)
    gone, _ = await a_household_in_poverty(session)
    gone.state = HouseholdState.CANCELLED
    await session.flush()
    with pytest.raises(HouseholdIsGone):
        await draft_plan(session, gone.id, 2020, by="王", on=ON)


async def test_a_plan_follows_its_household_over_the_border(session: AsyncSession) -> None:
    plan, _ = await a_plan(session)
    await session.execute(text("UPDATE household SET region = '371302001001' WHERE id = :id"), {"id": plan.household_id})
    counts, wanted = [], WantedMeasures(2020)
    for region in ("371311", "371302"):
        await set_scope(session, Scope(by="测试员", role="county", region=region, org="", why="test"))
        counts.append(len(await list_planned(session, wanted, after=None, limit=10)))
    assert counts == [0, 3]


async def test_the_history_of_a_plan_is_only_ever_added_to(session: AsyncSession) -> None:
    await a_plan(session)
    with pytest.raises(DBAPIError, match="only ever added"):
        await session.execute(text("UPDATE plan_step SET effect = ''"))
