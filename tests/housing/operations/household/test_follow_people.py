"""What housing knows of people: the latest word counts, whatever order news come in."""

from datetime import date

from sqlmodel import select

from services.housing.operations.household.follow_people import follow_people
from services.housing.rules.household import Group
from services.housing.store.household import groups_in, list_residents
from services.housing.tables import Household, Resident
from shared.ids import uuid7
from tests.builders.houses import a_move, an_enrolment


async def test_somebody_who_is_enrolled_makes_their_household_known_since_that_day(session):
    event = an_enrolment(id := uuid7(), in_force_on=date(2016, 5, 1))

    assert await follow_people(session, [event, an_enrolment(id, in_force_on=date(2015, 3, 1))]) == {id}

    household = (await session.exec(select(Household))).one()
    assert (household.enrolled_on, household.revision) == (date(2015, 3, 1), 0)
    assert len(await list_residents(session, [id])) == 2


async def test_what_comes_late_undoes_nothing(session):
    first, second, person = uuid7(), uuid7(), uuid7()
    await follow_people(session, [a_move(person, second, revision=5)])

    await follow_people(session, [an_enrolment(first, person_id=person, revision=2)])

    assert [one.id for one in await list_residents(session, [second])] == [person]
    assert await list_residents(session, [first]) == []


async def test_of_news_that_come_together_the_latest_counts(session):
    first, second, person = uuid7(), uuid7(), uuid7()

    await follow_people(session, [a_move(person, second, revision=5), an_enrolment(first, person_id=person, revision=2)])

    assert (await session.exec(select(Resident))).one().household_id == second


async def test_the_dead_and_who_left_are_of_no_household_s_groups(session):
    id = uuid7()
    dead = an_enrolment(id, is_living=False, classes=["low-income"])
    gone = an_enrolment(id, is_member=False, classes=["extreme-poverty"])
    await follow_people(session, [an_enrolment(id), dead, gone])

    assert groups_in(await list_residents(session, [id])) == {id: [Group.ENROLLED]}


async def test_an_older_message_that_says_nothing_of_disability_takes_nothing_back(session):
    event = an_enrolment(id := uuid7(), is_disabled=True)
    await follow_people(session, [event])

    await follow_people(session, [a_move(event.person_id, id, revision=2, is_disabled=None)])

    assert groups_in(await list_residents(session, [id])) == {id: [Group.ENROLLED, Group.DISABLED]}
