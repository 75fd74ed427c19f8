"""A register that was filled before files had a history gets one: what was there is the first version of itself."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from alembic import command
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.embedded.postgres import Postgres
from services.registry.operations.person.change_person import change_person
from services.registry.schemas.move import ChangePerson
from services.registry.store.reading import household_then
from services.registry.tables import Person
from shared import database, migrations
from shared.settings import Settings
from tests.builders.registry import LONGTAN
from tests.builders.registry_file import JUNE_10, OFFICER, TODAY, WHY

HOUSEHOLD, STRANGER, HEAD, NAMELESS = (UUID(int=at) for at in range(1, 5))
ENTERED = date(2020, 6, 1)
FILLED = f"""
SELECT set_config('jishiyu.region', '*', false), set_config('jishiyu.role', 'platform', false);
INSERT INTO household (id, code, region, state, standard, causes, phone_sealed, fingerprint, enrolled_on) VALUES
    ('{HOUSEHOLD}', '3713110000000001', '{LONGTAN}', 'current', '国家标准', '{{因病}}', NULL, 'a', '{ENTERED}'),
    ('{STRANGER}', NULL, '{LONGTAN}', 'provisional', '', '{{}}', NULL, '', '{ENTERED}');
INSERT INTO person (id, household_id, region, identity_hash, code, sex, born_on, relation, ethnic_group, classes, particulars,
    fingerprint, is_verified, joined_on) VALUES
    ('{HEAD}', '{HOUSEHOLD}', '{LONGTAN}', '{"1" * 64}', '01', '1', '1970-03-18', '户主', '01', '{{enrolled}}',
     '{{"健康状况": "健康"}}', 'b', true, '{ENTERED}'),
    ('{NAMELESS}', '{STRANGER}', '{LONGTAN}', '{"2" * 64}', '', '', NULL, '户主', '', '{{monitored}}',
     '{{}}', '', false, '{ENTERED}');
"""


@pytest.fixture
async def old_register(postgres: Postgres, template: object) -> AsyncIterator[str]:
    """A database as it was before files had a history, filled, and brought to today."""
    name = f"old_{uuid4().hex}"
    await asyncio.to_thread(template, "registry")  # type: ignore[operator]  # makes the service's user
    administrator = await asyncpg.connect(postgres.url(driver=""))
    await administrator.execute(f"CREATE DATABASE {name} OWNER registry")
    url = postgres.url("registry", name, "registry")
    alembic = migrations.config("registry")
    alembic.attributes["url"] = url
    await asyncio.to_thread(command.upgrade, alembic, "0002")
    owner = await asyncpg.connect(postgres.url("registry", name, "registry", driver=""))
    await owner.execute(FILLED)
    await owner.close()
    await asyncio.to_thread(migrations.upgrade, "registry", url)
    yield url
    await administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await administrator.close()


async def test_a_filled_register_opens_its_files_and_goes_on(old_register: str) -> None:
    engine = database.connect(Settings(database_url=old_register))
    async with database.transaction(database.sessions(engine, "registry"), database.the_platform("test", "test")) as session:
        await _look_and_change(session)
    await engine.dispose()


async def _look_and_change(session: AsyncSession) -> None:
    then = await household_then(session, HOUSEHOLD, true_on=ENTERED, at=None)
    assert then.facts == {
        "code": "3713110000000001", "region": LONGTAN, "state": "current", "standard": "国家标准", "causes": ["因病"]
    }  # fmt: skip
    [head] = then.members
    assert (head.membership.relation, head.facts["健康状况"], head.facts["classes"]) == ("户主", "健康", ["enrolled"])
    unknown = await household_then(session, STRANGER, true_on=ENTERED, at=None)
    assert (unknown.facts["state"], unknown.members[0].facts["is_verified"]) == ("provisional", False)

    form = ChangePerson.model_validate({"happened_on": JUNE_10, "facts": {"education": "初中"}, **WHY})
    await change_person(session, form, person_id=HEAD, by=OFFICER, on=TODAY)
    person = await session.get_one(Person, HEAD)
    assert person.particulars["文化程度"] == "初中"
    before = await household_then(session, HOUSEHOLD, true_on=JUNE_10 - timedelta(days=1), at=None)
    assert "文化程度" not in before.members[0].facts
