"""Everybody in extreme poverty is examined once a year; whoever was not yet is on the list."""

from datetime import date

import pytest

from services.medical.operations.examination.record_examination import record_examination
from services.medical.rules.health.examination import AlreadyExamined
from services.medical.rules.health.file import DayNotPossible
from services.medical.schemas.health.contract import RecordExamination
from services.medical.store.health.examinations import Examined, count_examined, list_due
from shared.security import Principal, Role
from tests.builders.health import READING
from tests.builders.medical import COUNTY, ID_NUMBER, VILLAGE, an_enrolled_person, an_id_number

LUOZHUANG = Principal("罗庄卫健", Role.HEALTH, COUNTY)
JUNE_1 = date(2020, 6, 1)
ASKED = {"classes": ["extreme-poverty"], "within": COUNTY, "year": 2020, "on": JUNE_1}


async def examined(session, on: str = "2020-04-02", id_number: str = ID_NUMBER):
    form = {"id_number": id_number, "name": "王小明", "region": VILLAGE, "examined_on": on, "result": "abnormal"}
    done = await record_examination(session, RecordExamination.model_validate(form), by=LUOZHUANG, on=JUNE_1)
    await session.flush()
    return done


async def test_whoever_was_examined_is_due_no_longer_until_next_year(session):
    told = [
        await an_enrolled_person(session, id_number=an_id_number(sequence), classes=classes)
        for sequence, classes in ((1, ("extreme-poverty",)), (2, ("enrolled", "extreme-poverty")), (3, ("enrolled",)))
    ]
    await session.flush()
    await examined(session, "2019-04-02")
    first = await list_due(session, READING, **ASKED, limit=9)
    assert {due.person_id for due in first} == {told[0].person_id, told[1].person_id}
    assert {due.name_sealed is not None for due in first} == {True, False}  # one is known from last year

    await examined(session)

    assert [due.person_id for due in await list_due(session, READING, **ASKED, limit=9)] == [told[1].person_id]
    assert await count_examined(session, **ASKED) == [Examined("371311001", 2, 1)]


async def test_who_is_due_goes_by_what_they_are_today(session):
    await an_enrolled_person(session, classes=("extreme-poverty",), since=date(2020, 1, 1))
    await an_enrolled_person(session, classes=("enrolled",), since=date(2020, 5, 1))
    await session.flush()

    assert await list_due(session, READING, **ASKED, limit=9) == []


async def test_a_year_has_one_examination(session):
    await examined(session)

    with pytest.raises(AlreadyExamined):
        await examined(session, "2020-05-02")
    with pytest.raises(DayNotPossible):
        await examined(session, "2020-06-02")
