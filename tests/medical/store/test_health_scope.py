"""What the database itself shows of health records: raw SQL under somebody's scope, with no code of ours in between."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.examination.record_examination import record_examination
from services.medical.operations.family_contract.sign_contract import sign_contract
from services.medical.operations.health_file.plan_treatment import plan_treatment
from services.medical.operations.health_file.tick_item import tick_item
from services.medical.schemas.health.care import PlanTreatment, TickItem
from services.medical.schemas.health.contract import RecordExamination, SignContract
from services.medical.store.health import files
from services.medical.store.health.files import Wanted
from shared import database
from shared.database import Scope, the_platform
from shared.security import NOBODY, Role
from tests.builders.health import CENTRE, HEALTH, ID_NUMBER, LINZI, LINZI_VILLAGE, MAY_2, OTHER_CENTRE, READING, a_file
from tests.builders.medical import an_id_number

RECORDS = ("health_file", "health_entry", "health_step", "health_tick", "family_contract", "health_examination")


def somebody(role: Role, region: str = LINZI, org: str = "") -> Scope:
    return Scope(by="某人", role=role.value, region=region, org=org, why="test")


async def seen(sessions: database.Sessions, scope: Scope, table: str) -> int:
    async with database.transaction(sessions, scope) as session:
        return int((await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


@pytest.fixture
async def one_of_each(session: AsyncSession) -> None:
    """One person's records with one hospital, and one reading of them."""
    file = await a_file(session, programme="gastric-cancer")
    await a_file(session, programme="cataract", hospital=OTHER_CENTRE, id_number=an_id_number(8))
    plan = {"doctor": "李医生", "steps": [{"what": "手术", "due_on": "2018-06-01"}]}
    await plan_treatment(session, PlanTreatment.model_validate(plan), file_id=file.id, by=HEALTH, on=MAY_2)
    await tick_item(session, TickItem(item="card", done_on=date(2018, 1, 1)), file_id=file.id, by=HEALTH, on=MAY_2)
    person = {"id_number": ID_NUMBER, "name": "王小明", "region": LINZI_VILLAGE, "hospital": CENTRE}
    term = {"doctor": "王村医", "team": "一队", "package": "高血压包", "starts_on": "2018-01-01", "ends_on": "2018-12-31"}
    await sign_contract(session, SignContract.model_validate(person | term), by=HEALTH, on=MAY_2)
    form = RecordExamination.model_validate(person | {"examined_on": "2018-02-01", "result": "normal"})
    await record_examination(session, form, by=HEALTH, on=MAY_2)
    await files.list_files(session, READING, Wanted(programme="gastric-cancer"), on=MAY_2, limit=9)
    await session.commit()


WHO = [
    (the_platform("test", "test"), (2, 2, 1, 1, 1, 1)),
    (somebody(Role.HEALTH), (2, 2, 1, 1, 1, 1)),
    (somebody(Role.HEALTH, "3703"), (2, 2, 1, 1, 1, 1)),
    (somebody(Role.HEALTH, "370303"), (0, 0, 0, 0, 0, 0)),
    (somebody(Role.HOSPITAL, LINZI, CENTRE), (1, 1, 1, 1, 1, 1)),
    (somebody(Role.HOSPITAL, LINZI, OTHER_CENTRE), (1, 1, 0, 0, 0, 0)),
    (somebody(Role.HOSPITAL, LINZI, ""), (0, 0, 0, 0, 0, 0)),
    (somebody(Role.VILLAGE, LINZI_VILLAGE), (0, 0, 0, 0, 0, 0)),
    (somebody(Role.TOWN, LINZI_VILLAGE[:9]), (0, 0, 0, 0, 0, 0)),
    (somebody(Role.COUNTY), (0, 0, 0, 0, 0, 0)),
    (somebody(Role.DEPARTMENT, LINZI, "civil-affairs"), (0, 0, 0, 0, 0, 0)),
    (somebody(Role.AUDITOR, "*"), (0, 0, 0, 0, 0, 0)),
    (somebody(Role.OPERATOR, "*"), (0, 0, 0, 0, 0, 0)),
    (NOBODY, (0, 0, 0, 0, 0, 0)),
]


@pytest.mark.usefixtures("one_of_each")
async def test_each_role_sees_its_own_health_records_and_every_other_role_sees_none(sessions: database.Sessions) -> None:
    shown = {
        f"{scope.role} {scope.region} {scope.org}": tuple([await seen(sessions, scope, table) for table in RECORDS])
        for scope, _ in WHO
    }
    assert shown == {f"{scope.role} {scope.region} {scope.org}": rows for scope, rows in WHO}


