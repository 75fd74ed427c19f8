"""Make two files of what had become one, as they were: it turned out that they are two people."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.double import ChangedSinceMerged, DoublesOfTwoJurisdictions, DoubleState, MergedOnwards
from services.registry.rules.history import corrected
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.double import UndoMerge
from services.registry.schemas.feed import enrolment, household_news, merged_news, person_news
from services.registry.store import history
from services.registry.store import person_merger as mergers
from services.registry.store.double import lock_pair
from services.registry.store.merged_helper import assigned_news, give_helper_back
from services.registry.store.move import File, instant_for, lock_files
from services.registry.tables import Change, Person, PersonMerger
from shared import outbox, rows
from shared.errors import NotFound
from shared.events.registry import CaseMoved, HelperAssigned, HouseholdChanged, PersonChanged, PersonEnrolled, PersonsSeparated
from shared.security import Principal


async def undo_merge(session: AsyncSession, merger_id: UUID, form: UndoMerge, *, by: Principal, on: date) -> PersonMerger:
    """What the merger wrote is known never to have been so, and what it gave is taken back; what came to the winner since stays.
    The pair is remembered as two people.

    Raises NoSuchMerger, MergerUndone, MergedOnwards, ChangedSinceMerged, DoublesOfTwoJurisdictions.
    """
    merger = await mergers.lock_merger(session, merger_id)
    pair = await lock_pair(session, merger.pair_id)
    files = await _lock_files(session, merger)
    people = await mergers.lock_people(session, _concerned(merger))
    winner, loser = people[merger.winner_id], people[merger.loser_id]
    known = await history.person_timeline(session, winner.id)
    at = await instant_for(session, *files.values())

    if winner.merged_into_id or loser.merged_into_id != winner.id:
        raise MergedOnwards(merged_into_id=winner.merged_into_id or loser.merged_into_id)
    facts = known.segments[-1].facts
    if any(facts.get(field) != value for field, value in merger.edits.get("after", {}).items()):
        raise ChangedSinceMerged(person_id=winner.id)
    emptied = files.get(UUID(merger.emptied["household_id"])) if merger.emptied else None
    if emptied and emptied.household.state is not HouseholdState.CANCELLED:
        raise ChangedSinceMerged(household_id=emptied.household.id)

    act = Act(ChangeKind.DOUBLE_SEPARATED, Source.OFFICER, on, by.subject, at, form.reason, form.papers)
    changes = {each: _change(act, file, merger) for each, file in files.items()}
    await rows.insert(session, *changes.values())
    await mergers.restore_memberships(session, merger.change_ids, changes)
    loser.merged_into_id = None
    for person_id, seat in merger.seats.items():
        _sit_again(people[UUID(person_id)], seat)
    await session.flush()
    if merger.edits:
        change = changes[winner.household_id]
        since = merger.merged_on
        after = corrected(known.segments, merger.edits["before"], since_on=since)
        await history.revise(session, history.Revision(winner, known, after, change))
    if emptied:
        state = {"state": merger.emptied["state"]}
        after = corrected(emptied.timeline.segments, state, since_on=merger.merged_on)
        change = changes[emptied.household.id]
        await history.revise(session, history.Revision(emptied.household, emptied.timeline, after, change))
    await session.flush()
    await mergers.take_back(session, merger.before)
    given_back = None
    if emptied:
        of = emptied.household
        given_back = await give_helper_back(session, merger.emptied, of, since_on=merger.merged_on, by=by.subject, at=at)
    left = files[winner.household_id].household
    moved = mergers.moved_cases(merger.before, emptied.household, at=at, from_=left) if emptied else []
    await rows.insert(session, *(mergers.case_act(move, by=by.subject, reason=form.reason) for move in moved))
    merger.undone_by, merger.undone_at, merger.undone_why = by.subject, at, form.reason
    pair.state, pair.decided_points = DoubleState.DIFFERENT, pair.points
    pair.decided_by, pair.decided_at, pair.why = by.subject, at, form.reason
    session.add_all([merger, pair, *people.values()])
    await session.flush()

    others = [person for person in people.values() if person not in (winner, loser)]
    await outbox.record(
        session,
        PersonsSeparated(**merged_news(winner, loser, on)),
        *(PersonEnrolled(**enrolment(person, on)) for person in (winner, loser)),
        *(PersonChanged(**person_news(person, ChangeKind.RELATION_CHANGED, on)) for person in others),
        *([HouseholdChanged(**household_news(emptied.household, act.kind, on))] if emptied else []),
        *(CaseMoved(**move) for move in moved),
        *([HelperAssigned(**assigned_news(given_back))] if given_back else []),
    )
    return merger


async def _lock_files(session: AsyncSession, merger: PersonMerger) -> dict[UUID, File]:
    """The households in which these people sat and sit. Raises DoublesOfTwoJurisdictions for what the asker may not see."""
    homes = await mergers.list_homes(session, _concerned(merger))
    if len(homes) < len(_concerned(merger)):
        raise DoublesOfTwoJurisdictions
    ids = {UUID(seat["household_id"]) for seat in merger.seats.values()} | set(homes.values())
    try:
        return {file.household.id: file for file in await lock_files(session, *ids)}
    except NotFound:
        raise DoublesOfTwoJurisdictions from None


def _concerned(merger: PersonMerger) -> set[UUID]:
    return {UUID(each) for each in merger.seats} | {merger.winner_id, merger.loser_id}


def _change(act: Act, file: File, merger: PersonMerger) -> Change:
    household = file.household
    return history.change_of(act, household.id, household.region, person_id=merger.loser_id)


def _sit_again(person: Person, seat: dict[str, str | None]) -> None:
    person.household_id, person.relation = UUID(str(seat["household_id"])), str(seat["relation"])
    person.joined_on = date.fromisoformat(str(seat["joined_on"]))
    person.left_on = date.fromisoformat(seat["left_on"]) if seat["left_on"] else None
    person.revision += 1
