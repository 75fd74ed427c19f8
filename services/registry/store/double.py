"""Pairs of likely doubles: found, kept once each, listed, decided."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, text
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.double import UNDECIDED, DoubleState, NoSuchDouble, Reason
from services.registry.rules.likeness import Traits, signs
from services.registry.store.doubles_policy import get_doubles_policy, largest_group
from services.registry.store.household import any_of
from services.registry.store.likeness import (
    Known,
    Pair,
    list_asked_before,
    list_near_hashes,
    list_sharing,
    list_traits,
    paired,
)
from services.registry.tables import DoublePair, DoubleSweep
from shared.rows import as_json, insertion
from shared.vault import hash_identity

COMPARED_AT_ONCE = 5_000
"""Files unsealed at one time: a few megabytes."""

# A pair is asked once. It is asked again when its files were changed and are more alike than they were when somebody decided;
# whoever put it off is asked on the day. What is decided otherwise stays.
_NOTE = text(f"""
{insertion(DoublePair)} ON CONFLICT ON CONSTRAINT double_pair_once DO UPDATE SET
    region = excluded.region, other_region = excluded.other_region, points = excluded.points, reasons = excluded.reasons,
    policy = excluded.policy, policy_version = excluded.policy_version, likeness = excluded.likeness,
    state = CASE WHEN double_pair.state IN ('different', 'faded') THEN 'open' ELSE double_pair.state END
WHERE double_pair.likeness <> excluded.likeness AND double_pair.state <> 'merged'
  AND (double_pair.state <> 'different' OR excluded.points > double_pair.decided_points)
RETURNING id, state
""")
_FADE = text("""
UPDATE double_pair SET state = 'faded', likeness = ''
WHERE id = ANY (:ids) AND state IN ('open', 'later') AND named_by = ''
""")
_WAKE = text("UPDATE double_pair SET state = 'open', later_on = NULL WHERE state = 'later' AND later_on <= :on")
_SETTLED = text("""
SELECT low_id, high_id FROM double_pair WHERE (low_id = ANY (:ids) OR high_id = ANY (:ids)) AND state = 'different'
""")
_BETWEEN = text("""
SELECT least(low.household_id, high.household_id) AS one, greatest(low.household_id, high.household_id) AS other,
       count(DISTINCT low.id) AS pairs
FROM double_pair pair JOIN person low ON low.id = pair.low_id JOIN person high ON high.id = pair.high_id
WHERE pair.state IN ('open', 'later') AND low.household_id <> high.household_id
  AND low.left_on IS NULL AND high.left_on IS NULL AND low.household_id = ANY (:ids) AND high.household_id = ANY (:ids)
GROUP BY 1, 2 HAVING count(DISTINCT low.id) > 1
""")


@dataclass(frozen=True)
class Likely:
    """Two people who may be one: how many points and why, and the policy that says so. The lower id stands first."""

    low: Traits
    high: Traits
    points: int
    reasons: Sequence[Reason]
    policy: str
    policy_version: str
    asked_from: int

    @property
    def is_asked(self) -> bool:
        return self.points >= self.asked_from

    @property
    def columns(self) -> dict[str, Any]:
        """What the row of the pair says of it."""
        return {
            "low_id": self.low.person_id,
            "high_id": self.high.person_id,
            "region": self.low.village,
            "other_region": self.high.village,
            "points": self.points,
            "reasons": [vars(reason) for reason in self.reasons],
            "policy": self.policy,
            "policy_version": self.policy_version,
            "likeness": self.likeness,
        }

    @property
    def likeness(self) -> str:
        """A keyed hash of all that was compared: the same files are the same question."""
        compared = [
            [
                each.known_by,
                each.village,
                each.name,
                each.number,
                each.sex,
                str(each.born_on),
                *sorted(each.phones),
                each.head,
                each.group,
            ]
            for each in (self.low, self.high)
        ]
        return hash_identity(f"likeness {compared} {self.policy_version}")


async def likely_doubles(session: AsyncSession, person_ids: Collection[UUID], *, on: date) -> list[Likely]:
    """Whom these people may be a second file of, among those whom the asker may see; the likeliest first. Writes nothing.

    Many people cost hardly more statements than one. A group of too many files under one key is left to the other keys.
    """
    known = await list_traits(session, person_ids)
    pairs = await list_sharing(session, known.values(), largest=largest_group())
    near = await list_near_hashes(session, known)
    return await weigh(session, pairs | near, near=near, on=on, known=known)


async def weigh(
    session: AsyncSession,
    pairs: Iterable[Pair],
    *,
    on: date,
    near: frozenset[Pair] = frozenset(),
    known: Mapping[UUID, Known] | None = None,
) -> list[Likely]:
    """Of these pairs the ones that a place's policy wants to be asked about, the likeliest first."""
    ordered = sorted(pairs)
    found = list[Likely]()
    for start in range(0, len(ordered), COMPARED_AT_ONCE):
        part = ordered[start : start + COMPARED_AT_ONCE]
        missing = {person_id for pair in part for person_id in pair if person_id not in (known or {})}
        traits = {**(known or {}), **await list_traits(session, missing)}
        found += [
            likely
            for low, high in part
            if low in traits and high in traits
            if (likely := weighed(traits[low].traits, traits[high].traits, on=on, near=near)).is_asked
        ]
    return sorted(found, key=lambda each: (-each.points, each.low.person_id, each.high.person_id))


