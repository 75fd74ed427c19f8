"""Undone, a merger leaves everything as it was; what came since stays, and what was changed since is not torn down."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.double.merge_persons import merge_persons
from services.registry.operations.double.note_doubles import note_doubles
from services.registry.operations.double.undo_merge import undo_merge
from services.registry.operations.household.restore_household import restore_household
from services.registry.operations.person.change_person import change_person
from services.registry.operations.person.remove_member import remove_member
from services.registry.rules.double import ChangedSinceMerged, MergedOnwards, MergerUndone
from services.registry.schemas.double import MergePersons, UndoMerge
from services.registry.schemas.move import ChangePerson, Recorded, RemoveMember
from services.registry.store.household import FileMergedAway
from services.registry.store.reading import person_then
from services.registry.tables import DoublePair, Person, PersonMerger
from shared.events import Event
from shared.events.registry import PersonEnrolled, PersonsSeparated
from tests.builders.doubles import a_pair, everything, two_files
from tests.builders.hanging import what_is_done_for, what_is_known_of
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file, seats

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
UNDO = UndoMerge(reason="查明是两个人")
LATER = date(2020, 8, 1)
OLD = datetime(2020, 6, 15, tzinfo=UTC)


async def merge(session: AsyncSession, keep: Person, other: Person, **more: Any) -> PersonMerger:
    pair = await a_pair(session, keep.id, other.id)
    return await merge_persons(session, pair.id, MergePersons(keep_id=keep.id, reason="同一人", **more), by=OFFICER, on=TODAY)


WAYS = {
    "两户各一人": {},
    "被并入的是有家属的户主": {"other_members": 3},
    "保留的有家属": {"members": 3},
    "被并入的另有类别": {"of_other": {"是否享受低保": "是"}},
    "保留的已不属于任何户": {"unseated": "one"},
    "被并入的已不属于任何户": {"unseated": "other"},
}


@pytest.mark.parametrize("hangs", [False, True], ids=["空", "有台账、预警、材料、帮扶、走访、计划、差异"])
@pytest.mark.parametrize("way", WAYS)
async def test_merged_and_undone_everything_is_as_it_was(session: AsyncSession, way: str, hangs: bool) -> None:
    how = dict(WAYS[way])
    unseated = how.pop("unseated", None)
    (_, [one, *_]), (_, [other, *family]) = await two_files(session, **how)  # type: ignore[arg-type]
    if hangs:
        await what_is_known_of(session, other)
        await what_is_done_for(session, other)
    if unseated:
        leaver = one if unseated == "one" else other
        await remove_member(session, RemoveMember(happened_on=JUNE_10, **WHY), person_id=leaver.id, by=OFFICER, on=TODAY)
    relations = seats(户主=family[0].id) if family else []
    await a_pair(session, one.id, other.id)
    before = await everything(session)
    merger = await merge(session, one, other, relations=relations)
    between = await everything(session)
    assert between != before
    await undo_merge(session, merger.id, UNDO, by=OFFICER, on=LATER)
    session.expire_all()
    after = await everything(session)
    for table in before:
        assert after[table] == before[table], table


async def test_two_within_one_household_are_made_one_and_two_again(session: AsyncSession) -> None:
    _, [head, _, son] = await a_file(session, 3)
    await a_pair_by_hand(session, head, son)
    before = await everything(session)
    pair = (await session.exec(select(DoublePair))).one()
    form = MergePersons(keep_id=head.id, reason="同一人")
    merger = await merge_persons(session, pair.id, form, by=OFFICER, on=TODAY)
    assert son.left_on == TODAY
    await undo_merge(session, merger.id, UNDO, by=OFFICER, on=LATER)
    session.expire_all()
    assert await everything(session) == before


async def a_pair_by_hand(session: AsyncSession, one: Person, other: Person) -> None:
    low, high = sorted((one, other), key=lambda each: str(each.id))
    told = {"points": 60, "reasons": [], "policy": "", "policy_version": "", "likeness": "", "noted_at": OLD}
    session.add(DoublePair(low_id=low.id, high_id=high.id, region=low.region, other_region=high.region, **told))
    await session.flush()


async def test_what_was_known_while_they_were_one_stays_readable(session: AsyncSession) -> None:
    (_, [one]), (left, [other]) = await two_files(session)
    merger = await merge(session, one, other)
    await undo_merge(session, merger.id, UNDO, by=OFFICER, on=LATER)
    now = await person_then(session, other.id, true_on=LATER, at=None)
    assert now.membership and now.membership.household_id == left.id
    then = await person_then(session, other.id, true_on=LATER, at=merger.merged_at)
    assert then.membership is None
    assert (await person_then(session, other.id, true_on=JUNE_2, at=None)).membership


async def test_the_others_hear_of_both_and_the_pair_is_never_asked_again(session: AsyncSession, emitted: Emitted) -> None:
    (_, [one]), (left, [other]) = await two_files(session)
    merger = await merge(session, one, other)
    await undo_merge(session, merger.id, UNDO, by=OFFICER, on=LATER)
    told = await emitted(session)
    [news] = [each for each in told if isinstance(each, PersonsSeparated)]
    assert (news.former_person_id, news.former_household_id) == (other.id, left.id)
    assert {each.person_id for each in told if isinstance(each, PersonEnrolled)} == {one.id, other.id}
    assert await note_doubles(session, [one.id, other.id], on=LATER) == 0
    with pytest.raises(MergerUndone):
        await undo_merge(session, merger.id, UNDO, by=OFFICER, on=LATER)


async def test_what_was_changed_since_is_not_torn_down(session: AsyncSession) -> None:
    (_, [one]), (left, [other]) = await two_files(session)
    merger = await merge(session, one, other)
    await restore_household(session, Recorded(happened_on=TODAY, **WHY), household_id=left.id, by=OFFICER, on=TODAY)
    with pytest.raises(ChangedSinceMerged):
        await undo_merge(session, merger.id, UNDO, by=OFFICER, on=LATER)


async def test_a_merged_file_is_not_written_to(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    await merge(session, one, other)
    form = ChangePerson(facts={"phone": "13900000000"}, happened_on=TODAY, **WHY)
    with pytest.raises(FileMergedAway):
        await change_person(session, form, person_id=other.id, by=OFFICER, on=TODAY)


async def test_the_last_merger_is_undone_first(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    _, [third] = await a_file(session, 1, code="3713110000000003", first_sequence=201)
    first = await merge(session, other, third)
    last = await merge(session, one, other)
    with pytest.raises(MergedOnwards):
        await undo_merge(session, first.id, UNDO, by=OFFICER, on=LATER)
    await undo_merge(session, last.id, UNDO, by=OFFICER, on=LATER)
    await undo_merge(session, first.id, UNDO, by=OFFICER, on=LATER)
    await session.refresh(third)
    assert third.merged_into_id is None
