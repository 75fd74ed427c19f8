"""Who belongs to which household: by registry's word, in whatever order it comes."""

from datetime import date

from sqlmodel import select

from services.funds.operations.household.follow_person import follow_person
from services.funds.tables import HouseholdMember
from shared.events.registry import PersonChanged, PersonEnrolled
from shared.ids import uuid7
from tests.builders.funds import VILLAGE

PERSON, OLD, NEW = uuid7(), uuid7(), uuid7()


def enrolled(household=OLD, revision=1, **facts) -> PersonEnrolled:
    return PersonEnrolled(
        person_id=PERSON,
        household_id=household,
        identity_hash="a" * 64,
        region=VILLAGE,
        classes=[],
        in_force_on=date(2020, 1, 1),
        revision=revision,
        **facts,
    )


def moved(household=NEW, former=OLD, revision=2) -> PersonChanged:
    return PersonChanged(
        person_id=PERSON,
        revision=revision,
        kind="split",
        happened_on=date(2020, 6, 1),
        household_id=household,
        former_household_id=former,
        identity_hash="a" * 64,
        region=VILLAGE,
        relation="户主",
        classes=[],
        is_verified=True,
        is_living=True,
    )


async def standing(session) -> dict:
    rows = (await session.exec(select(HouseholdMember).execution_options(populate_existing=True))).all()
    return {row.household_id: row.is_member for row in rows}


async def test_somebody_who_moves_belongs_to_the_new_household_and_did_to_the_old(session):
    await follow_person(session, enrolled())
    await follow_person(session, moved())

    assert await standing(session) == {OLD: False, NEW: True}


async def test_news_that_come_late_undo_nothing(session):
    await follow_person(session, moved())
    await follow_person(session, enrolled())
    await follow_person(session, moved())

    assert await standing(session) == {OLD: False, NEW: True}


async def test_one_who_left_or_died_belongs_nowhere_and_is_remembered(session):
    await follow_person(session, enrolled())
    await follow_person(session, moved(household=None, former=OLD))

    assert await standing(session) == {OLD: False}


async def test_one_who_came_back_belongs_where_they_were(session):
    await follow_person(session, enrolled())
    await follow_person(session, moved())
    await follow_person(session, moved(household=OLD, former=NEW, revision=3))

    assert await standing(session) == {OLD: True, NEW: False}


async def test_one_who_is_told_to_belong_nowhere_is_no_member(session):
    await follow_person(session, enrolled(is_member=False))

    assert await standing(session) == {OLD: False}
