"""An officer adds what no rule proposed: from the place's file, or in their own words."""

from datetime import date

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.plan.add_measure import add_measure
from services.registry.operations.plan.agree_plan import agree_plan
from services.registry.rules.measure import Nature
from services.registry.rules.plan import (
    ConcernsNobodyHere,
    NoSuchPlan,
    OwnMeasureIncomplete,
    PlanStanding,
    TermOutOfPlan,
    UnknownMeasure,
    standing_of,
)
from services.registry.schemas.plan import AddMeasure, AgreePlan
from services.registry.store.plan import get_plan, list_steps
from shared.clock import today
from shared.ids import uuid7
from tests.builders.plan import ON, a_plan

WHY = "户主申请，已有销路"


async def test_a_measure_of_the_file_brings_its_department_term_and_proof(session: AsyncSession) -> None:
    plan, [head, _] = await a_plan(session)
    form = AddMeasure(measure="small-loan", reason=WHY, person_ids=[head.id], expected_fen="30000")
    added = await add_measure(session, plan.household_id, 2020, form, by="王", on=ON)
    assert (added.number, added.department, added.nature, added.proof) == (4, "finance", Nature.FINANCE, ["借款合同"])
    assert (added.due_on, added.expected_fen, added.why) == (date(2020, 11, 28), 3_000_000, WHY)
    assert [step.reason for step in await list_steps(session, plan.id)] == ["", WHY]


async def test_an_addition_makes_the_signature_outdated(session: AsyncSession) -> None:
    plan, [head, _] = await a_plan(session, year=today().year, on=today())
    signed = AgreePlan(signed_on=today(), person_id=head.id, papers=["签字页"])
    await agree_plan(session, plan.household_id, plan.year, signed, by="王", on=today())
    held = await get_plan(session, plan.household_id, plan.year)
    assert standing_of(held.changed_at, held.agreed_at) is PlanStanding.VALID
    await add_measure(session, plan.household_id, plan.year, AddMeasure(measure="will", reason=WHY), by="王", on=today())
    assert standing_of(held.changed_at, held.agreed_at) is PlanStanding.OUTDATED


@pytest.mark.parametrize(
    ("form", "law"),
    [
        ({"measure": "magic"}, UnknownMeasure),
        ({"measure": "other", "title": "修院墙"}, OwnMeasureIncomplete),
        ({"measure": "will", "person_ids": [uuid7()]}, ConcernsNobodyHere),
        ({"measure": "will", "starts_on": date(2021, 1, 1)}, TermOutOfPlan),
        ({"measure": "will", "due_on": date(2020, 5, 1)}, TermOutOfPlan),
    ],
)
async def test_what_makes_no_sense_is_refused(session: AsyncSession, form: dict[str, object], law: type[Exception]) -> None:
    plan, _ = await a_plan(session)
    with pytest.raises(law):
        await add_measure(session, plan.household_id, 2020, AddMeasure(reason=WHY, **form), by="王", on=ON)  # type: ignore[arg-type]


async def test_a_year_without_a_plan_takes_no_measures(session: AsyncSession) -> None:
    plan, _ = await a_plan(session)
    with pytest.raises(NoSuchPlan):
        await add_measure(session, plan.household_id, 2021, AddMeasure(measure="will", reason=WHY), by="王", on=ON)
