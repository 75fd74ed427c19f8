"""Two files become one: what hung on the one is found under the other, and nobody is lost on the way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.double.decide_double import decide_double
from services.registry.operations.double.merge_persons import merge_persons
from services.registry.operations.double.note_doubles import note_doubles
from services.registry.operations.household.unite_households import unite_households
from services.registry.operations.person.add_member import add_member
from services.registry.operations.person.record_death import record_death
from services.registry.operations.person.remove_member import remove_member
from services.registry.operations.register.import_register import import_register
from services.registry.operations.transfer.offer_transfer import offer_transfer
from services.registry.operations.watch.note_facts import note_facts
from services.registry.rules.case import Origin
from services.registry.rules.double import (
    BothBeingHelped,
    DoubleDecided,
    DoublesOfTwoJurisdictions,
    DoubleState,
    HandoverUnderway,
    NotOfThisPair,
    OneHasDied,
)
from services.registry.rules.move import AlreadyAMember, NoHeadLeft
from services.registry.rules.sighting import Sighting
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.double import DecideDouble, MergePersons
from services.registry.schemas.move import AddMember, OfferTransfer, RecordDeath, RemoveMember, UniteHouseholds
from services.registry.store.double import list_household_doubles
from services.registry.store.household import FileMergedAway, list_members, lock_seen
from services.registry.store.reading import household_then
from services.registry.tables import Case, DoublePair, Household, Person, Row, WatchFact
from shared.database import Sessions, the_platform, transaction
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import CaseMoved, HouseholdChanged, PersonChanged, PersonEnrolled, PersonsMerged
from shared.vault import unseal
from tests.builders.doubles import a_pair, two_files
from tests.builders.registry import a_household, an_xlsx
from tests.builders.registry_file import ELSEWHERE, JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file, seats
from tests.builders.watch import a_bill

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def merged(session: AsyncSession, keep: Person, other: Person, **more: Any) -> DoublePair:
    pair = await a_pair(session, keep.id, other.id)
    await merge_persons(session, pair.id, MergePersons(keep_id=keep.id, reason="同一人", **more), by=OFFICER, on=TODAY)
    return pair


async def a_case_of(session: AsyncSession, person: Person) -> Case:
    sighting = Sighting(Origin.BURDEN, Trigger.ILLNESS, person.region, identity_hash=person.identity_hash)
    return await open_case(session, sighting, by="medical")


async def test_the_second_file_sits_nowhere_and_leads_to_the_first(session: AsyncSession, emitted: Emitted) -> None:
    (home, [one]), (left, [other]) = await two_files(session)
    pair = await merged(session, one, other)
    assert (other.merged_into_id, other.left_on, pair.state) == (one.id, TODAY, DoubleState.MERGED)
    assert [member.id for member in await list_members(session, [home.id, left.id])] == [one.id]
    assert left.state is HouseholdState.CANCELLED
    [before] = (await household_then(session, left.id, true_on=JUNE_2, at=None)).members
    assert before.membership.person_id == other.id
    told = await emitted(session)
    [news] = [each for each in told if isinstance(each, PersonsMerged)]
    assert (news.person_id, news.former_person_id, news.former_identity_hash) == (one.id, other.id, other.identity_hash)
    assert [each.household_id for each in told if isinstance(each, HouseholdChanged) and each.state == "cancelled"] == [left.id]
    [gone] = [each for each in told if isinstance(each, PersonChanged)]
    assert (gone.person_id, gone.household_id, gone.former_household_id) == (other.id, None, left.id)
    assert [each.person_id for each in told if isinstance(each, PersonEnrolled)][-1] == one.id


async def test_a_bill_with_the_number_that_was_mistyped_helps_the_right_household(session: AsyncSession) -> None:
    (home, [one]), (_, [other]) = await two_files(session)
    await merged(session, one, other)
    seen = await lock_seen(session, None, other.identity_hash)
    assert (seen.household_id, seen.is_known) == (home.id, False)
    case = await a_case_of(session, other)
    assert case.household_id == home.id
    assert len((await session.exec(select(Household))).all()) == 2


async def test_a_fact_with_the_old_number_or_the_old_file_is_the_right_household_s(session: AsyncSession) -> None:
    (home, [one]), (left, [other]) = await two_files(session)
    await merged(session, one, other)
    bill = a_bill(left, 100, on=TODAY)
    by_hash = type(bill)(**vars(bill) | {"household_id": None, "identity_hash": other.identity_hash})
    assert await note_facts(session, [by_hash], by="medical") == {home.id}
    by_id = type(bill)(**vars(a_bill(left, 100, on=TODAY)) | {"household_id": None, "person_id": other.id})
    assert await note_facts(session, [by_id], by="medical") == {home.id}


async def test_what_hung_on_the_household_that_was_emptied_goes_along(session: AsyncSession, emitted: Emitted) -> None:
    (home, [one]), (left, [other]) = await two_files(session)
    case = await a_case_of(session, other)
    await note_facts(session, [a_bill(left, 100, on=TODAY)], by="medical")
    await merged(session, one, other)
    assert (await session.exec(select(Case.household_id).where(Case.id == case.id))).one() == home.id
    assert [fact.household_id for fact in await session.exec(select(WatchFact))] == [home.id]
    [moved] = [each for each in await emitted(session) if isinstance(each, CaseMoved)]
    assert (moved.case_id, moved.household_id) == (case.id, home.id)


async def test_two_households_that_are_both_being_helped_are_not_made_one_by_the_way(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    await a_case_of(session, one)
    await a_case_of(session, other)
    with pytest.raises(BothBeingHelped):
        await merged(session, one, other)


async def test_a_head_leaves_a_head_behind(session: AsyncSession) -> None:
    (_, [one]), (left, [other, wife]) = await two_files(session, other_members=2)
    with pytest.raises(NoHeadLeft):
        await merged(session, one, other)
    await merged(session, one, other, relations=seats(户主=wife.id))
    assert [(member.id, member.relation) for member in await list_members(session, [left.id])] == [(wife.id, "户主")]
    assert left.state is HouseholdState.CURRENT


async def test_whoever_sits_nowhere_takes_the_seat_of_their_second_file(session: AsyncSession) -> None:
    (home, [one]), (left, [other]) = await two_files(session)
    form = RemoveMember(happened_on=JUNE_10, **WHY)
    await remove_member(session, form, person_id=one.id, by=OFFICER, on=TODAY)
    await merged(session, one, other)
    assert [(member.id, member.relation) for member in await list_members(session, [left.id])] == [(one.id, "户主")]
    assert (one.left_on, one.household_id, left.state) == (None, left.id, HouseholdState.CURRENT)
    assert home.id != left.id


async def test_nobody_loses_a_class_and_with_it_a_cover(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session, of_other={"是否享受低保": "是"})
    await merged(session, one, other)
    assert set(one.classes) == {"enrolled", "low-income"}


async def test_two_of_two_jurisdictions_become_one_only_after_one_was_handed_over(session: AsyncSession) -> None:
    (_, [one]), (left, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    await session.execute(text("UPDATE person SET region = '371402001001' WHERE id = :id"), {"id": other.id})
    await session.refresh(other)
    with pytest.raises(DoublesOfTwoJurisdictions):
        await merge_persons(session, pair.id, MergePersons(keep_id=one.id, reason="同一人"), by=ELSEWHERE, on=TODAY)
    assert left.state is HouseholdState.CURRENT


async def test_a_household_on_its_way_to_another_place_waits(session: AsyncSession) -> None:
    (_, [one]), (left, [other]) = await two_files(session)
    offer = OfferTransfer(to_region="371402", person_ids=[other.id], happened_on=JUNE_10, **WHY)
    await offer_transfer(session, offer, household_id=left.id, by=OFFICER, on=TODAY)
    with pytest.raises(HandoverUnderway):
        await merged(session, one, other)


async def test_the_living_and_the_dead_are_not_one(session: AsyncSession) -> None:
    (_, [one, _]), (_, [other]) = await two_files(session, members=2)
    pair = await a_pair(session, one.id, other.id)
    [_, wife] = await list_members(session, [one.household_id])
    death = RecordDeath(happened_on=JUNE_10, relations=seats(户主=wife.id), **WHY)
    await record_death(session, death, person_id=one.id, by=OFFICER, on=TODAY)
    with pytest.raises(OneHasDied):
        await merge_persons(session, pair.id, MergePersons(keep_id=one.id, reason="同一人"), by=OFFICER, on=TODAY)


async def test_a_pair_is_decided_once_and_by_one_of_the_two(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    with pytest.raises(NotOfThisPair):
        await merge_persons(session, pair.id, MergePersons(keep_id=pair.id, reason="同一人"), by=OFFICER, on=TODAY)
    await decide_double(session, pair.id, DecideDouble(decision="different", reason="已见两人"), by=OFFICER, on=TODAY)
    with pytest.raises(DoubleDecided):
        await merge_persons(session, pair.id, MergePersons(keep_id=one.id, reason="同一人"), by=OFFICER, on=TODAY)


async def test_the_old_number_makes_nobody_a_member_a_second_time(session: AsyncSession) -> None:
    (home, [one]), (_, [other]) = await two_files(session)
    assert other.id_number_sealed
    assert one.id_number_sealed
    old, right = unseal(other.id_number_sealed), unseal(one.id_number_sealed)
    await merged(session, one, other)
    form = AddMember(how="joined", relation="之兄弟姐妹", name="王小明", id_number=old, happened_on=JUNE_10, **WHY)
    with pytest.raises(AlreadyAMember):
        await add_member(session, form, household_id=home.id, by=OFFICER, on=TODAY)
    # A file that still has the old number in the right household updates the right person, and not their number.
    [row] = a_household(1, first_sequence=101)
    done = await import_register(session, an_xlsx([row | {"健康状况": "患有大病"}]), by=OFFICER, on=TODAY)
    assert (done.taken, done.refused) == (1, 0)
    await session.refresh(one)
    assert one.id_number_sealed
    assert (unseal(one.id_number_sealed), one.particulars["健康状况"]) == (right, "患有大病")
    assert [member.id for member in await list_members(session, [home.id])] == [one.id]


async def test_a_third_file_leads_to_the_last_as_well(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    _, [third] = await a_file(session, 1, code="3713110000000003", first_sequence=201)
    await merged(session, other, third)
    await merged(session, one, other)
    await session.refresh(third)
    assert third.merged_into_id == other.merged_into_id == one.id
    assert await note_doubles(session, [one.id, other.id, third.id], on=TODAY) == 0


async def test_people_of_two_households_that_are_one_are_found_and_lead_to_its_merger(session: AsyncSession) -> None:

    (home, people), (left, others) = await two_files(session, members=2, other_members=2)
    await note_doubles(session, [person.id for person in (*people, *others)], on=TODAY)
    assert set((await list_household_doubles(session, [home.id, left.id])).values()) == {2}
    form = UniteHouseholds(household_id=left.id, members=seats(之父=others[0].id, 之母=others[1].id), happened_on=JUNE_10, **WHY)
    await unite_households(session, form, household_id=home.id, by=OFFICER, on=TODAY)
    await merged(session, people[0], others[0])
    await merged(session, people[1], others[1])
    assert {member.relation for member in await list_members(session, [home.id])} == {"户主", "配偶"}


GIVEN = {
    "watch_fact",
    "household_paper",
    "procedure",
    "relief_case",
    "watch_alert",
    "person",
    "list_difference",
    "household_plan",
    "visit_problem",
    "campaign_task",
    "helper_assignment",
}
STAYS = {
    "person_version": "what was said of the second file stays readable under it",
    "household_version": "the same of a household",
    "membership": "where the second file sat stays its history",
    "household_change": "a change is never rewritten",
    "household_transfer": "an open one refuses the merger, an answered one is history",
    "income_book": "a year of a household as it was recorded is never rewritten",
    "income_entry": "the same",
    "poverty_entry": "how a household stood; the database lets nothing but a procedure say otherwise",
    "double_key": "of a second file nothing is compared",
    "person_mark": "a second file is still found by what it said, and leads to the one that is kept",
    "double_pair": "a pair of a second file fades by itself",
    "person_merger": "the merger itself",
    "notice_line": "what was on the wall",
    "household_visit": "a visit stays readable under the household where it was made",
    "spot_check": "the same of who looked again",
    "checklist_filling": "what was handed in of a home stays readable under it, and is never rewritten",
    "checklist_draft": "half an answer about one home is none about another",
    "plan_step": "who signed, signed; the plan it is a step of goes along",
    "credit_rating": "a grade was decided of that household and its borrower; the one that goes on is rated itself",
    "quality_finding": "the news of the merger lets the rules look again: what was odd about the second file is gone",
}


def test_whatever_hangs_on_people_and_households_is_given_or_has_a_reason_to_stay() -> None:
    """Who adds such a table decides here what becomes of it when two files become one."""
    hang = {
        table.name
        for table in Row.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in ("person", "household") and not (table.name == "person" and key.parent.name == "household_id")
    }
    assert hang <= GIVEN | set(STAYS)


async def test_nobody_is_merged_into_a_file_that_was_merged_away(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    _, [third] = await a_file(session, 1, code="3713110000000003", first_sequence=201)
    waiting = await a_pair(session, other.id, third.id)
    await merged(session, one, other)
    with pytest.raises(FileMergedAway):
        await merge_persons(session, waiting.id, MergePersons(keep_id=other.id, reason="同一人"), by=OFFICER, on=TODAY)


async def test_of_several_officers_who_decide_at_the_same_moment_one_decides(session: AsyncSession, sessions: Sessions) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    await session.commit()

    async def decide(keep_id: UUID) -> object:
        async with transaction(sessions, the_platform("test", "several at once")) as own:
            try:
                await merge_persons(own, pair.id, MergePersons(keep_id=keep_id, reason="同一人"), by=OFFICER, on=TODAY)
            except DoubleDecided:
                return "too late"
        return "decided"

    told = await asyncio.gather(*(decide(each) for each in (one.id, other.id, one.id)))
    assert sorted(map(str, told)) == ["decided", "too late", "too late"]
