"""A household has one helper at a time, whose office reaches it, and who has room for it."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.assign_households import assign_households
from services.registry.rules.assignment import AssignedOnAnImpossibleDay, HelperElsewhere, TooManyHouseholds
from services.registry.schemas.assignment import AssignHouseholds
from services.registry.store.assignment import list_assignments
from services.registry.store.helped import count_coverage, list_uncovered
from services.registry.tables import HelperAssignment
from shared.events.registry import HelperAssigned
from shared.ids import uuid7
from tests.builders.walking import COUNTY, NEXT_VILLAGE, NOVEMBER_1, NOVEMBER_10, Emitted, a_helper, helped, some_households


async def test_a_household_goes_from_one_helper_to_the_next_without_a_day_between(
    session: AsyncSession, emitted: Emitted
) -> None:
    [household] = await some_households(session, 1)
    first, second = await a_helper(session, "张帮扶"), await a_helper(session, "李帮扶")
    await helped(session, first, [household])
    await helped(session, second, [household], on=NOVEMBER_10)
    past, now = await list_assignments(session, household.id)
    assert (past.helper_id, past.since_on, past.until_on) == (first.id, NOVEMBER_1, NOVEMBER_10)
    assert (now.helper_id, now.since_on, now.until_on) == (second.id, NOVEMBER_10, None)
    told = [event for event in await emitted(session) if isinstance(event, HelperAssigned)]
    assert [each.former_helper_id for each in told] == [None, first.id]


async def test_what_is_theirs_already_stays_as_it_is(session: AsyncSession, emitted: Emitted) -> None:
    [household] = await some_households(session, 1)
    helper = await a_helper(session)
    await helped(session, helper, [household])
    await helped(session, helper, [household], on=NOVEMBER_10)
    assert len(await list_assignments(session, household.id)) == 1
    assert len(await emitted(session)) == 1


async def test_nobody_has_more_households_than_the_policy_allows(session: AsyncSession) -> None:
    households = await some_households(session, 11)
    helper = await a_helper(session)
    await helped(session, helper, households[:10])
    with pytest.raises(TooManyHouseholds):
        await helped(session, helper, households[10:])


async def test_a_village_s_own_helper_does_not_help_in_the_next_village(session: AsyncSession) -> None:
    [household] = await some_households(session, 1)
    helper = await a_helper(session, region=NEXT_VILLAGE)
    with pytest.raises(HelperElsewhere):
        await helped(session, helper, [household])


@pytest.mark.parametrize("since_on", [date(2024, 10, 31), date(2024, 11, 11)])
async def test_an_assignment_begins_neither_before_the_last_nor_in_the_future(session: AsyncSession, since_on: date) -> None:
    [household] = await some_households(session, 1)
    await helped(session, await a_helper(session), [household])
    other = await a_helper(session, "李帮扶")
    form = AssignHouseholds(household_ids=[household.id], reason="调整", since_on=since_on)
    with pytest.raises(AssignedOnAnImpossibleDay):
        await assign_households(session, other.id, form, by=COUNTY.subject, on=NOVEMBER_10)


async def test_the_database_refuses_two_helpers_of_one_day_and_a_rewritten_past(session: AsyncSession) -> None:
    [household] = await some_households(session, 1)
    helper = await a_helper(session)
    await helped(session, helper, [household])
    [held] = await list_assignments(session, household.id)
    past = HelperAssignment(**held.model_dump(exclude={"id"}) | {"id": uuid7(), "until_on": NOVEMBER_10})
    with pytest.raises(DBAPIError, match="one helper at a time"):
        async with session.begin_nested():
            session.add(past)
            await session.flush()
    with pytest.raises(DBAPIError, match="never rewritten"):
        async with session.begin_nested():
            await session.execute(text("UPDATE helper_assignment SET helper_id = helper_id, why = 'x'"))


async def test_who_has_no_helper_is_listed_and_counted_by_village(session: AsyncSession) -> None:
    bare, covered = await some_households(session, 2)
    await some_households(session, 1, classes=())
    await helped(session, await a_helper(session), [covered])
    [one] = await count_coverage(session, region="371311", digits=12, on=NOVEMBER_1)
    assert (one.place, one.households, one.uncovered) == (bare.region, 2, 1)
    [left] = await list_uncovered(session, region="", on=NOVEMBER_1, after=None, limit=10)
    assert (left.household_id, left.without_since_on) == (bare.id, None)
