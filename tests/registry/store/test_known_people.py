"""Whoever is asked for by number is found by an index, however many others there are."""

import json
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store import household, register_state, watch

HASHES = "'{aa,bb}'::text[]"
KEPT_IN = "CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE asked.merged_into_id END"


def scans(plan: Any) -> list[str]:
    """How each table of a plan is read."""
    own = [f"{plan['Node Type']} {plan['Relation Name']}"] if "Relation Name" in plan else []
    return own + [each for part in plan.get("Plans", ()) for each in scans(part)]


async def plan_of(session: AsyncSession, statement: str) -> list[str]:
    """As for a large register: reading everybody is chosen only if no index can be asked."""
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    told = (await session.execute(text(f"EXPLAIN (FORMAT JSON) {statement}"))).scalar_one()
    return scans((told if isinstance(told, list) else json.loads(told))[0]["Plan"])


@pytest.mark.parametrize(
    "statement",
    [
        str(register_state._PEOPLE).replace(":identities", HASHES),
        str(watch._SEATED).replace(":hashes", HASHES),
        str(household._LOCK_SEAT).replace("ARRAY[:identity_hash]", HASHES).replace(":identity_hash", "'aa'"),
    ],
    ids=["an import", "an event", "a seat"],
)
async def test_nobody_else_is_read_to_find_a_person_or_who_they_were_merged_into(session: AsyncSession, statement: str) -> None:
    found = await plan_of(session, statement)
    assert found
    assert not [each for each in found if each.startswith("Seq Scan")]


async def test_the_functions_that_see_everywhere_ask_in_a_way_that_an_index_can_answer(session: AsyncSession) -> None:
    bodies = text("SELECT prosrc FROM pg_proc WHERE proname IN ('seats_anywhere', 'unseated_anywhere', 'claim_people')")
    found = list((await session.execute(bodies)).scalars())
    assert [KEPT_IN in body for body in found] == [True] * 3
    assert not [body for body in found if "coalesce(asked" in body]
