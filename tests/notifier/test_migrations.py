"""What was done with orders before every step was written down stands in their record afterwards, as the audit saw it."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from alembic import command

from deploy.embedded.postgres import Postgres
from shared import migrations

SEE = "SELECT set_config('jishiyu.role', 'platform', false), set_config('jishiyu.region', '*', false)"
DISPATCH = """
INSERT INTO dispatch (case_id, region, trigger, detected_at, policy, policy_version)
VALUES ($1, '371311001001', 'illness', now(), 'x', 'x')
"""
ORDER = """
INSERT INTO work_order (id, case_id, region, department, task, reference, is_inferred, state, turn, opened_at, due_at, kind,
                        title, problem, measure, found_by, page, given_by, series, papers, is_checked, is_restricted, steps_told)
VALUES ($1, $2, '371311001001', 'health', '看病', '', false, 'open', 1, '2020-06-01T01:00Z', '2020-06-02T01:00Z', 'assistance',
        '', '', '', '', '', '', '', '[]', false, false, 0)
"""


@pytest.fixture
async def before(postgres: Postgres) -> AsyncIterator[tuple[str, asyncpg.Connection]]:
    """A database of the release before, and a connection that sees its rows."""
    name = f"old_{uuid4().hex}"
    admin = await asyncpg.connect(postgres.url(driver=""))
    await admin.execute(f"CREATE DATABASE {name}")
    await asyncio.to_thread(_to, postgres.url(database=name), "0013")
    connection = await asyncpg.connect(postgres.url(database=name, driver=""))
    await connection.execute(SEE)
    yield postgres.url(database=name), connection
    await connection.close()
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


def _to(url: str, revision: str) -> None:
    alembic = migrations.config("notifier")
    alembic.attributes["url"] = url
    command.upgrade(alembic, revision)


async def test_how_clues_of_before_came_out_is_read_from_their_answers(before: tuple[str, asyncpg.Connection]) -> None:
    url, connection = before
    said = {"clue": "办理结论：部分属实，已处理。查实两户", "task": "办理结论：已立案。照抄的", "report": "已报"}
    for kind, words in said.items():
        order = uuid4()
        await connection.execute(ORDER.replace("'assistance'", f"'{kind}'"), order, None)
        await connection.execute(
            """
            INSERT INTO order_act (id, order_id, turn, act, at, done_by, words)
            VALUES (gen_random_uuid(), $1, 1, 'completed', now(), '', $2)""",
            order,
            words,
        )

    await asyncio.to_thread(_to, url, "0018")

    answers = "SELECT w.kind, a.outcome FROM order_act a JOIN work_order w ON w.id = a.order_id WHERE a.act = 'completed'"
    found = await connection.fetch(answers)
    assert {row["kind"]: row["outcome"] for row in found} == {"clue": "partly", "task": None, "report": None}
    with pytest.raises(asyncpg.PostgresError):
        await connection.execute("UPDATE order_act SET outcome = 'filed'")


async def test_the_records_of_orders_of_before_are_made_whole(before: tuple[str, asyncpg.Connection]) -> None:
    url, connection = before
    order, withdrawn, case, other = (uuid4() for _ in range(4))
    for each, its in ((order, case), (withdrawn, other)):
        await connection.execute(DISPATCH, its)
        await connection.execute(ORDER, each, its)
    await connection.execute(
        """
        UPDATE work_order SET turn = 2, opened_at = '2020-06-10T01:00Z', due_at = '2020-06-11T01:00Z' WHERE case_id = $1""",
        case,
    )
    await connection.execute(
        """
        UPDATE work_order SET region = '371311001002', moved_at = '2020-06-10T09:00Z' WHERE case_id = $1""",
        case,
    )
    await connection.execute("UPDATE work_order SET state = 'cancelled' WHERE case_id = $1", other)

    await asyncio.to_thread(_to, url, "0014")

    record = """
        SELECT turn, act, to_char(at AT TIME ZONE 'UTC', 'MM-DD HH24'), to_char(due_at AT TIME ZONE 'UTC', 'MM-DD'), was_region
        FROM order_act WHERE order_id = $1 ORDER BY at"""
    assert [tuple(row) for row in await connection.fetch(record, order)] == [
        (1, "given", "06-01 01", "06-02", None),
        (2, "reopened", "06-10 01", "06-11", None),
        (2, "moved", "06-10 09", None, "371311001001"),
    ]
    acts = await connection.fetch("SELECT act FROM order_act WHERE order_id = $1 ORDER BY at", withdrawn)
    assert [row["act"] for row in acts] == ["given", "cancelled"]
