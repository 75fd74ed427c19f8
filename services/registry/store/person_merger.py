"""Two files become one and two again: who is concerned, what is given from one to the other, and how history is put back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Uuid, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Act
from services.registry.rules.double import ChangedSinceMerged, MergerUndone, NoSuchMerger, Side
from services.registry.store.history import close, insert_many
from services.registry.store.household import any_of
from services.registry.store.move import File
from services.registry.tables import CaseAct, Change, Household, Membership, Person, PersonMerger

_CONCERNED = text("""
SELECT household.id,
       EXISTS (SELECT FROM relief_case WHERE household_id = household.id AND closed_at IS NULL) AS has_open_case,
       ARRAY(SELECT axis FROM procedure WHERE household_id = household.id AND ended_at IS NULL) AS judged_on,
       EXISTS (SELECT FROM household_transfer WHERE household_id = household.id AND state = 'offered') AS is_handed_over
FROM household WHERE id = ANY (:ids)
""")
_GIVE = text("SELECT give_file(:loser, :winner, :from_household, :to_household, :reason, :at, :merged_on)")
_TAKE_BACK = text("SELECT take_file_back(CAST(:given AS jsonb))")


async def list_sides(session: AsyncSession, winner: Person, loser: Person, there: File) -> tuple[Side, Side]:
    """What must be known of the two before they become one; `there` is the household that the loser leaves."""
    rows = await session.execute(_CONCERNED, {"ids": [winner.household_id, loser.household_id]})
    of = {row.id: row for row in rows}
    goes_alone = [member.id for member in there.members] == [loser.id]
    return tuple(  # type: ignore[return-value]
        Side(
            person_id=person.id,
            household_id=person.household_id,
            region=person.region,
            is_seated=person.left_on is None,
            has_died=person.died_on is not None,
            is_handed_over=of[person.household_id].is_handed_over,
            has_open_case=of[person.household_id].has_open_case,
            judged_on=frozenset(of[person.household_id].judged_on),
            is_emptied=person is loser and goes_alone,
        )
        for person in (winner, loser)
    )


async def give_file(
    session: AsyncSession,
    loser: Person,
    winner: Person,
    *,
    emptied: UUID | None,
    to_household: UUID | None,
    reason: str,
    at: datetime,
    on: date,
) -> list[dict[str, Any]]:
    """Give what hangs on the loser to the winner, and what hangs on the household that nobody is left in to theirs; how the rows
    were. History (changes, versions, memberships, income books, visits, procedures that are over) stays where it happened."""
    asked = {
        "loser": loser.id,
        "winner": winner.id,
        "from_household": emptied,
        "to_household": to_household,
        "reason": reason,
        "at": at,
        "merged_on": on,
    }
    given: list[dict[str, Any]] = (await session.execute(_GIVE, asked)).scalar_one()
    return given


async def take_back(session: AsyncSession, given: Sequence[Mapping[str, Any]]) -> None:
    """As the rows were; what came to the winner since stays theirs."""
    if given:
        await session.execute(_TAKE_BACK, {"given": orjson.dumps(given).decode()})


async def restore_memberships(session: AsyncSession, change_ids: Collection[str], changes: Mapping[UUID, Change]) -> None:
    """What these changes said of who sits where is known never to have been so; `changes` say it, by household.

    Raises ChangedSinceMerged if something else was learned of these seats since.
    """
    ids = any_of([UUID(each) for each in change_ids], Uuid)
    said = list(await session.exec(select(Membership).where(col(Membership.change_id) == ids)))
    closed = list(await session.exec(select(Membership).where(col(Membership.closed_by_id) == ids)))
    if any(seat.known_until_at is not None for seat in said):
        raise ChangedSinceMerged
    await close(session, "membership", [(seat.id, changes[seat.household_id]) for seat in said])
    await insert_many(
        session,
        [
            Membership(
                **seat.model_dump(exclude={"id", "known_from_at", "known_until_at", "change_id", "closed_by_id"}),
                known_from_at=changes[seat.household_id].recorded_at,
                change_id=changes[seat.household_id].id,
            )
            for seat in closed
        ],
    )


def seat_of(person: Person) -> dict[str, Any]:
    """How somebody sits now, to be put back by `sit_again`."""
    return {
        "household_id": str(person.household_id),
        "relation": person.relation,
        "joined_on": person.joined_on.isoformat(),
        "left_on": person.left_on.isoformat() if person.left_on else None,
    }


async def list_homes(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The household of each of these people whom the asker may see: the one they sit in, or sat in last."""
    homes = select(Person.id, Person.household_id).where(col(Person.id).in_(person_ids))
    return dict((await session.exec(homes)).all())


def moved_cases(
    given: Sequence[Mapping[str, Any]], to: Household, *, at: datetime, from_: Household | None = None
) -> list[dict[str, Any]]:
    """For CaseMoved, of the cases that went with what was given: to a household, or, taken back `from_` one, again to it."""
    return [
        {
            "case_id": UUID(case["id"]),
            "household_id": to.id,
            "from_region": from_.region if from_ else case["region"],
            "region": case["region"] if from_ else to.region,
            "moved_at": at,
        }
        for part in given
        if part["table"] == "relief_case"
        for case in part["rows"]
    ]


def case_act(move: Mapping[str, Any], *, by: str, reason: str) -> CaseAct:
    """The line on the case's timeline that says that it is another household's now."""
    return CaseAct(case_id=move["case_id"], region=move["region"], act=Act.MOVED, at=move["moved_at"], by=by, reason=reason)


async def lock_merger(session: AsyncSession, merger_id: UUID) -> PersonMerger:
    """Raises NoSuchMerger, MergerUndone."""
    merger = await session.get(PersonMerger, merger_id, with_for_update=True)
    if merger is None:
        raise NoSuchMerger(merger_id=merger_id)
    if merger.undone_at is not None:
        raise MergerUndone(merger_id=merger_id)
    return merger


async def get_merger(session: AsyncSession, merger_id: UUID) -> PersonMerger:
    """Raises NoSuchMerger."""
    merger = await session.get(PersonMerger, merger_id)
    if merger is None:
        raise NoSuchMerger(merger_id=merger_id)
    return merger


async def list_mergers_of(session: AsyncSession, person_ids: Collection[UUID]) -> list[PersonMerger]:
    """The standing ones in which these people are the winner or the loser, the earliest first."""
    of = col(PersonMerger.winner_id).in_(person_ids) | col(PersonMerger.loser_id).in_(person_ids)
    standing = select(PersonMerger).where(of, col(PersonMerger.undone_at).is_(None))
    return list(await session.exec(standing.order_by(col(PersonMerger.id))))


async def list_merged_ids(session: AsyncSession, person_id: UUID) -> list[UUID]:
    """The second files that lead to this person."""
    merged = select(Person.id).where(Person.merged_into_id == person_id).order_by(col(Person.id))
    return list(await session.exec(merged))


async def lock_people(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Person]:
    """Those whom the asker may see, in the order of their ids; also second files."""
    of = select(Person).where(col(Person.id).in_(person_ids)).order_by(col(Person.id)).with_for_update()
    return {person.id: person for person in await session.exec(of.execution_options(populate_existing=True))}
