"""The file said wrongly where someone sat; it is put right, and what was thought of it stays readable."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.person.correct_seat import correct_seat
from services.registry.operations.person.record_death import record_death
from services.registry.operations.person.remove_member import remove_member
from services.registry.rules.history import NothingChanged
from services.registry.rules.move import NoHeadLeft, SeatTakenBefore, TwoHeads, TwoSpouses
from services.registry.schemas.move import CorrectSeat, RecordDeath, RemoveMember
from services.registry.store.history import list_changes
from services.registry.store.household import list_members
from services.registry.store.reading import household_then
from shared.events.registry import PersonChanged
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file, seats

WRONG = {"reason": "登记有误"}


async def put_right(session: AsyncSession, person_id: Any, **said: Any) -> Any:
    return await correct_seat(session, CorrectSeat(**WRONG | said), person_id=person_id, by=OFFICER, on=TODAY)


async def names(session: AsyncSession, household_id: Any, on: date, at: Any = None) -> dict[Any, str]:
    then = await household_then(session, household_id, true_on=on, at=at)
    return {member.membership.person_id: member.membership.relation for member in then.members}


async def test_a_relation_that_was_wrong_was_another_all_the_time(session: AsyncSession) -> None:
    household, [head, spouse, child] = await a_file(session, 3)
    before = (await list_changes(session, household.id, after=None, limit=1))[0].recorded_at
    await put_right(session, child.id, relation="之女")
    assert (await names(session, household.id, child.joined_on))[child.id] == "之女"
    assert (await names(session, household.id, child.joined_on, at=before))[child.id] == "之子", "what was thought stays readable"
    assert child.relation == "之女" and (await names(session, household.id, TODAY)).keys() == {head.id, spouse.id, child.id}


async def test_someone_who_never_died_is_alive_in_their_household_again(session: AsyncSession, emitted: Any) -> None:
    household, [_, _, child] = await a_file(session, 3)
    await record_death(session, RecordDeath(happened_on=JUNE_10, **WHY), person_id=child.id, by=OFFICER, on=TODAY)
    assert child.died_on and child.left_on
    await put_right(session, child.id, is_still_there=True)
    assert (child.died_on, child.left_on, child.household_id) == (None, None, household.id)
    assert child.id in await names(session, household.id, JUNE_10 + timedelta(days=1))
    [last] = [event for event in await emitted(session) if isinstance(event, PersonChanged)][-1:]
    assert (last.kind, last.is_living, last.household_id) == ("corrected", True, household.id)


async def test_someone_who_sat_in_the_wrong_household_never_sat_there(session: AsyncSession) -> None:
    wrong, [_, _, child] = await a_file(session, 3)
    right, _ = await a_file(session, 2, code="3713110000000002", first_sequence=31)
    await put_right(session, child.id, household_id=right.id)
    for day in (child.joined_on, TODAY):
        assert child.id not in await names(session, wrong.id, day) and child.id in await names(session, right.id, day)
    assert child.id in {member.id for member in await list_members(session, [right.id])}
    told = [(await list_changes(session, each.id, after=None, limit=9))[-1].kind for each in (wrong, right)]
    assert told == ["corrected", "corrected"], "both files say so"


async def test_a_day_of_joining_is_put_right_but_never_into_an_earlier_seat(session: AsyncSession) -> None:
    household, [head, _, child] = await a_file(session, 3)
    later = child.joined_on + timedelta(days=30)
    await put_right(session, child.id, since_on=later)
    assert child.joined_on == later and child.id not in await names(session, household.id, later - timedelta(days=1))
    await remove_member(session, RemoveMember(happened_on=JUNE_10, **WHY), person_id=child.id, by=OFFICER, on=TODAY)
    with pytest.raises(SeatTakenBefore):
        await put_right(session, child.id, since_on=JUNE_10)
    assert head.joined_on < later


async def test_a_household_is_never_left_without_a_head_or_with_two(session: AsyncSession) -> None:
    _, [head, spouse, child] = await a_file(session, 3)
    right, _ = await a_file(session, 2, code="3713110000000002", first_sequence=31)
    with pytest.raises(NoHeadLeft):
        await put_right(session, head.id, household_id=right.id, relation="之父")
    with pytest.raises(TwoHeads):
        await put_right(session, child.id, relation="户主")
    with pytest.raises(TwoSpouses):
        await put_right(session, child.id, household_id=right.id, relation="配偶")
    with pytest.raises(NothingChanged):
        await put_right(session, child.id)
    await put_right(session, head.id, household_id=right.id, relation="之父", relations=seats(户主=spouse.id))
    assert (spouse.relation, head.household_id) == ("户主", right.id)


async def test_a_departure_that_never_happened_is_taken_back(session: AsyncSession) -> None:
    household, [_, spouse] = await a_file(session, 2)
    await remove_member(session, RemoveMember(happened_on=JUNE_2, **WHY), person_id=spouse.id, by=OFFICER, on=TODAY)
    await put_right(session, spouse.id, is_still_there=True)
    assert spouse.left_on is None and spouse.id in await names(session, household.id, JUNE_10)
