"""Who may put a patient into which class."""

from datetime import date

import pytest
from sqlalchemy import text

from services.medical.operations.health_file.classify_patient import classify_patient
from services.medical.rules.health import file as rules
from services.medical.schemas.health.file import ClassifyPatient
from tests.builders.health import CARING_HOSPITAL, HEALTH, MAY_2, a_file, a_followed_file


def to(treatment_class: str, day: date = date(2017, 6, 1)) -> ClassifyPatient:
    return ClassifyPatient.model_validate({"treatment_class": treatment_class, "decided_on": day, "note": "术后平稳"})


async def test_the_hospital_in_charge_keeps_a_patient_in_hospital_and_a_health_office_does_not_decide_that(session):
    file = await a_file(session, treatment_class="cured-at-once")

    with pytest.raises(rules.ClassNotYoursToChange) as refused:
        await classify_patient(session, to("kept-in-hospital"), file_id=file.id, by=HEALTH, on=MAY_2)
    assert refused.value.facts["changed_by"] == ["定点医院"]
    done = await classify_patient(session, to("kept-in-hospital"), file_id=file.id, by=CARING_HOSPITAL, on=MAY_2)
    assert done.treatment_class == "kept-in-hospital"


async def test_every_change_stays_on_record_with_its_day_and_its_author(session):
    file = await a_file(session, treatment_class="cured-at-once")
    await classify_patient(session, to("long-rehabilitation"), file_id=file.id, by=HEALTH, on=MAY_2)
    await session.flush()

    kept = await session.execute(text("SELECT kind, code, done_on, by FROM health_entry ORDER BY id"))
    assert kept.all() == [
        ("opened", "cured-at-once", date(2017, 3, 10), "卫健科员"),
        ("class", "long-rehabilitation", date(2017, 6, 1), "卫健科员"),
    ]


async def test_only_diseases_treated_together_have_a_class(session):
    file = await a_followed_file(session)

    with pytest.raises(rules.NotForThisProgramme):
        await classify_patient(session, to("long-rehabilitation"), file_id=file.id, by=HEALTH, on=MAY_2)


async def test_a_class_is_not_decided_before_the_diagnosis(session):
    file = await a_file(session)

    with pytest.raises(rules.DayNotPossible):
        await classify_patient(session, to("long-rehabilitation", date(2017, 3, 1)), file_id=file.id, by=HEALTH, on=MAY_2)
