"""The toy house's database and application, in place of a real service's."""

import asyncio
from collections.abc import Callable

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from fastapi import FastAPI
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.embedded.postgres import Postgres
from shared import migrations
from shared.settings import Settings
from tests.conftest import _administer
from tests.shared import toy


@pytest.fixture
def service() -> str:
    return "toy"


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> Callable[[str], str]:
    async def lay() -> None:
        await _administer(postgres, "CREATE ROLE toy LOGIN PASSWORD 'toy'", "CREATE DATABASE template_toy OWNER toy")
        engine = create_async_engine(postgres.url("toy", "template_toy", "toy"))
        async with engine.begin() as connection:
            await connection.run_sync(_lay)
        await engine.dispose()

    asyncio.run(lay())
    return lambda _: "template_toy"


def _lay(connection: Connection) -> None:
    op = Operations(MigrationContext.configure(connection))
    migrations.lay_street(op)
    migrations.see_what_was_succeeded(op)
    migrations.guard_audit(op)
    connection.execute(text(toy.TABLES))
    migrations.guard(op, "umbrella", org="hospital")


@pytest.fixture
async def app(database_url: str) -> FastAPI:
    return toy.create(Settings(database_url=database_url))
