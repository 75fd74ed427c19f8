"""What the database itself shows: raw SQL under somebody's scope, with no code of ours in between."""

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import database
from shared.database import Scope, the_platform
from shared.security import NOBODY, Role
from tests.conftest import Api

OURS, THEIRS = "371311100201", "371302001001"
ORG, OTHER_ORG = "H37131100001", "H37131100002"


def somebody(role: Role, region: str, org: str = "") -> Scope:
    return Scope(by="某人", role=role.value, region=region, org=org, why="test")


async def seen(sessions: database.Sessions, scope: Scope, table: str) -> int:
    async with database.transaction(sessions, scope) as session:
        return int((await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


@pytest.fixture
async def two_umbrellas(api: Api) -> None:
    """One here, one in the next county; each with its line in the audit."""
    for region in (OURS, THEIRS):
        answer = await api.as_(Role.TOWN, region=region[:9]).post("/umbrellas", json={"region": region, "price_yuan": "12.34"})
        assert answer.status_code == 201, answer.text


WHO = [
    (the_platform("test", "test"), 2),
    (somebody(Role.COUNTY, "371311"), 1),
    (somebody(Role.COUNTY, "3713"), 2),
    (somebody(Role.VILLAGE, OURS), 1),
    (somebody(Role.VILLAGE, "371311100202"), 0),
    (somebody(Role.COUNTY, ""), 0),
    (somebody(Role.COUNTY, "%"), 0),
    (somebody(Role.HOSPITAL, "*", OTHER_ORG), 0),
    (NOBODY, 0),
]


@pytest.mark.parametrize(("scope", "rows"), WHO, ids=[f"{scope.role} {scope.region or 'nowhere'}" for scope, _ in WHO])
@pytest.mark.usefixtures("two_umbrellas")
async def test_raw_sql_sees_the_rows_of_its_scope(sessions: database.Sessions, scope: Scope, rows: int) -> None:
    assert await seen(sessions, scope, "umbrella") == rows


@pytest.mark.parametrize(
    ("region", "rows"), [("350404", 1), ("3504", 1), ("35", 1), ("350405", 0), ("350404001", 0), ("3713", 0)]
)
async def test_a_county_sees_what_lay_in_the_one_that_became_part_of_it(
    sessions: database.Sessions, region: str, rows: int
) -> None:
    """梅列区 (350402) is a part of 三元区 (350404) since 2021."""
    async with database.transaction(sessions, the_platform("test", "test")) as old:
        row = "INSERT INTO umbrella (id, region, price_fen) VALUES (gen_random_uuid(), '350402001001', 1)"
        await old.execute(text(row))
    assert await seen(sessions, somebody(Role.COUNTY, region), "umbrella") == rows


@pytest.mark.usefixtures("two_umbrellas")
async def test_raw_sql_without_a_scope_sees_nothing(sessions: database.Sessions) -> None:
    async with sessions() as session:
        for table in ("umbrella", "audit"):
            assert (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0


@pytest.mark.usefixtures("two_umbrellas")
async def test_raw_sql_changes_nothing_outside_its_scope(sessions: database.Sessions, session: AsyncSession) -> None:
    async with database.transaction(sessions, somebody(Role.COUNTY, "371311")) as theirs:
        done = await theirs.execute(text(f"UPDATE umbrella SET price_fen = 1 WHERE region = '{THEIRS}' RETURNING 1"))
        assert done.all() == []
    dear = await session.execute(text("SELECT count(*) FROM umbrella WHERE price_fen = 1234"))
    assert dear.scalar_one() == 2


READERS = [
    (the_platform("test", "test"), 2),
    (somebody(Role.AUDITOR, "371311"), 1),
    (somebody(Role.AUDITOR, "371312"), 0),
    (somebody(Role.AUDITOR, "*"), 2),
    (somebody(Role.COUNTY, "371311"), 0),
    (somebody(Role.TOWN, OURS[:9]), 0),
    (somebody(Role.HOSPITAL, "371311", ORG), 0),
    (somebody(Role.OPERATOR, "*"), 0),
    (NOBODY, 0),
]


@pytest.mark.parametrize(("scope", "rows"), READERS, ids=[f"{scope.role} {scope.region or 'nowhere'}" for scope, _ in READERS])
@pytest.mark.usefixtures("two_umbrellas")
async def test_the_audit_is_read_by_auditors_of_the_region_whose_row_it_was(
    sessions: database.Sessions, scope: Scope, rows: int
) -> None:
    assert await seen(sessions, scope, "audit") == rows


@pytest.mark.parametrize(("role", "sees"), [(Role.COUNTY, True), (Role.HOSPITAL, False)])
async def test_a_hospital_sees_no_region_even_where_a_table_forgets_to_say_so(
    sessions: database.Sessions, role: Role, sees: bool
) -> None:
    async with database.transaction(sessions, somebody(role, "371311", ORG)) as session:
        assert (await session.execute(text("SELECT may_see(:region)"), {"region": OURS})).scalar_one() is sees
