"""Make two files of one human being one: the loser's stays readable and leads to the winner's, which gets what hung on it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.double import (
    UNDECIDED,
    DoubleDecided,
    DoublesOfTwoJurisdictions,
    DoubleState,
    FilesChangedMeanwhile,
    NotOfThisPair,
    Side,
    must_become_one,
)
from services.registry.rules.history import changed
from services.registry.rules.move import arranged
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.double import MergePersons
from services.registry.schemas.feed import enrolment, household_news, merged_news, person_news
from services.registry.store import history
from services.registry.store import person_merger as merger
from services.registry.store.double import lock_pair
from services.registry.store.household import FileMergedAway
from services.registry.store.merged_helper import assigned_news, give_helper
from services.registry.store.move import (
    File,
    Step,
    change_household_facts,
    changed_relations,
    instant_for,
    lock_files,
    write_steps,
)
from services.registry.tables import Change, Person, PersonMerger
from shared import outbox, rows
from shared.errors import NotFound
from shared.events.registry import CaseMoved, HelperAssigned, HouseholdChanged, PersonChanged, PersonEnrolled, PersonsMerged
from shared.security import Principal


@dataclass(frozen=True)
class _Two:
    """The two and their households, locked. `takes_seat`: the winner sits nowhere, and sits where the loser sat from now on."""

    winner: Person
    loser: Person
    here: File
    there: File
    sides: tuple[Side, Side]

    @property
    def takes_seat(self) -> bool:
        winner, loser = self.sides
        return loser.is_seated and not winner.is_seated

    @property
    def is_emptied(self) -> bool:
        """Whether nobody is left in the loser's household, and there is another to go on in."""
        winner, loser = self.sides
        return loser.is_emptied and winner.is_seated and winner.household_id != loser.household_id


async def merge_persons(session: AsyncSession, pair_id: UUID, form: MergePersons, *, by: Principal, on: date) -> PersonMerger:
    """Both must be the asker's to see. The winner's file says what it said; classes of the loser's are added, so that nobody
    loses a cover. Whoever knows them by the loser's hash finds the winner from now on.

    Raises NoSuchDouble, DoubleDecided, NotOfThisPair, DoublesOfTwoJurisdictions, FilesChangedMeanwhile, FileMergedAway,
    OneHasDied, HandoverUnderway, BothBeingHelped, BothBeingJudged, NotAMember, NoHeadLeft, TwoHeads, TwoSpouses.
    """
    pair = await lock_pair(session, pair_id)
    if pair.state not in UNDECIDED:
        raise DoubleDecided(state=pair.state)
    if form.keep_id not in (pair.low_id, pair.high_id):
        raise NotOfThisPair(pointer="/keep_id")
    two = await _lock_two(session, form.keep_id, pair.high_id if form.keep_id == pair.low_id else pair.low_id)
    winner, loser, here, there = two.winner, two.loser, two.here, two.there
    at = await instant_for(session, here, there)

    must_become_one(*two.sides)
    relations = {each.person_id: each.relation for each in form.relations}
    coming = {winner.id: loser.relation} if two.takes_seat else {}
    is_leaving = [loser.id] if two.sides[1].is_seated else []
    after = arranged(there.seats, leaving=is_leaving, coming=coming, relations=relations)

    act = Act(ChangeKind.DOUBLE_MERGED, Source.OFFICER, on, by.subject, at, form.reason, form.papers)
    of_here, of_there = _changes(two, act)
    await rows.insert(session, *{change.id: change for change in (of_here, of_there)}.values())
    others = changed_relations(there, after, of_there)
    sit_otherwise = [loser, *([winner] if two.takes_seat else []), *(step.person for step in others)]
    seats = {str(person.id): merger.seat_of(person) for person in sit_otherwise}
    edits = await _tell_winner(session, two, of_here, on=on)
    steps = [Step(loser, None, "", of_there)] if is_leaving else []
    if two.takes_seat:
        steps.append(Step(winner, there.household, loser.relation, of_there))
    await write_steps(session, [*steps, *others], on=on)
    loser.merged_into_id = winner.id
    loser.revision += 1
    emptied = {"household_id": str(there.household.id), "state": there.household.state.value} if two.is_emptied else {}
    if two.is_emptied:
        await change_household_facts(session, there, {"state": HouseholdState.CANCELLED.value}, of_there)
    await session.flush()
    given = await merger.give_file(
        session,
        loser,
        winner,
        emptied=there.household.id if two.is_emptied else None,
        to_household=winner.household_id if winner.left_on is None else None,
        reason="所在户的重复人员合并后已无成员，同一规则的预警并入另一户",
        at=at,
        on=on,
    )
    succeeded = None
    if two.is_emptied:
        why = f"所在户的重复人员合并后已无成员：{form.reason}"
        succeeded = await give_helper(session, there.household, here.household, on=on, why=why, by=by.subject, at=at)
        emptied |= succeeded.told if succeeded else {}
    pair.state, pair.decided_by, pair.decided_at, pair.why = DoubleState.MERGED, by.subject, at, form.reason
    merged = PersonMerger(
        pair_id=pair.id,
        winner_id=winner.id,
        loser_id=loser.id,
        region=winner.region,
        change_ids=sorted({str(of_here.id), str(of_there.id)}),
        before=given,
        seats=seats,
        edits=edits,
        emptied=emptied,
        merged_on=on,
        reason=form.reason,
        papers=list(form.papers),
        merged_by=by.subject,
        merged_at=at,
    )
    session.add_all([pair, merged])
    await session.flush()

    moved = merger.moved_cases(given, here.household, at=at)
    await rows.insert(session, *(merger.case_act(move, by=by.subject, reason=form.reason) for move in moved))
    cancelled = [HouseholdChanged(**household_news(there.household, act.kind, on))] if two.is_emptied else []
    await outbox.record(
        session,
        PersonsMerged(**merged_news(winner, loser, on)),
        PersonChanged(**person_news(loser, act.kind, on, former_household_id=there.household.id)),
        PersonEnrolled(**enrolment(winner, on)),
        *(
            PersonChanged(**person_news(each, ChangeKind.RELATION_CHANGED, on))
            for each in sit_otherwise[1:]
            if each is not winner
        ),
        *cancelled,
        *(CaseMoved(**move) for move in moved),
        *([HelperAssigned(**assigned_news(succeeded.begun))] if succeeded and succeeded.begun else []),
    )
    return merged


