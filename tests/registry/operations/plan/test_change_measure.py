"""A measure is changed with a reason, and what it was before stays readable."""

from datetime import date

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.plan.change_measure import change_measure
from services.registry.operations.plan.drop_measure import drop_measure
from services.registry.rules.plan import MeasureIsOver, NoSuchMeasure, NothingToChange, TermOutOfPlan
from services.registry.schemas.plan import ChangeMeasure, DropMeasure
from services.registry.store.plan import list_steps
from tests.builders.plan import ON, a_plan


async def test_a_change_says_from_what_to_what(session: AsyncSession) -> None:
    plan, _ = await a_plan(session)
    form = ChangeMeasure(reason="培训班推迟", due_on=date(2020, 12, 31), expected_fen="500")
    changed = await change_measure(session, plan.household_id, 2020, 1, form, by="王", on=ON)
    assert (changed.due_on, changed.expected_fen) == (date(2020, 12, 31), 50_000)
    last = (await list_steps(session, plan.id))[-1]
    assert last.effect == "期限由 2020-11-28 改为 2020-12-31；预期金额由 未定 改为 500.00"
    assert last.reason == "培训班推迟"


async def test_what_changes_nothing_or_cannot_be_is_refused(session: AsyncSession) -> None:
    plan, _ = await a_plan(session)
    wrong = [
        (1, ChangeMeasure(reason="没有变化"), NothingToChange),
        (1, ChangeMeasure(reason="没有变化", department="labour"), NothingToChange),
        (1, ChangeMeasure(reason="往前推迟", due_on=date(2020, 5, 1)), TermOutOfPlan),
        (9, ChangeMeasure(reason="没有这项", department="town"), NoSuchMeasure),
    ]
    for number, form, law in wrong:
        with pytest.raises(law):
            await change_measure(session, plan.household_id, 2020, number, form, by="王", on=ON)
    await drop_measure(session, plan.household_id, 2020, 1, DropMeasure(reason="不再需要"), by="王", on=ON)
    with pytest.raises(MeasureIsOver):
        await change_measure(session, plan.household_id, 2020, 1, ChangeMeasure(reason="再改一次", does="x"), by="王", on=ON)