READERS = [
    (the_platform("test", "test"), 1),
    (somebody(Role.AUDITOR), 1),
    (somebody(Role.AUDITOR, "370303"), 0),
    (somebody(Role.HEALTH), 0),
    (somebody(Role.HOSPITAL, LINZI, CENTRE), 0),
    (somebody(Role.COUNTY), 0),
    (somebody(Role.OPERATOR, "*"), 0),
]


@pytest.mark.parametrize(("scope", "rows"), READERS, ids=[f"{scope.role} {scope.region}" for scope, _ in READERS])
@pytest.mark.usefixtures("one_of_each")
async def test_readings_are_seen_by_auditors_of_the_region_alone(sessions: database.Sessions, scope: Scope, rows: int) -> None:
    assert await seen(sessions, scope, "health_read") == rows


@pytest.mark.usefixtures("one_of_each")
async def test_the_free_treatment_flag_is_seen_by_those_who_need_it(sessions: database.Sessions) -> None:
    shown = {
        role: await seen(sessions, somebody(role, LINZI_VILLAGE if role is Role.VILLAGE else LINZI, org), "health_flag")
        for role, org in [(role, CENTRE if role is Role.HOSPITAL else "") for role in Role]
    }
    assert {role for role, rows in shown.items() if rows} == {Role.HEALTH, Role.HOSPITAL, Role.COUNTY, Role.DEPARTMENT}


@pytest.mark.parametrize("role", [Role.COUNTY, Role.DEPARTMENT])
@pytest.mark.usefixtures("one_of_each")
async def test_whoever_only_reads_the_flag_cannot_change_it(sessions: database.Sessions, role: Role) -> None:
    assert await seen(sessions, somebody(role, "370303"), "health_flag") == 0
    async with database.transaction(sessions, somebody(role)) as session:
        done = await session.execute(text("UPDATE health_flag SET until_on = since_on RETURNING 1"))
        assert done.all() == []


@pytest.mark.usefixtures("one_of_each")
async def test_an_auditor_reads_in_the_audit_who_changed_a_file_and_not_of_what_the_person_is_ill(
    sessions: database.Sessions,
) -> None:
    async with database.transaction(sessions, somebody(Role.AUDITOR)) as session:
        told = await session.execute(text("SELECT thing, (coalesce(after, '{}') || coalesce(before, '{}'))::text FROM audit"))
        by_thing: dict[str, str] = {}
        for thing, row in told.all():
            by_thing[thing] = by_thing.get(thing, "") + row
    assert set(RECORDS) <= by_thing.keys()
    for secret in ("gastric", "cataract", "treatment", "高血压", "normal", "sealed", "programme", "kind", "level"):
        assert [thing for thing in RECORDS if secret in by_thing[thing]] == [], secret


@pytest.mark.parametrize("table", ["health_read", "health_entry", "health_tick", "health_examination"])
@pytest.mark.usefixtures("one_of_each")
async def test_traces_and_entries_are_only_ever_added_to(sessions: database.Sessions, table: str) -> None:
    for change in (f"UPDATE {table} SET region = region", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="only ever added to"):
            async with database.transaction(sessions, the_platform("test", "test")) as session:
                await session.execute(text(change))


@pytest.mark.parametrize(
    "scope",
    [somebody(Role.COUNTY), somebody(Role.HEALTH, "370303"), somebody(Role.HOSPITAL, LINZI, OTHER_CENTRE)],
    ids=lambda scope: f"{scope.role} {scope.region}",
)
@pytest.mark.usefixtures("one_of_each")
async def test_raw_sql_writes_into_nobody_else_s_file(sessions: database.Sessions, scope: Scope) -> None:
    async with database.transaction(sessions, scope) as session:
        await session.execute(text(f"UPDATE health_file SET doctor = '某人' WHERE hospital = '{CENTRE}'"))
    async with database.transaction(sessions, the_platform("test", "test")) as session:
        file_id = (await session.execute(text(f"SELECT id FROM health_file WHERE hospital = '{CENTRE}'"))).scalar_one()
        assert (await session.execute(text("SELECT count(*) FROM health_file WHERE doctor = '某人'"))).scalar_one() == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(sessions, scope) as session:
            await session.execute(
                text(
                    "INSERT INTO health_tick (id, file_id, region, item, done_on, by)"
                    f" VALUES (gen_random_uuid(), '{file_id}', '{LINZI_VILLAGE}', 'doctor', '2018-01-01', '某人')"
                )
            )
