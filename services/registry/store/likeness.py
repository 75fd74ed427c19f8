"""What is compared of people: their traits, the keys that bring them together, and who shares one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.likeness import Mark, Traits, marks_of, mistyped
from services.registry.tables import DoubleKey
from shared.rows import as_json, insertion
from shared.vault import hash_identity, unseal

FIRST = UUID(int=0)
COLUMNS = tuple(mark.value for mark in Mark)

Pair = tuple[UUID, UUID]
"""Two people, the smaller id first: a pair is one thing, whoever is named first."""

# Household and head by subqueries: the planner takes them one by one by index. As joins it read the register from end to end for
# each of ten thousand people, because it cannot know how many ids it is given.
_TRAITS = """
SELECT person.id, person.identity_hash, person.region, person.household_id, person.revision, person.sex, person.born_on,
       person.ethnic_group, person.name_sealed, person.id_number_sealed, person.phone_sealed,
       (SELECT phone_sealed FROM household WHERE household.id = person.household_id) AS home_phone_sealed,
       (SELECT name_sealed FROM person head WHERE head.household_id = person.household_id AND head.relation = '户主'
        AND head.left_on IS NULL AND head.id <> person.id LIMIT 1) AS head_sealed
FROM person WHERE person.merged_into_id IS NULL AND
"""
_OF_IDS = text(f"{_TRAITS} person.id = ANY (:ids)")
_STALE = text(f"""{_TRAITS} person.id = ANY (ARRAY(
    SELECT someone.id FROM person someone LEFT JOIN double_key mark ON mark.id = someone.id
    WHERE someone.id > :after AND someone.id <= :until AND someone.merged_into_id IS NULL
      AND mark.revision IS DISTINCT FROM someone.revision))""")  # noqa: S608  a part of our own
_LAST_OF_STRETCH = text("""
SELECT max(id::text)::uuid AS last, count(*) AS persons FROM (SELECT id FROM person WHERE id > :after ORDER BY id LIMIT :limit) x
""")
_PUT = text(f"""
{insertion(DoubleKey)} ON CONFLICT (id) DO UPDATE SET region = excluded.region, revision = excluded.revision,
    {", ".join(f"{column} = excluded.{column}" for column in COLUMNS)}
""")
_SHARING = text(
    " UNION ALL ".join(
        f"SELECT asked.id, ARRAY(SELECT id FROM double_key WHERE {column} = asked.mark LIMIT :largest + 1) AS others"  # noqa: S608
        f" FROM unnest(CAST(:{column}_of AS uuid[]), CAST(:{column} AS bigint[])) AS asked (id, mark)"
        for column in COLUMNS
    )
)
_GROUPS = {
    column: text(f"""
SELECT array_agg(id) FILTER (WHERE members <= :largest) AS ids, count(*) AS members FROM (
    SELECT id, {column} AS mark, count(*) OVER (PARTITION BY {column}) AS members FROM double_key WHERE {column} IS NOT NULL
) each WHERE members > 1 GROUP BY mark
""")  # noqa: S608  names of our own columns
    for column in COLUMNS
}
_STRANGERS = text("""
SELECT id FROM person WHERE merged_into_id IS NULL AND name_sealed IS NULL AND id_number_sealed IS NULL AND died_on IS NULL
AND (id = ANY (:ids) OR region = ANY (SELECT region FROM person WHERE id = ANY (:ids) AND id_number_sealed IS NOT NULL))
""")
_NEXT_STRANGERS = text("""
SELECT id FROM person WHERE merged_into_id IS NULL AND name_sealed IS NULL AND id_number_sealed IS NULL AND died_on IS NULL
AND id > :after ORDER BY id LIMIT :limit
""")
_NEIGHBOURS = text("""
SELECT id FROM person WHERE merged_into_id IS NULL AND id_number_sealed IS NOT NULL AND region = ANY (:villages)
""")
_ASKED_BEFORE = text("""
SELECT low_id, high_id FROM double_pair
WHERE (low_id = ANY (:ids) OR high_id = ANY (:ids)) AND state IN ('open', 'later')
""")


@dataclass(frozen=True)
class Known:
    """Someone's traits as of a revision of their row."""

    traits: Traits
    revision: int


@dataclass(frozen=True)
class Stretch:
    """Persons whose marks were not of their present revision, among the next so many."""

    last: UUID | None
    persons: int
    stale: Sequence[Known]


@dataclass(frozen=True)
class Groups:
    """People who share a key; of the groups that were too large to be compared one by one, how many and of how many people."""

    pairs: set[Pair]
    large: int
    persons_in_large: int


_BY_INDEX = text("SET LOCAL enable_seqscan = off")


async def look_by_index(session: AsyncSession) -> None:
    """For the rest of the transaction. Of marks that have just been written there are no statistics yet, and the planner would
    read them from end to end for each of ten thousand people: a minute and more where it takes a second."""
    await session.execute(_BY_INDEX)


async def list_traits(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Known]:
    """Of those whom the asker may see, without second files."""
    if not person_ids:
        return {}
    return _known(await session.execute(_OF_IDS, {"ids": list(person_ids)}))


async def list_stale(session: AsyncSession, *, after: UUID, limit: int) -> Stretch:
    """Of the next persons in the order of their ids."""
    found = (await session.execute(_LAST_OF_STRETCH, {"after": after, "limit": limit})).one()
    if found.last is None:
        return Stretch(None, 0, [])
    stale = _known(await session.execute(_STALE, {"after": after, "until": found.last}))
    return Stretch(found.last, found.persons, list(stale.values()))


