"""One household one plan, one person one way: steps are added, never rewritten."""

from datetime import date

import pytest

from services.medical.operations.health_file.plan_treatment import plan_treatment
from services.medical.rules.health import file as rules
from services.medical.schemas.health.care import PlanTreatment
from shared.vault import unseal
from tests.builders.health import HEALTH, MAY_2, a_file, a_followed_file


def a_plan(*days: str) -> PlanTreatment:
    return PlanTreatment.model_validate({"doctor": "李医生", "steps": [{"what": "入院手术", "due_on": day} for day in days]})


async def test_a_plan_has_a_doctor_and_numbered_steps(session):
    file = await a_file(session)

    await plan_treatment(session, a_plan("2018-05-10", "2018-06-10"), file_id=file.id, by=HEALTH, on=MAY_2)
    await session.flush()
    more = await plan_treatment(session, a_plan("2018-07-10"), file_id=file.id, by=HEALTH, on=MAY_2)

    assert [(step.no, step.due_on, step.doctor) for step in more] == [(3, date(2018, 7, 10), "李医生")]
    assert (file.doctor, unseal(more[0].what_sealed)) == ("李医生", "入院手术")


@pytest.mark.parametrize("day", ["2017-03-01", "2029-01-01"])
async def test_a_step_lies_neither_before_the_diagnosis_nor_far_in_the_future(session, day):
    file = await a_file(session)

    with pytest.raises(rules.DayNotPossible) as refused:
        await plan_treatment(session, a_plan("2018-05-10", day), file_id=file.id, by=HEALTH, on=MAY_2)
    assert refused.value.pointer == "/steps/1/due_on"


async def test_a_plan_stays_readable(session):
    file = await a_file(session)
    for _ in range(5):
        await plan_treatment(session, a_plan(*["2018-05-10"] * 20), file_id=file.id, by=HEALTH, on=MAY_2)
        await session.flush()

    with pytest.raises(rules.PlanTooLong):
        await plan_treatment(session, a_plan("2018-05-10"), file_id=file.id, by=HEALTH, on=MAY_2)


async def test_whoever_is_only_followed_up_has_no_plan(session):
    file = await a_followed_file(session)

    with pytest.raises(rules.NotForThisProgramme):
        await plan_treatment(session, a_plan("2018-05-10"), file_id=file.id, by=HEALTH, on=MAY_2)