async def _lock_two(session: AsyncSession, winner_id: UUID, loser_id: UUID) -> _Two:
    """Households before people, each in the order of their ids, as everybody locks. Raises DoublesOfTwoJurisdictions for one of
    whom the asker may not see the person or the household, FilesChangedMeanwhile."""
    homes = await merger.list_homes(session, [winner_id, loser_id])
    if len(homes) < 2:
        raise DoublesOfTwoJurisdictions
    try:
        here, there = await lock_files(session, homes[winner_id], homes[loser_id])
    except NotFound:
        raise DoublesOfTwoJurisdictions from None
    people = await merger.lock_people(session, [winner_id, loser_id])
    winner, loser = people[winner_id], people[loser_id]
    if (winner.household_id, loser.household_id) != (here.household.id, there.household.id):
        raise FilesChangedMeanwhile
    if merged_into_id := winner.merged_into_id or loser.merged_into_id:
        raise FileMergedAway(merged_into_id=merged_into_id)
    return _Two(winner, loser, here, there, await merger.list_sides(session, winner, loser, there))


def _changes(two: _Two, act: Act) -> tuple[Change, Change]:
    """What each file says of it; one change where both are in one household."""
    here, there = two.here.household, two.there.household
    of_there = history.change_of(act, there.id, there.region, person_id=two.loser.id, other_household_id=here.id)
    if here.id == there.id:
        return of_there, of_there
    return history.change_of(act, here.id, here.region, person_id=two.winner.id, other_household_id=there.id), of_there


async def _tell_winner(session: AsyncSession, two: _Two, change: Change, *, on: date) -> dict[str, object]:
    """Let the winner be of the loser's classes too, and of the place where they sit from now on; what was said before."""
    winner, loser = two.winner, two.loser
    edit: dict[str, object] = {}
    if more := [each for each in loser.classes if each not in winner.classes]:
        edit["classes"] = [*winner.classes, *more]
    if two.takes_seat and winner.region != two.there.household.region:
        edit["region"] = two.there.household.region
    if not edit:
        return {}
    before = await history.person_timeline(session, winner.id)
    told = {field: before.segments[-1].facts.get(field) for field in edit}
    await history.revise(session, history.Revision(winner, before, changed(before.segments, edit, since_on=on), change))
    await session.flush()
    return {"before": told, "after": edit}
