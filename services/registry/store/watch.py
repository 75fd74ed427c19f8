"""What the monitoring rules point at, found by one set-based statement, for one household or for a stretch of the register.

The same statement judges an event's household and the nightly sweep's, so that the two can never disagree. The rules come in as
rows: `store.watch_policy` makes them of the policy files.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store.household import NoSuchHousehold
from services.registry.store.watch_policy import YEARS_BACK, rules_in_force
from services.registry.tables import Household

FIRST = UUID(int=0)
CHUNK_HOUSEHOLDS = 50_000
"""The sweep's stretch: seconds of reading; only the households that a rule points at are locked, at the end of it."""

FEW_HOUSEHOLDS = 100
"""More than an event or a handful of them concern: a department's list speaks of thousands at once."""

_OF_IDS = "SELECT id, region FROM household WHERE id = ANY (:ids)"
_OF_STRETCH = "SELECT id, region FROM household WHERE id > :after ORDER BY id LIMIT :limit"
_HITS = """
WITH rule AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(CAST(:rules AS jsonb)) AS r (
        place text, rule text, kind text, classes text[], words text[], window_days int, over_fen bigint, measure text,
        any_of jsonb[], filled text[], none_of jsonb[], age_from int, age_to int, below jsonb, falls int)
), chosen AS MATERIALIZED (
    {chosen}
), people AS MATERIALIZED (
    SELECT person.id, person.household_id, person.classes, person.born_on, person.particulars
    FROM person JOIN chosen ON chosen.id = person.household_id WHERE person.left_on IS NULL
), classed AS MATERIALIZED (
    SELECT chosen.id, chosen.region,
           (SELECT max(place) FROM unnest(CAST(:places AS text[])) place WHERE starts_with(chosen.region, place)) AS place,
           CASE WHEN bool_or('monitored' = ANY (people.classes)) THEN 'monitored'
                WHEN bool_or('extreme-poverty' = ANY (people.classes)) THEN 'extreme-poverty'
                WHEN bool_or('low-income' = ANY (people.classes)) THEN 'low-income'
                WHEN bool_or('enrolled' = ANY (people.classes)) THEN 'enrolled' ELSE 'ordinary' END AS class
    FROM chosen JOIN people ON people.household_id = chosen.id GROUP BY chosen.id, chosen.region
), matched AS MATERIALIZED (
    SELECT classed.id AS household_id, rule.rule, rule.over_fen, fact.id, fact.person_id, fact.amount_fen,
           CASE rule.measure WHEN 'each' THEN coalesce(fact.group_id, fact.id) END AS part
    FROM classed
    JOIN watch_fact fact ON fact.household_id = classed.id AND fact.withdrawn_at IS NULL
    JOIN rule ON rule.place = classed.place AND rule.kind = fact.kind AND classed.class = ANY (rule.classes)
    WHERE fact.happened_on > CAST(:on AS date) - rule.window_days AND fact.happened_on <= :on
      AND (cardinality(rule.words) = 0 OR fact.word = ANY (rule.words))
), parts AS (
    SELECT household_id, rule, part, sum(amount_fen)::bigint AS amount_fen FROM matched
    GROUP BY household_id, rule, part, over_fen HAVING over_fen IS NULL OR sum(amount_fen) > over_fen
), books AS (
    SELECT DISTINCT ON (book.household_id, book.year) book.household_id, book.id, book.year, book.per_head_fen
    FROM income_book book JOIN classed ON classed.id = book.household_id
    WHERE book.year BETWEEN :first_year AND :last_year ORDER BY book.household_id, book.year, book.version DESC
), incomes AS (
    SELECT household_id, id, year, per_head_fen,
           CASE WHEN lag(year) OVER w = year - 1 THEN lag(per_head_fen) OVER w END AS before_fen,
           row_number() OVER (PARTITION BY household_id ORDER BY year DESC) AS newest
    FROM books WINDOW w AS (PARTITION BY household_id ORDER BY year)
), hits AS (
    SELECT household_id, rule, array_agg(matched.id ORDER BY matched.id) AS fact_ids,
           coalesce(array_agg(DISTINCT person_id) FILTER (WHERE person_id IS NOT NULL), '{{}}') AS person_ids,
           max(parts.amount_fen) AS amount_fen
    FROM matched JOIN parts USING (household_id, rule) WHERE matched.part IS NOT DISTINCT FROM parts.part
    GROUP BY household_id, rule
    UNION ALL
    SELECT classed.id, rule.rule, '{{}}', array_agg(people.id ORDER BY people.id), NULL
    FROM classed
    JOIN people ON people.household_id = classed.id
    JOIN rule ON rule.place = classed.place AND rule.measure = 'person' AND classed.class = ANY (rule.classes)
    WHERE (people.particulars @> ANY (rule.any_of) OR jsonb_exists_any(people.particulars, rule.filled))
      AND NOT people.particulars @> ANY (rule.none_of)
      AND (rule.age_from IS NULL OR people.born_on <= CAST(:on AS date) - make_interval(years => rule.age_from))
      AND (rule.age_to IS NULL OR people.born_on > CAST(:on AS date) - make_interval(years => rule.age_to + 1))
    GROUP BY classed.id, rule.rule
    UNION ALL
    SELECT classed.id, rule.rule, ARRAY[incomes.id], '{{}}', incomes.per_head_fen
    FROM classed
    JOIN incomes ON incomes.household_id = classed.id AND incomes.newest = 1
    JOIN rule ON rule.place = classed.place AND rule.measure = 'income' AND classed.class = ANY (rule.classes)
    WHERE incomes.per_head_fen < (rule.below ->> incomes.year::text)::bigint
       OR incomes.per_head_fen < incomes.before_fen * (1000 - rule.falls) / 1000
)
SELECT (SELECT count(*) FROM chosen) AS households, (SELECT max(id::text)::uuid FROM chosen) AS reached,
       coalesce(jsonb_agg(jsonb_build_object(
           'household_id', hits.household_id, 'region', classed.region, 'place', classed.place, 'class', classed.class,
           'rule', hits.rule, 'fact_ids', hits.fact_ids, 'person_ids', hits.person_ids, 'amount_fen', hits.amount_fen)
           ORDER BY hits.household_id, hits.rule) FILTER (WHERE hits.rule IS NOT NULL), '[]') AS hits
FROM hits JOIN classed ON classed.id = hits.household_id
"""
_HITS_OF_IDS = text(_HITS.format(chosen=_OF_IDS))
_HITS_OF_STRETCH = text(_HITS.format(chosen=_OF_STRETCH))
# The planner knows nothing of the size of a materialised part and takes it for one row: for many households its loops within
# loops would be squared.
_HASH_JOINS, _ANY_JOINS = text("SET LOCAL enable_nestloop = off"), text("SET LOCAL enable_nestloop = on")


