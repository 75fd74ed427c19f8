"""Diagnosis, review and assessment of severe mental disorder."""

from datetime import date

import pytest
from sqlalchemy import text

from services.medical.operations.health_file.record_judgement import record_judgement
from services.medical.rules.health import file as rules
from services.medical.rules.health import follow_up
from services.medical.schemas.health.care import RecordJudgement
from tests.builders.health import CARING_HOSPITAL, MAY_2, a_file, a_followed_file


async def judged(session, file, judgement: str, day: date = date(2018, 4, 1), **more):
    form = RecordJudgement.model_validate({"judgement": judgement, "done_on": day, "doctor": "张主任"} | more)
    done = await record_judgement(session, form, file_id=file.id, by=CARING_HOSPITAL, on=MAY_2)
    await session.flush()
    return done


async def test_an_assessment_says_where_a_patient_stands_and_when_the_next_visit_is_due(session):
    file = await a_followed_file(session, "severe-mental")

    await judged(session, file, "assessment", finding="unstable", level=3)

    assert (file.finding, file.level, file.next_due_on) == ("unstable", 3, date(2018, 4, 15))


async def test_diagnosis_and_review_are_kept_and_change_nothing_of_today(session):
    file = await a_followed_file(session, "severe-mental")
    before = file.next_due_on

    await judged(session, file, "diagnosis")
    await judged(session, file, "review", note="维持原诊断")

    assert (file.finding, file.next_due_on) == (None, before)
    kinds = (await session.execute(text("SELECT kind FROM health_entry ORDER BY id"))).scalars().all()
    assert kinds == ["opened", "diagnosis", "review"]


async def test_an_assessment_of_earlier_does_not_undo_a_later_one(session):
    file = await a_followed_file(session, "severe-mental")
    await judged(session, file, "assessment", date(2018, 4, 1), finding="stable", level=0)

    await judged(session, file, "assessment", date(2018, 3, 1), finding="unstable", level=4)

    assert (file.finding, file.level, file.next_due_on) == ("stable", 0, date(2018, 7, 1))


@pytest.mark.parametrize(
    ("told", "law"),
    [
        ({"finding": "stable", "level": 1}, follow_up.LevelDoesNotFit),
        ({"finding": "fairly-stable", "level": 3}, follow_up.LevelDoesNotFit),
        ({"finding": "stable"}, follow_up.LevelNotForProgramme),
        ({"finding": "controlled", "level": 0}, follow_up.NoSuchFinding),
        ({}, follow_up.NoSuchFinding),
    ],
)
async def test_level_and_finding_must_agree(session, told, law):
    file = await a_followed_file(session, "severe-mental")

    with pytest.raises(law):
        await judged(session, file, "assessment", **told)


async def test_a_review_says_nothing_of_today_s_level(session):
    file = await a_followed_file(session, "severe-mental")

    with pytest.raises(follow_up.FindingMisplaced):
        await judged(session, file, "review", level=0)


async def test_only_those_followed_up_are_assessed(session):
    with pytest.raises(rules.NotForThisProgramme):
        await judged(session, await a_file(session), "assessment", finding="stable", level=0)
