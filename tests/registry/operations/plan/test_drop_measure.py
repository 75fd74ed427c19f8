"""A measure is dropped with a reason, once, and counts no longer."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.plan.drop_measure import drop_measure
from services.registry.rules.plan import MeasureIsOver, MeasureState
from services.registry.schemas.plan import DropMeasure
from services.registry.store.plan import list_steps
from services.registry.store.plan_board import tally_measures
from tests.builders.plan import ON, a_plan

FORM = DropMeasure(reason="长子外出务工，不再需要")


async def test_a_dropped_measure_stays_on_record_with_its_reason(session: AsyncSession) -> None:
    plan, _ = await a_plan(session)
    dropped = await drop_measure(session, plan.household_id, 2020, 2, FORM, by="王", on=ON)
    assert (dropped.state, dropped.ended_on) == (MeasureState.DROPPED, ON)
    assert (await list_steps(session, plan.id))[-1].reason == FORM.reason
    with pytest.raises(MeasureIsOver):
        await drop_measure(session, plan.household_id, 2020, 2, FORM, by="王", on=ON)
    tallies = await tally_measures(session, year=2020, region="371311", digits=9, on=ON)
    [whole] = [tally for tally in tallies if tally.by == "all"]
    assert (whole.measures, whole.dropped, whole.planned) == (3, 1, 2)
