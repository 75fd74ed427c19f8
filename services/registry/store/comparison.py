"""Where a department's list and the register do not fit, found by one set-based statement; the same for one person's file again.

The statement knows our side only: under which rules a row of theirs falls was judged before (`rules.listed`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.comparison import DifferenceRule, Side

# Whether our file fits a rule; `p` is the person, `r` the rule. What is cheap and leaves few comes first.
_FITS = """
    (cardinality(r.classes) = 0 OR p.classes && r.classes) AND NOT p.classes && r.not_classes
    AND (r.age_from IS NULL OR p.born_on <= CAST(:on AS date) - make_interval(years => r.age_from))
    AND (r.age_to IS NULL OR p.born_on > CAST(:on AS date) - make_interval(years => r.age_to + 1))
    AND (cardinality(r.any_of) = 0 OR p.particulars @> ANY (r.any_of)) AND NOT p.particulars @> ANY (r.none_of)
    AND (cardinality(r.filled) = 0 OR jsonb_exists_any(p.particulars, r.filled))
    AND NOT jsonb_exists_any(p.particulars, r.not_filled)
"""
_HERE = """
    p.left_on IS NULL AND starts_with(p.region, :place)
    AND NOT EXISTS (SELECT FROM unnest(CAST(:left_out AS text[])) AS out (place) WHERE starts_with(p.region, out.place))
"""
_HITS = text(f"""
WITH rule AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(CAST(:rules AS jsonb)) AS r (
        rule text, side text, per text, at_least int, classes text[], not_classes text[], household_with text[],
        household_without text[], any_of jsonb[], none_of jsonb[], filled text[], not_filled text[], age_from int, age_to int)
), told AS MATERIALIZED (
    SELECT hash, rule, times
    FROM unnest(CAST(:hashes AS text[]), CAST(:falls AS text[]), CAST(:times AS int[])) AS t (hash, rule, times)
), asked AS MATERIALIZED (
    -- One look into the index for each person on the list; LIMIT keeps the planner from reading everybody instead.
    SELECT listed.hash, found.* FROM unnest(CAST(:listed AS text[])) AS listed (hash)
    CROSS JOIN LATERAL (
        SELECT p.id, p.household_id, p.region, p.classes, p.particulars, p.born_on, p.left_on, p.merged_into_id FROM person p
        WHERE p.identity_hash = listed.hash LIMIT 1) AS found
), known AS MATERIALIZED (
    -- Whoever is listed by the number of a file that was merged is the one that it was merged into.
    SELECT p.hash, true AS is_own, p.id, p.household_id, p.region, p.classes, p.particulars, p.born_on FROM asked p WHERE {_HERE}
    UNION ALL
    SELECT asked.hash, false, found.* FROM asked
    CROSS JOIN LATERAL (
        SELECT p.id, p.household_id, p.region, p.classes, p.particulars, p.born_on FROM person p
        WHERE p.id = asked.merged_into_id AND {_HERE} LIMIT 1) AS found
    WHERE asked.merged_into_id IS NOT NULL
), met AS MATERIALIZED (
    SELECT r.rule, p.id AS person_id, p.household_id, p.region, p.born_on, sum(told.times)::int AS times,
           (array_agg(p.hash ORDER BY p.is_own DESC, p.hash))[1] AS identity_hash
    FROM told JOIN known p ON p.hash = told.hash JOIN rule r ON r.rule = told.rule AND r.side = 'both' AND {_FITS}
    GROUP BY r.rule, p.id, p.household_id, p.region, p.born_on
), claimed AS MATERIALIZED (
    SELECT r.rule, r.per, p.id AS person_id, p.household_id, p.region, p.identity_hash, p.born_on
    FROM rule r JOIN person p ON r.side = 'ours' AND {_HERE} AND {_FITS}
), missing AS (
    -- Of a household nobody at all may be on their list: many lists name the head alone.
    SELECT claimed.* FROM claimed
    WHERE NOT EXISTS (SELECT FROM known WHERE known.id = claimed.person_id)
      AND (claimed.per = 'person' OR NOT EXISTS (SELECT FROM known WHERE known.household_id = claimed.household_id))
), fitting AS (
    SELECT f.*, r.per, r.at_least
    FROM (SELECT rule, person_id, household_id, region, identity_hash, times, born_on FROM met
          UNION ALL SELECT rule, person_id, household_id, region, identity_hash, 1, born_on FROM missing) AS f
    JOIN rule r ON r.rule = f.rule
    WHERE (cardinality(r.household_with) = 0 OR EXISTS (
              SELECT FROM person m WHERE m.household_id = f.household_id AND m.left_on IS NULL AND m.classes && r.household_with))
      AND (cardinality(r.household_without) = 0 OR NOT EXISTS (
              SELECT FROM person m
              WHERE m.household_id = f.household_id AND m.left_on IS NULL AND m.classes && r.household_without))
), hits AS (
    SELECT rule, person_id::text AS subject, household_id, person_id, region, identity_hash, times, born_on FROM fitting
    WHERE per = 'person' AND times >= at_least
    UNION ALL
    SELECT rule, household_id::text, household_id, NULL::uuid, min(region), min(identity_hash), sum(times)::int, NULL::date
    FROM fitting WHERE per = 'household' GROUP BY rule, household_id, at_least HAVING sum(times) >= at_least
    UNION ALL
    SELECT told.rule, told.hash, NULL, NULL, NULL, told.hash, told.times, NULL
    FROM told JOIN rule ON rule.rule = told.rule AND rule.side = 'theirs'
    WHERE told.times >= rule.at_least AND NOT EXISTS (SELECT FROM known WHERE known.hash = told.hash)
)
SELECT (SELECT count(DISTINCT id) FROM known) AS matched,
       coalesce(jsonb_agg(jsonb_build_array(rule, subject, household_id, person_id, region, identity_hash, times, born_on)
                          ORDER BY rule, subject) FILTER (WHERE rule IS NOT NULL), '[]') AS hits