def weighed(low: Traits, high: Traits, *, on: date, near: frozenset[Pair] = frozenset()) -> Likely:
    """What these two have in common by the policy of the place in which both live, however little it is."""
    policy, version = get_doubles_policy(_place_of_both(low.village, high.village), on)
    told = policy.weighed(signs(low, high, near_hashes=near))
    return Likely(low, high, told.points, told.reasons, policy.policy, version, policy.asking.from_points)


def _place_of_both(village: str, other: str) -> str:
    """The narrowest place in which both lie; the whole country as ""."""
    return next((village[:length] for length in (12, 9, 6, 4, 2) if village[:length] == other[:length]), "")


async def put_pairs(session: AsyncSession, found: Sequence[Likely], *, at: datetime) -> int:
    """Into the queue, each pair once; how many are asked about newly or again."""
    if not found:
        return 0
    rows = [
        DoublePair(**each.columns, noted_at=at).model_dump()
        for each in sorted(found, key=lambda one: (one.low.person_id, one.high.person_id))
    ]
    noted = (await session.execute(_NOTE, {"double_pair": as_json(rows)})).all()
    return sum(row.state == DoubleState.OPEN for row in noted)


async def fade_pairs(session: AsyncSession, person_ids: Collection[UUID], still: Iterable[Likely]) -> None:
    """The undecided pairs of these people that are no longer among the likely ones need nobody's decision."""
    asked = await list_asked_before(session, person_ids)
    gone = asked - {(each.low.person_id, each.high.person_id) for each in still}
    if gone:
        ids = [pair.id for pair in await _list_of(session, gone)]
        await session.execute(_FADE, {"ids": ids})


_BEGIN_SWEEP = text(f"{insertion(DoubleSweep)} ON CONFLICT DO NOTHING")


async def lock_sweep(session: AsyncSession, *, on: date, at: datetime) -> DoubleSweep | None:
    """The sweep of this day, begun if it is not; None when it is over or another process is at it."""
    query = select(DoubleSweep).where(DoubleSweep.swept_on == on)
    known = (await session.exec(query)).one_or_none()
    if known is None:
        await session.execute(_BEGIN_SWEEP, {"double_sweep": as_json([DoubleSweep(swept_on=on, started_at=at).model_dump()])})
    elif known.finished_at is not None:
        return None
    locked = query.where(col(DoubleSweep.finished_at).is_(None)).with_for_update(skip_locked=True)
    return (await session.exec(locked.execution_options(populate_existing=True))).one_or_none()


async def list_sweeps(session: AsyncSession, *, limit: int) -> list[DoubleSweep]:
    """The last ones, the newest first."""
    return list(await session.exec(select(DoubleSweep).order_by(col(DoubleSweep.swept_on).desc()).limit(limit)))


async def wake_pairs(session: AsyncSession, *, on: date) -> None:
    """What was put off until today is asked again."""
    await session.execute(_WAKE, {"on": on})


async def list_settled(session: AsyncSession, person_ids: Collection[UUID]) -> set[Pair]:
    """The pairs of these people of which somebody has said that they are two people."""
    rows = await session.execute(_SETTLED, {"ids": list(person_ids)})
    return {paired(row.low_id, row.high_id) for row in rows}


async def find_pair(session: AsyncSession, low_id: UUID, high_id: UUID) -> DoublePair | None:
    """Locked."""
    of = select(DoublePair).where(DoublePair.low_id == low_id, DoublePair.high_id == high_id)
    return (await session.exec(of.with_for_update())).one_or_none()


async def get_pair(session: AsyncSession, pair_id: UUID) -> DoublePair:
    """Raises NoSuchDouble, also for one of which the asker may see neither side."""
    pair = await session.get(DoublePair, pair_id)
    if pair is None:
        raise NoSuchDouble(pair_id=pair_id)
    return pair


async def lock_pair(session: AsyncSession, pair_id: UUID) -> DoublePair:
    """Raises NoSuchDouble."""
    pair = await session.get(DoublePair, pair_id, with_for_update=True)
    if pair is None:
        raise NoSuchDouble(pair_id=pair_id)
    return pair


async def list_pairs(
    session: AsyncSession,
    *,
    region: str | None,
    states: Collection[DoubleState] | None = None,
    person_id: UUID | None = None,
    after: UUID | None,
    limit: int,
) -> list[DoublePair]:
    """The earliest noted first; one more than `limit`, so that the caller sees whether there is a next page."""
    query = select(DoublePair).where(col(DoublePair.state).in_(states or UNDECIDED)).order_by(col(DoublePair.id)).limit(limit + 1)
    if region:
        sides = (col(DoublePair.region), col(DoublePair.other_region))
        query = query.where(or_(*(side.startswith(region, autoescape=True) for side in sides)))
    if person_id:
        query = query.where(or_(DoublePair.low_id == person_id, DoublePair.high_id == person_id))
    if after:
        query = query.where(DoublePair.id > after)
    return list(await session.exec(query))


async def list_household_doubles(session: AsyncSession, household_ids: Collection[UUID]) -> dict[Pair, int]:
    """Of these households the pairs between which several people look alike, and how many: perhaps they are one household."""
    rows = await session.execute(_BETWEEN, {"ids": list(household_ids)})
    return {(UUID(str(row.one)), UUID(str(row.other))): row.pairs for row in rows}


async def _list_of(session: AsyncSession, pairs: Collection[Pair]) -> list[DoublePair]:
    lows = [low for low, _ in pairs]
    of_lows = await session.exec(select(DoublePair).where(col(DoublePair.low_id) == any_of(lows, Uuid)))
    return [pair for pair in of_lows if (pair.low_id, pair.high_id) in pairs]
