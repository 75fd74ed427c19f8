"""What a measure brings adds up, recorded by who did it."""

from datetime import date

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.plan.record_result import record_result
from services.registry.rules.plan import MeasureState, NothingAchieved, NotOfThisDepartment, ResultOutOfTime
from services.registry.schemas.plan import RecordResult
from services.registry.store.plan import get_measure, get_plan
from shared.security import Principal, Role
from tests.builders.plan import a_plan

LABOUR = Principal("人社局 张", Role.DEPARTMENT, "371311", "labour")
HEALTH = Principal("卫健局 钱", Role.DEPARTMENT, "371311", "health")
LATER = date(2020, 7, 1)


async def test_money_and_days_add_up_and_the_signature_holds(session: AsyncSession) -> None:
    plan, _ = await a_plan(session)
    before = (await get_plan(session, plan.household_id, 2020)).changed_at
    for amount, days in (("100.50", 3), ("200", 4)):
        form = RecordResult(happened_on=LATER, amount_fen=amount, work_days=days, effect="培训")
        await record_result(session, plan.household_id, 2020, 1, form, by=LABOUR, on=LATER)
    measure = await get_measure(session, plan.id, 1)
    assert (measure.state, measure.spent_fen, measure.work_days) == (MeasureState.UNDER_WAY, 30_050, 7)
    assert (await get_plan(session, plan.household_id, 2020)).changed_at == before


async def test_another_department_another_day_or_nothing_is_refused(session: AsyncSession) -> None:
    plan, _ = await a_plan(session)
    wrong = [
        (RecordResult(happened_on=LATER, effect="培训"), HEALTH, NotOfThisDepartment),
        (RecordResult(happened_on=date(2020, 5, 31), effect="培训"), LABOUR, ResultOutOfTime),
        (RecordResult(happened_on=date(2020, 7, 2), effect="培训"), LABOUR, ResultOutOfTime),
        (RecordResult(happened_on=LATER), LABOUR, NothingAchieved),
    ]
    for form, by, law in wrong:
        with pytest.raises(law):
            await record_result(session, plan.household_id, 2020, 1, form, by=by, on=LATER)