def hashed_marks(traits: Traits) -> dict[Mark, int]:
    """The keys as they are kept: nobody without our key can try names and dates on them."""
    return {mark: _number(hash_identity(key)) for mark, key in marks_of(traits).items()}


async def put_marks(session: AsyncSession, known: Iterable[Known]) -> None:
    """In one statement, in the order of the ids."""
    rows = [
        {
            "id": each.traits.person_id,
            "region": each.traits.village,
            "revision": each.revision,
            **{mark.value: hashed for mark, hashed in hashed_marks(each.traits).items()},
        }
        for each in sorted(known, key=lambda one: one.traits.person_id)
    ]
    if rows:
        await session.execute(_PUT, {"double_key": as_json(rows)})


async def list_sharing(session: AsyncSession, known: Collection[Known], *, largest: int) -> set[Pair]:
    """The pairs of these people with anybody (also with each other) who shares a key with them; a group larger than `largest` is
    left to its members' other keys. A few statements, however many are asked about."""
    if not known:
        return set()
    asked: dict[str, list[Any]] = {name: [] for column in COLUMNS for name in (column, f"{column}_of")}
    for each in known:
        for mark, value in hashed_marks(each.traits).items():
            asked[mark.value].append(value)
            asked[f"{mark.value}_of"].append(each.traits.person_id)
    groups = await session.execute(_SHARING, asked | {"largest": largest})
    return {paired(row.id, other) for row in groups if len(row.others) <= largest for other in row.others if row.id != other}


async def list_groups(session: AsyncSession, mark: Mark, *, largest: int) -> Groups:
    """Everybody who shares this key with somebody, in the whole register."""
    pairs, large, persons = set[Pair](), 0, 0
    for row in await session.execute(_GROUPS[mark.value], {"largest": largest}):
        if row.ids is None:
            large, persons = large + 1, persons + row.members
        else:
            pairs |= {paired(one, other) for one, other in combinations(row.ids, 2)}
    return Groups(pairs, large, persons)


async def list_near_hashes(session: AsyncSession, person_ids: Collection[UUID]) -> frozenset[Pair]:
    """Of these people: the strangers known by hash alone, each with those of their village whose number, mistyped once, hashes to
    it; and those with a number, each with the strangers of their village.

    A hash cannot be turned back, so the numbers of the village are tried, each in its 170 wrong forms: about a quarter of a
    millisecond a person.
    """
    ids = list(person_ids)
    strangers = await list_traits(session, [row.id for row in await session.execute(_STRANGERS, {"ids": ids})])
    if not strangers:
        return frozenset()
    villages = {each.traits.village for each in strangers.values()}
    are_asked = set(ids)
    neighbours = await list_traits(
        session, [row.id for row in await session.execute(_NEIGHBOURS, {"villages": sorted(villages)})]
    )
    wanted = defaultdict[str, dict[str, UUID]](dict)
    for stranger_id, stranger in strangers.items():
        wanted[stranger.traits.village][stranger.traits.known_by] = stranger_id
    near = set[Pair]()
    for neighbour_id, neighbour in neighbours.items():
        by_hash = wanted[neighbour.traits.village]
        if neighbour_id not in are_asked and are_asked.isdisjoint(by_hash.values()):
            continue
        near |= {
            paired(by_hash[told], neighbour_id)
            for told in map(hash_identity, mistyped(neighbour.traits.number))
            if told in by_hash
        }
    return frozenset(near)


async def list_asked_before(session: AsyncSession, person_ids: Collection[UUID]) -> set[Pair]:
    """The pairs of these people that wait for a decision: whether they still look alike is to be seen again."""
    rows = await session.execute(_ASKED_BEFORE, {"ids": list(person_ids)})
    return {paired(row.low_id, row.high_id) for row in rows}


def paired(one: UUID, other: UUID) -> Pair:
    # The driver's own kind of id is not the standard library's; text and hash agree, the order is by value.
    return (UUID(str(one)), UUID(str(other))) if str(one) < str(other) else (UUID(str(other)), UUID(str(one)))


def _known(rows: Iterable[Row[Any]]) -> dict[UUID, Known]:
    found: dict[UUID, Known] = {}
    phones: Mapping[bytes | None, str] = _Unsealed()
    for row in rows:
        traits = Traits(
            person_id=UUID(str(row.id)),
            known_by=row.identity_hash,
            village=row.region,
            household_id=UUID(str(row.household_id)),
            name=_clear(row.name_sealed),
            number=_clear(row.id_number_sealed),
            sex=row.sex,
            born_on=row.born_on,
            phones=frozenset(filter(None, (phones[row.phone_sealed], phones[row.home_phone_sealed]))),
            head=phones[row.head_sealed],
            group=row.ethnic_group,
        )
        found[traits.person_id] = Known(traits, row.revision)
    return found


class _Unsealed(dict[bytes | None, str]):
    """What a household's rows repeat is unsealed once."""

    def __missing__(self, sealed: bytes | None) -> str:
        self[sealed] = clear = _clear(sealed)
        return clear


def _clear(sealed: bytes | None) -> str:
    return unseal(sealed) if sealed else ""


def _number(digest: str) -> int:
    """The first 64 bits, as PostgreSQL counts: with a sign."""
    value = int(digest[:16], 16)
    return value - (1 << 64) if value >> 63 else value


async def list_strangers(session: AsyncSession, *, after: UUID, limit: int) -> list[UUID]:
    """Those of whom only the identity hash is known, in the order of their ids."""
    found = await session.execute(_NEXT_STRANGERS, {"after": after, "limit": limit})
    return [UUID(str(row.id)) for row in found]
