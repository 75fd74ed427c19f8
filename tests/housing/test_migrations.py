"""What stood in the database before houses were a thing of their own is there afterwards."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from alembic import command

from deploy.embedded.postgres import Postgres
from shared import migrations

SEE = "SELECT set_config('jishiyu.role', 'platform', false), set_config('jishiyu.region', '*', false)"
SURVEY = """
INSERT INTO survey (id, case_id, household_id, region, trigger, detected_at, due_on, state, policy, policy_version, parts, grade,
                    reasons, needs_shelter, needs_follow_up, completed_on, is_late)
VALUES ($1, gen_random_uuid(), $2, '371311001001', 'illness', now(), '2020-06-04', $3, 'rural-houses', 'x', '{}', $4, '[]', false,
        false, $5, false)
"""
ACCEPTANCE = """
INSERT INTO acceptance (id, survey_id, house_id, household_id, region, work, parts, grade_before, grade, reasons, policy,
                        policy_version, budget_code, year, subsidy_fen, accepted_on, accepted_by, accepted_at, subsidy,
                        subsidy_code, subsidy_reason, told_at, revoked_by, revocation)
VALUES (gen_random_uuid(), $1, $2, $3, '371311001001', 'rebuilt', '{}', 'D', 'A', '[]', 'rural-houses', 'x', 'housing', 2020, 100,
        '2020-09-20', '甲', now(), 'paid', '', '', now(), '', '')
"""


@pytest.fixture
async def before(postgres: Postgres) -> AsyncIterator[tuple[str, asyncpg.Connection]]:
    """A database of the release before, and a connection that sees its rows."""
    name = f"old_{uuid4().hex}"
    admin = await asyncpg.connect(postgres.url(driver=""))
    await admin.execute(f"CREATE DATABASE {name}")
    await asyncio.to_thread(_to, postgres.url(database=name), "0004")
    connection = await asyncpg.connect(postgres.url(database=name, driver=""))
    await connection.execute(SEE)
    yield postgres.url(database=name), connection
    await connection.close()
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


def _to(url: str, revision: str) -> None:
    alembic = migrations.config("housing")
    alembic.attributes["url"] = url
    command.upgrade(alembic, revision)


async def _surveyed(connection: asyncpg.Connection, household: UUID, grade: str | None, on: date | None) -> UUID:
    id = uuid4()
    await connection.execute(SURVEY, id, household, "completed" if grade else "open", grade, on)
    return id


async def test_houses_surveys_and_acceptances_of_before_are_kept_and_unsafe_ones_stand_in_the_ledger(
    before: tuple[str, asyncpg.Connection],
) -> None:
    url, connection = before
    safe, unsafe, sound, unseen, house = (uuid4() for _ in range(5))
    await connection.execute("INSERT INTO house (id, household_id, region) VALUES ($1, $2, '371311001001')", house, safe)
    repaired = await _surveyed(connection, safe, "D", date(2020, 6, 4))
    await connection.execute(ACCEPTANCE, repaired, house, safe)
    await _surveyed(connection, unsafe, "A", date(2019, 6, 4))
    await _surveyed(connection, unsafe, "C", date(2020, 6, 4))
    await _surveyed(connection, sound, "B", date(2020, 6, 4))
    await _surveyed(connection, unseen, None, None)

    await asyncio.to_thread(_to, url, "0005")

    async def told(question: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await connection.fetch(question)]

    assert {row[0] for row in await told("SELECT household_id FROM occupancy WHERE until_on IS NULL")} == {safe, unsafe}
    assert (house, safe) in await told("SELECT house_id, household_id FROM occupancy")
    assert await told("SELECT number FROM house ORDER BY number") == [("H-371311001001-0001",), ("H-371311001001-0002",)]
    assert await told("SELECT last FROM number_series") == [(2,)]
    assert await told("SELECT count(*), count(DISTINCT house_id) FROM survey WHERE origin = 'case' AND house_id IS NOT NULL") == [
        (3, 2)
    ]
    assert set(await told("SELECT household_id, grade, struck_why, struck_on FROM hazard")) == {
        (safe, "D", "made-safe", date(2020, 9, 20)),
        (unsafe, "C", None, None),
    }


async def test_numbers_of_appraisals_go_on_where_they_were_and_no_house_takes_a_number_that_was_given(
    before: tuple[str, asyncpg.Connection],
) -> None:
    url, connection = before
    await connection.execute("INSERT INTO house (id, household_id, region) VALUES ($1, $2, '371311001001')", uuid4(), uuid4())
    await asyncio.to_thread(_to, url, "0007")
    counted = "INSERT INTO appraisal_number (id, series, region, year, last) VALUES (gen_random_uuid(), $1, '371311', 2020, $2)"
    await connection.execute(counted, "J", 12)
    await connection.execute(counted, "Y", 3)

    await asyncio.to_thread(_to, url, "0014")

    told = await connection.fetch("SELECT series, region, last FROM number_series ORDER BY series")
    assert [tuple(row) for row in told] == [("H", "371311001001", 1), ("J", "371311-2020", 12), ("Y", "371311-2020", 3)]
