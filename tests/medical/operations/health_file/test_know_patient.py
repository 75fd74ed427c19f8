"""A patient who enters the register later is known, and treated free of charge from then on where the place says so."""

from datetime import date

from sqlalchemy import text

from services.medical.operations.health_file.close_file import close_file
from services.medical.operations.health_file.know_patient import know_patient
from services.medical.schemas.health.file import CloseFile
from shared.database import set_scope, the_platform
from shared.security import Principal, Role
from tests.builders.health import DEZHOU_VILLAGE, ID_NUMBER, a_file
from tests.builders.medical import an_enrolled_person, an_enrolment

DEZHOU = Principal("德州卫健", Role.HEALTH, "3714")
JUNE_1 = date(2020, 6, 1)


async def a_patient_of_dezhou(session):
    since = {"diagnosed_on": JUNE_1, "opened_on": JUNE_1, "region": DEZHOU_VILLAGE, "hospital": None}
    return await a_file(session, by=DEZHOU, on=JUNE_1, programme="severe-mental", **since)


async def told(session, *classes: str, since: date = date(2020, 6, 10)):
    event = an_enrolment(id_number=ID_NUMBER, classes=classes, since=since)
    await know_patient(session, event)
    await session.flush()
    return event


async def flags(session):
    return (await session.execute(text("SELECT since_on, until_on IS NULL FROM health_flag"))).all()


async def test_a_patient_s_person_and_classes_arrive_with_the_register(session):
    file = await a_patient_of_dezhou(session)
    assert (file.person_id, file.is_treated_free) == (None, False)

    event = await told(session, "low-income")

    assert (file.person_id, file.household_id, file.classes) == (event.person_id, event.household_id, ["low-income"])
    assert file.is_treated_free and await flags(session) == [(date(2020, 6, 10), True)]


async def test_whoever_loses_the_class_is_flagged_no_longer_and_may_gain_it_again(session):
    file = await a_patient_of_dezhou(session)
    for classes, is_free in ((("low-income",), True), ((), False), (("enrolled",), True)):
        await told(session, *classes)
        assert file.is_treated_free is is_free
        assert await flags(session) == [(date(2020, 6, 10), is_free)]


async def test_what_was_said_of_an_earlier_day_does_not_undo_a_later_one(session):
    file = await a_patient_of_dezhou(session)
    await an_enrolled_person(session, id_number=ID_NUMBER, classes=("low-income",), since=date(2020, 6, 10))
    await told(session, "low-income")

    await told(session, since=date(2020, 6, 9))

    assert file.classes == ["low-income"]


async def test_a_closed_file_stays_what_it_was(session):
    file = await a_patient_of_dezhou(session)
    await close_file(session, CloseFile(outcome="died", closed_on=JUNE_1), file_id=file.id, by=DEZHOU, on=JUNE_1)
    await session.flush()

    await told(session, "low-income")

    assert (file.person_id, await flags(session)) == (None, [])


async def test_an_enrolment_reaches_the_file_through_the_bus(session, deliver):
    file = await a_patient_of_dezhou(session)
    await session.commit()

    event = an_enrolment(id_number=ID_NUMBER, classes=("low-income",))
    assert [delivery.settled for delivery in await deliver(event)] == [["ack"], ["ack"]]

    await set_scope(session, the_platform("test", "test"))
    await session.refresh(file)
    assert file.person_id == event.person_id
