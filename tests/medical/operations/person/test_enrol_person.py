"""What registry says of a person, from day to day."""

from datetime import date

from services.medical.store.people import get_standing
from shared.vault import hash_identity
from tests.builders.medical import ID_NUMBER, a_detection, an_enrolment

HASH = hash_identity(ID_NUMBER)


async def classes(session, day):
    return (await get_standing(session, HASH, on=day)).classes


async def test_a_person_is_what_they_were_on_the_day(deliver, session):
    await deliver(an_enrolment(classes=("enrolled",), since=date(2020, 1, 1)))
    await deliver(an_enrolment(classes=("enrolled", "low-income"), since=date(2020, 7, 1)))
    await deliver(an_enrolment(classes=(), since=date(2020, 12, 1)))

    assert await classes(session, date(2019, 12, 31)) == ()
    assert await classes(session, date(2020, 6, 30)) == ("enrolled",)
    assert await classes(session, date(2020, 7, 1)) == ("enrolled", "low-income")
    assert await classes(session, date(2020, 12, 1)) == ()


async def test_a_correction_of_the_same_day_replaces_what_was_said(deliver, session):
    await deliver(an_enrolment(classes=("enrolled",)))
    await deliver(an_enrolment(classes=("extreme-poverty",)))

    assert await classes(session, date(2020, 6, 1)) == ("extreme-poverty",)


async def test_a_person_known_by_cover_alone_has_an_id_too(deliver, session):
    detected = a_detection()
    await deliver(detected)

    known = await get_standing(session, HASH, on=date(2020, 6, 12))

    assert (known.person_id, known.classes, known.has_cover) == (detected.members[0].person_id, (), True)
