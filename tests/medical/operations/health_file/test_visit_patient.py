"""A visit, and the day of the next one."""

from datetime import date

import pytest
from sqlalchemy import text

from services.medical.operations.health_file.visit_patient import visit_patient
from services.medical.rules.health import file as rules
from services.medical.rules.health import follow_up
from services.medical.schemas.health.care import VisitPatient
from services.medical.store.health import files
from services.medical.store.health.files import Wanted
from tests.builders.health import HEALTH, MAY_2, READING, a_file, a_followed_file


async def visited(session, file, finding: str, day: date, **more):
    form = VisitPatient.model_validate({"done_on": day, "finding": finding, "visitor": "王村医"} | more)
    done = await visit_patient(session, form, file_id=file.id, by=HEALTH, on=MAY_2)
    await session.flush()
    return done


async def test_what_a_visit_found_decides_when_the_next_is_due(session):
    file = await a_followed_file(session)

    await visited(session, file, "controlled", date(2018, 1, 20))
    assert file.next_due_on == date(2018, 4, 20)
    await visited(session, file, "uncontrolled", date(2018, 4, 25))
    assert (file.finding, file.next_due_on) == ("uncontrolled", date(2018, 5, 9))

    entries = await session.execute(text("SELECT due_on, done_on FROM health_entry WHERE kind = 'visit' ORDER BY id"))
    assert entries.all() == [(date(2018, 1, 24), date(2018, 1, 20)), (date(2018, 4, 20), date(2018, 4, 25))]


async def test_whoever_was_not_met_stays_what_they_were_and_is_due_again_soon(session):
    file = await a_followed_file(session, "severe-mental")
    await visited(session, file, "fairly-stable", date(2018, 3, 1), level=1)

    await visited(session, file, "not-met", date(2018, 4, 1))

    assert (file.finding, file.level, file.next_due_on) == ("fairly-stable", 1, date(2018, 4, 15))


async def test_a_visit_written_down_late_does_not_undo_a_later_one(session):
    file = await a_followed_file(session)
    await visited(session, file, "controlled", date(2018, 4, 20))

    await visited(session, file, "uncontrolled", date(2018, 2, 1))

    assert (file.finding, file.next_due_on) == ("controlled", date(2018, 7, 20))


async def test_missed_visits_are_listed_until_they_are_made(session):
    file = await a_followed_file(session)
    missed = Wanted(is_overdue=True)

    assert [one.id for one in await files.list_files(session, READING, missed, on=date(2018, 1, 25), limit=9)] == [file.id]
    assert list(await files.list_files(session, READING, missed, on=date(2018, 1, 24), limit=9)) == []
    await visited(session, file, "controlled", date(2018, 4, 30))
    assert list(await files.list_files(session, READING, missed, on=MAY_2, limit=9)) == []


async def test_a_visit_belongs_to_a_programme_with_visits_and_to_a_day_that_was(session):
    with pytest.raises(rules.NotForThisProgramme):
        await visited(session, await a_file(session), "controlled", date(2018, 4, 1))
    file = await a_followed_file(session)
    with pytest.raises(rules.DayNotPossible):
        await visited(session, file, "controlled", date(2018, 1, 9))
    with pytest.raises(follow_up.LevelNotForProgramme):
        await visited(session, file, "controlled", date(2018, 4, 1), level=0)
