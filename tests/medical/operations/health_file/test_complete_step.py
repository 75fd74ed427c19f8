"""The first step that treats a patient is the day from which they count as treated."""

from datetime import date

import pytest

from services.medical.operations.health_file.complete_step import complete_step
from services.medical.operations.health_file.plan_treatment import plan_treatment
from services.medical.rules.health import file as rules
from services.medical.schemas.health.care import CompleteStep, PlanTreatment
from tests.builders.health import HEALTH, MAY_2, a_file


@pytest.fixture
async def planned(session):
    file = await a_file(session)
    steps = [
        {"what": "建立联系", "due_on": "2017-04-01", "is_treatment": False},
        {"what": "手术", "due_on": "2017-05-01"},
        {"what": "化疗", "due_on": "2017-06-01"},
    ]
    plan = PlanTreatment.model_validate({"doctor": "李医生", "steps": steps})
    await plan_treatment(session, plan, file_id=file.id, by=HEALTH, on=MAY_2)
    await session.flush()
    return file


async def done(session, file, no: int, day: date):
    completed = await complete_step(session, CompleteStep(done_on=day), file_id=file.id, no=no, by=HEALTH, on=MAY_2)
    await session.flush()
    return completed


async def test_a_step_that_treats_begins_the_treatment_and_another_does_not(session, planned):
    assert (await done(session, planned, 1, date(2017, 4, 2))).treated_on is None
    assert (await done(session, planned, 3, date(2017, 6, 2))).treated_on == date(2017, 6, 2)
    assert (await done(session, planned, 2, date(2017, 5, 2))).treated_on == date(2017, 5, 2)


async def test_a_step_is_completed_once(session, planned):
    await done(session, planned, 1, date(2017, 4, 2))

    with pytest.raises(rules.StepAlreadyDone):
        await done(session, planned, 1, date(2017, 4, 3))
    with pytest.raises(rules.NoSuchStep):
        await done(session, planned, 4, date(2017, 4, 3))


async def test_a_step_is_not_done_tomorrow(session, planned):
    with pytest.raises(rules.DayNotPossible):
        await done(session, planned, 1, date(2018, 5, 3))
