"""Cover for a household in need: opened at once, once, for every member."""

from datetime import date, datetime

from sqlmodel import select

from services.medical.operations.person.open_medical_cover import open_medical_cover
from services.medical.tables import Cover
from shared.events.medical import MedicalCoverOpened
from tests.builders.medical import a_detection


async def covers(session):
    return (await session.exec(select(Cover))).all()


async def test_every_member_is_covered_from_the_chinese_day_of_detection(deliver, session, emitted):
    detected = a_detection(members=3, at=datetime.fromisoformat("2020-06-12T17:30:00+00:00"))

    [delivery] = await deliver(detected)

    assert delivery.settled == ["ack"]
    assert {(cover.case_id, cover.in_force_on) for cover in await covers(session)} == {(detected.case_id, date(2020, 6, 13))}
    [opened] = await emitted(session)
    assert isinstance(opened, MedicalCoverOpened)
    assert (opened.case_id, opened.household_id, opened.persons) == (detected.case_id, detected.household_id, 3)


async def test_an_event_that_comes_twice_covers_once_and_says_so_once(deliver, session, emitted):
    detected = a_detection(members=2)

    await deliver(detected)
    await deliver(detected)

    assert len(await covers(session)) == 2
    assert len(await emitted(session)) == 1


async def test_a_household_without_members_is_answered_all_the_same(deliver, session, emitted):
    await deliver(a_detection(members=0))

    [opened] = await emitted(session)
    assert opened.persons == 0


async def test_households_that_come_together_are_each_covered_and_told_of(session, emitted):
    one, other = a_detection(members=2), a_detection(members=1)

    await open_medical_cover(session, [one, other])

    assert len(await covers(session)) == 3
    assert {(opened.case_id, opened.persons) for opened in await emitted(session)} == {(one.case_id, 2), (other.case_id, 1)}