@dataclass(frozen=True)
class Hit:
    """A household that a rule points at, by which facts (or income book) and persons."""

    household_id: UUID
    region: str
    place: str
    household_class: str
    rule: str
    fact_ids: tuple[UUID, ...]
    person_ids: tuple[UUID, ...]
    amount_fen: int | None


@dataclass(frozen=True)
class Looked:
    """What a look at some households found; `reached` is the last of a stretch, None when nobody was left."""

    households: int
    reached: UUID | None
    hits: Sequence[Hit]


@dataclass(frozen=True)
class Stretch:
    """The next households after one, in the order of their ids."""

    after: UUID = FIRST
    limit: int = CHUNK_HOUSEHOLDS


async def look_at(session: AsyncSession, which: Collection[UUID] | Stretch, *, on: date) -> Looked:
    """Hold the rules in force on a day against these households."""
    places, rules = _rule_rows(on)
    asked: dict[str, object] = {
        "on": on,
        "rules": rules,
        "places": list(places),
        "first_year": on.year - YEARS_BACK,
        "last_year": on.year,
    }
    if isinstance(which, Stretch):
        await session.execute(_HASH_JOINS)
        found = (await session.execute(_HITS_OF_STRETCH, asked | {"after": which.after, "limit": which.limit})).one()
        await session.execute(_ANY_JOINS)
    else:
        is_many = len(which) > FEW_HOUSEHOLDS
        if is_many:
            await session.execute(_HASH_JOINS)
        found = (await session.execute(_HITS_OF_IDS, asked | {"ids": list(which)})).one()
        if is_many:
            await session.execute(_ANY_JOINS)
    return Looked(found.households, found.reached, [_hit(row) for row in found.hits])


async def lock_household(session: AsyncSession, household_id: UUID) -> Household:
    """Raises NoSuchHousehold, also for one that the asker may not see."""
    household = await session.get(Household, household_id, with_for_update=True)
    if household is None:
        raise NoSuchHousehold(household_id=household_id)
    return household


_LOCK_MANY = text("SELECT id FROM household WHERE id = ANY (:ids) ORDER BY id FOR UPDATE")


async def lock_households(session: AsyncSession, household_ids: Collection[UUID]) -> None:
    """In the order of their ids, so that two who lock several never wait for each other."""
    if household_ids:
        await session.execute(_LOCK_MANY, {"ids": sorted(household_ids)})


