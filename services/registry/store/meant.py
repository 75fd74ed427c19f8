"""Whom a campaign means, of a whole place or of a few households, in one statement; who has joined and who has left."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.campaign import Meant, MemberTest
from services.registry.tables import Campaign

_MEMBER = "SELECT FROM person WHERE person.household_id = household.id AND person.left_on IS NULL"
_THESE = " AND household.id = ANY (CAST(:ids AS uuid[]))"
"""A statement for a few households is another one than that for a place: its plan begins with their ids."""
_THERE = "task.campaign_id = :campaign_id AND task.left_on IS NULL"
_NOT_YET = f"AND NOT EXISTS (SELECT FROM campaign_task task WHERE {_THERE} AND task.household_id = household.id)"
# Of a place by NOT IN, looked up in a hash made once: the planner holds a table that is being filled for empty, and a join would
# read it from end to end for each household.
_NOT_YET_OF_ALL = f"AND household.id NOT IN (SELECT task.household_id FROM campaign_task task WHERE {_THERE})"  # noqa: S608
_JOIN = """
WITH joined AS (
INSERT INTO campaign_task (id, campaign_id, household_id, region, first_round, joined_on)
SELECT gen_random_uuid(), CAST(:campaign_id AS uuid), household.id, household.region, CAST(:first_round AS integer),
       CAST(:on AS date)
FROM household
WHERE household.state = 'current' AND starts_with(household.region, :region){these} AND {meant} {not_yet}
ON CONFLICT DO NOTHING RETURNING 1
) SELECT count(*) FROM joined
"""
_LEAVE = """
WITH gone AS (
UPDATE campaign_task task SET left_on = :on, left_why = CASE
    WHEN household.state = 'cancelled' THEN 'cancelled' WHEN NOT starts_with(household.region, :region) THEN 'moved'
    WHEN EXISTS (SELECT FROM person WHERE person.household_id = household.id AND person.died_on IS NOT NULL) THEN 'died'
    ELSE 'empty' END
FROM household
WHERE household.id = task.household_id AND task.campaign_id = :campaign_id AND task.left_on IS NULL{these}
  AND (household.state = 'cancelled' OR NOT starts_with(household.region, :region) OR NOT EXISTS (
      SELECT FROM person WHERE person.household_id = household.id AND person.left_on IS NULL))
RETURNING 1
) SELECT count(*) FROM gone
"""
_FOLLOW = """
UPDATE campaign_task task SET region = household.region FROM household
WHERE household.id = task.household_id AND task.campaign_id = :campaign_id AND task.left_on IS NULL
  AND task.region <> household.region{these}
"""


async def join(
    session: AsyncSession, campaign: Campaign, meant: Meant, *, first_round: int, ids: Collection[UUID] | None, on: date
) -> int:
    """Take in whoever is meant and not in it; `ids` of these households only, None of all. How many joined."""
    sql, asked = _condition(meant, on)
    not_yet = _NOT_YET_OF_ALL if ids is None else _NOT_YET
    statement = _JOIN.format(these=_these(ids), meant=sql, not_yet=not_yet)
    of = {"campaign_id": campaign.id, "region": campaign.region, "first_round": first_round, "on": on}
    done = await session.execute(text(statement), {**of, **_asked(ids), **asked})
    return int(done.scalar_one())


async def leave(session: AsyncSession, campaign: Campaign, *, ids: Collection[UUID] | None, on: date) -> int:
    """Let go whoever moved out of the campaign's place, died or was cancelled; within it the task follows the household."""
    of = {"campaign_id": campaign.id, **_asked(ids)}
    done = await session.execute(text(_LEAVE.format(these=_these(ids))), {**of, "region": campaign.region, "on": on})
    await session.execute(text(_FOLLOW.format(these=_these(ids))), of)
    return int(done.scalar_one())


def _these(ids: Collection[UUID] | None) -> str:
    return "" if ids is None else _THESE


def _asked(ids: Collection[UUID] | None) -> dict[str, Any]:
    return {} if ids is None else {"ids": list(ids)}


def _condition(meant: Meant, on: date) -> tuple[str, dict[str, Any]]:
    """The condition in SQL, and its parameters."""
    parts, asked = [], dict[str, Any]()
    either = []
    if meant.classes:
        either.append(f"EXISTS ({_MEMBER} AND person.classes && CAST(:classes AS text[]))")
        asked["classes"] = [each.value for each in meant.classes]
    if meant.states:
        either.append(
            "EXISTS (SELECT FROM poverty_entry entry WHERE entry.household_id = household.id AND entry.until_on IS NULL"
            " AND entry.state = ANY (CAST(:states AS text[])))"
        )
        asked["states"] = [each.value for each in meant.states]
    if either:
        parts.append(f"({' OR '.join(either)})")
    if meant.most_members is not None:
        parts.append(f"(SELECT count(*) FROM ({_MEMBER}) of_it) BETWEEN 1 AND :most_members")  # noqa: S608  a constant of our own
        asked["most_members"] = meant.most_members
    for name, test in (("some", meant.some), ("none", meant.none)):
        if test is not None:
            sql, more = _member(test, name, on)
            parts.append(f"{'NOT ' if name == 'none' else ''}EXISTS ({_MEMBER}{sql})")
            asked |= more
    return " AND ".join(parts), asked


def _member(test: MemberTest, name: str, on: date) -> tuple[str, dict[str, Any]]:
    parts, asked = [], dict[str, Any]()
    if test.age_from is not None:
        parts.append(f"person.born_on <= :{name}_born_by")
        asked[f"{name}_born_by"] = _years_before(on, test.age_from)
    if test.age_to is not None:
        parts.append(f"person.born_on > :{name}_born_after")
        asked[f"{name}_born_after"] = _years_before(on, test.age_to + 1)
    if test.classes:
        parts.append(f"person.classes && CAST(:{name}_classes AS text[])")
        asked[f"{name}_classes"] = [each.value for each in test.classes]
    if test.filled:
        parts.append(f"coalesce(person.particulars ->> :{name}_filled, '') <> ''")
        asked[f"{name}_filled"] = test.filled
    if test.blank:
        parts.append(f"coalesce(person.particulars ->> :{name}_blank, '') = ''")
        asked[f"{name}_blank"] = test.blank
    return "".join(f" AND {part}" for part in parts), asked


def _years_before(on: date, years: int) -> date:
    """The birthday of who is of this age today; of 29 February the first of March."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 3, 1)