FROM (SELECT 1) AS always LEFT JOIN hits ON true
""")  # noqa: S608  the only interpolations are constants of our own
_SEATED = text("SELECT identity_hash FROM seats_anywhere(:hashes)")
# The planner takes an array for ten rows and a materialised part for one: loops within loops would be squared.
_HASH_JOINS, _ANY_JOINS = text("SET LOCAL enable_nestloop = off"), text("SET LOCAL enable_nestloop = on")
FEW = 1000


@dataclass(frozen=True)
class Told:
    """The list as the statement needs it: everybody on it, and who falls under which rule how often."""

    listed: Sequence[str]
    hashes: Sequence[str]
    falls: Sequence[str]
    times: Sequence[int]


@dataclass(frozen=True)
class Found:
    """What a rule found. `region` is None of somebody whom we do not have."""

    rule: str
    subject: str
    household_id: UUID | None
    person_id: UUID | None
    region: str | None
    identity_hash: str
    times: int
    born_on: date | None


async def find_differences(
    session: AsyncSession, rules: Collection[DifferenceRule], told: Told, *, place: str, left_out: Collection[str], on: date
) -> tuple[int, list[Found]]:
    """How many people on the list are ours, and the differences among the people of a place, without those of the places left
    out. Somebody who sits in another jurisdiction is nobody whom we lack."""
    asked = {"rules": _rows(rules), "place": place, "left_out": list(left_out), "on": on} | vars(told)
    is_many = len(told.listed) > FEW
    if is_many:
        await session.execute(_HASH_JOINS)
    row = (await session.execute(_HITS, asked)).one()
    if is_many:
        await session.execute(_ANY_JOINS)
    found = [_found(*each) for each in row.hits]
    strangers = [each.identity_hash for each in found if each.region is None]
    seated = set((await session.execute(_SEATED, {"hashes": strangers})).scalars()) if strangers else set()
    return row.matched, [each for each in found if each.region or each.identity_hash not in seated]


def _rows(rules: Collection[DifferenceRule]) -> str:
    return orjson.dumps(
        [
            {"rule": rule.rule, "side": rule.side, "per": rule.per, "at_least": rule.at_least} | rule.ours.model_dump()
            for rule in rules
        ]
    ).decode()


def _found(rule: str, subject: str, *told: Any) -> Found:
    household_id, person_id, region, identity_hash, times, born_on = told
    return Found(
        rule,
        subject,
        UUID(household_id) if household_id else None,
        UUID(person_id) if person_id else None,
        region,
        identity_hash,
        times,
        date.fromisoformat(born_on) if born_on else None,
    )


def told_again(rule: DifferenceRule, identity_hash: str | None, times: int) -> Told:
    """What a list said of one person, to hold the same rule against our file as it is by now. Of a rule about those who are not
    on the list nobody is on it."""
    if rule.side is Side.OURS or identity_hash is None:
        return Told((), (), (), ())
    return Told((identity_hash,), (identity_hash,), (rule.rule,), (times,))


def subjects(found: Collection[Found]) -> Mapping[tuple[str, str], Found]:
    return {(each.rule, each.subject): each for each in found}
