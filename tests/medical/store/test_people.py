"""Each word of registry about a person holds until the next one begins, in whatever order they come."""

import asyncio
from datetime import date
from itertools import permutations
from uuid import uuid4

import asyncpg
import pytest
from alembic import command
from sqlmodel import select

from services.medical.tables import Beneficiary
from shared import migrations
from tests.builders.roster import OTHER_COUNTY_VILLAGE, VILLAGE, a_person

DAYS = (date(2018, 1, 1), date(2019, 1, 1), date(2020, 1, 1))


async def chain(session):
    rows = (await session.exec(select(Beneficiary).order_by(Beneficiary.in_force_on))).all()
    return [(row.in_force_on.year, row.until_on and row.until_on.year) for row in rows]


@pytest.mark.parametrize("order", list(permutations(DAYS)), ids=lambda order: "-".join(str(day.year) for day in order))
async def test_the_days_may_come_in_any_order(session, order):
    for day in order:
        await a_person(session, 1, "enrolled", since=day)
    await a_person(session, 2, "enrolled", since=DAYS[1])

    assert sorted(await chain(session), key=str) == sorted([(2018, 2019), (2019, 2020), (2020, None), (2019, None)], key=str)


async def test_a_correction_of_a_day_keeps_its_place(session):
    for day in DAYS:
        await a_person(session, 1, "enrolled", since=day)
    await a_person(session, 1, "low-income", since=DAYS[1], village=OTHER_COUNTY_VILLAGE)

    assert await chain(session) == [(2018, 2019), (2019, 2020), (2020, None)]


async def test_what_was_known_before_this_release_is_chained_by_its_migration(postgres, template):
    await asyncio.to_thread(template, "medical")  # makes the role
    name = f"test_{uuid4().hex}"
    server = await asyncpg.connect(postgres.url(driver=""))
    await server.execute(f"CREATE DATABASE {name} OWNER medical")
    history = migrations.config("medical")
    history.attributes["url"] = postgres.url("medical", name, "medical")
    try:
        await asyncio.to_thread(command.upgrade, history, "0004")
        database = await asyncpg.connect(postgres.url(database=name, driver=""))
        for day in DAYS[:2]:
            await database.execute(
                "INSERT INTO beneficiary VALUES ('a', $1, gen_random_uuid(), gen_random_uuid(), $2, '[]')", day, VILLAGE
            )
        await asyncio.to_thread(command.upgrade, history, "0005")
        rows = await database.fetch("SELECT in_force_on, until_on FROM beneficiary ORDER BY in_force_on")
        assert [tuple(row) for row in rows] == [(DAYS[0], DAYS[1]), (DAYS[1], None)]
        await database.close()
    finally:
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await server.close()