# Whoever is asked for by a file that was merged is the one that it was merged into.
_SEATED = text("""
SELECT asked.identity_hash, person.id, person.household_id
FROM person asked JOIN person ON person.id = CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE asked.merged_into_id END
WHERE asked.identity_hash = ANY (:hashes) AND person.left_on IS NULL
""")
_SEATED_BY_ID = text("""
SELECT asked.id, person.household_id FROM person asked
JOIN person ON person.id = CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE asked.merged_into_id END
WHERE asked.id = ANY (:ids) AND person.left_on IS NULL
""")
_HOUSEHOLDS_OF_CASES = text("SELECT id, household_id, region FROM relief_case WHERE id = ANY (:ids)")


async def list_seated(session: AsyncSession, identity_hashes: Collection[str]) -> Mapping[str, tuple[UUID, UUID]]:
    """The person and the household behind each of these hashes, as far as they are in the register."""
    rows = await session.execute(_SEATED, {"hashes": list(identity_hashes)})
    return {row.identity_hash: (row.id, row.household_id) for row in rows}


async def list_households_of(session: AsyncSession, person_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    rows = await session.execute(_SEATED_BY_ID, {"ids": list(person_ids)})
    return {row.id: row.household_id for row in rows}


async def list_households_of_cases(session: AsyncSession, case_ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, str]]:
    """The household of each case, and its village."""
    rows = await session.execute(_HOUSEHOLDS_OF_CASES, {"ids": list(case_ids)})
    return {row.id: (row.household_id, row.region) for row in rows}


_OPEN_CASES = text("""
SELECT opened.household_id, array_agg(DISTINCT fact.trigger) AS triggers
FROM relief_case opened JOIN case_fact fact ON fact.case_id = opened.id
WHERE opened.household_id = ANY (:ids) AND opened.closed_at IS NULL GROUP BY opened.household_id
""")


async def list_triggers_in_hand(session: AsyncSession, household_ids: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    """The households with an open case, and for what they are being helped."""
    rows = await session.execute(_OPEN_CASES, {"ids": list(household_ids)})
    return {row.household_id: frozenset(row.triggers) for row in rows}


@dataclass(frozen=True)
class Detail:
    """A fact or an income book as an alert names it; `kind` is None for a book."""

    id: UUID
    kind: str | None
    happened_on: date | None
    year: int | None
    amount_fen: int | None
    word: str
    note: str
    noted_at: datetime


_DETAILS = text("""
SELECT id, kind, happened_on, NULL::int AS year, amount_fen, word, note, noted_at FROM watch_fact WHERE id = ANY (:ids)
UNION ALL
SELECT id, NULL, NULL, year, per_head_fen, '', '', recorded_at FROM income_book WHERE id = ANY (:ids)
ORDER BY happened_on, id
""")


async def list_details(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, Detail]:
    """What these facts and books say, in the order in which they happened."""
    if not ids:
        return {}
    return {row["id"]: Detail(**row) for row in (await session.execute(_DETAILS, {"ids": list(ids)})).mappings()}


@lru_cache(maxsize=8)
def _rule_rows(on: date) -> tuple[tuple[str, ...], str]:
    rows = []
    for place, rules in rules_in_force(on).items():
        for held in rules:
            if held.is_idle:
                continue
            fact, person, income = held.rule.fact, held.rule.person, held.rule.income
            rows.append(
                {
                    "place": place,
                    "rule": held.rule.rule,
                    "classes": held.rule.of,
                    "kind": fact.kind if fact else None,
                    "words": fact.words if fact else [],
                    "window_days": fact.window_days if fact else None,
                    "over_fen": held.over_fen,
                    "measure": ("sum" if fact.adds_up else "each") if fact else "person" if person else "income",
                    "any_of": person.any_of if person else [],
                    "filled": person.filled if person else [],
                    "none_of": person.none_of if person else [],
                    "age_from": person.age_from if person else None,
                    "age_to": person.age_to if person else None,
                    "below": {str(year): fen for year, fen in held.below_fen.items()},
                    "falls": income.falls_per_mille if income else None,
                }
            )
    return tuple(rules_in_force(on)), orjson.dumps(rows).decode()


def _hit(row: Mapping[str, object]) -> Hit:
    return Hit(
        household_id=UUID(str(row["household_id"])),
        region=str(row["region"]),
        place=str(row["place"]),
        household_class=str(row["class"]),
        rule=str(row["rule"]),
        fact_ids=tuple(UUID(each) for each in row["fact_ids"]),  # type: ignore[attr-defined]
        person_ids=tuple(UUID(each) for each in row["person_ids"]),  # type: ignore[attr-defined]
        amount_fen=row["amount_fen"],  # type: ignore[arg-type]
    )
