"""Whoever lost an answer asks by the key that they sent, and is told what became of it."""

import asyncio

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.security import Role
from tests.conftest import Api

VILLAGE = "371311100201"
WANT = {"region": VILLAGE, "price_yuan": "12.34"}


async def test_a_command_that_was_done_gives_its_answer_byte_for_byte(api: Api) -> None:
    town = api.as_(Role.TOWN)
    first = await town.post("/umbrellas", json=WANT, headers={"Idempotency-Key": "k1"})

    [told] = (await town.get("/commands/k1")).json()
    answer = await town.get("/commands/k1/answer")

    assert (told["door"], told["status"], told["answer"]) == ("POST /umbrellas", 201, first.text)
    assert (answer.status_code, answer.content) == (201, first.content)
    assert answer.headers["content-type"] == first.headers["content-type"]
    assert answer.headers["Idempotent-Replayed"] == "true"


async def test_a_key_that_never_arrived_or_was_refused_is_not_there(api: Api) -> None:
    town = api.as_(Role.TOWN)
    await town.post("/umbrellas", json=WANT | {"price_yuan": "100.01"}, headers={"Idempotency-Key": "k1"})

    for address in ("/commands/k1", "/commands/k1/answer", "/commands/never"):
        answer = await town.get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-command")


async def test_a_key_may_hold_a_slash_and_its_quotes_are_left_out(api: Api) -> None:
    town = api.as_(Role.TOWN)
    await town.post("/umbrellas", json=WANT, headers={"Idempotency-Key": '"2020/06/01 7"'})

    assert (await town.get("/commands/2020%2F06%2F01%207")).status_code == 200
    assert (await town.get("/commands/2020%2F06%2F01%207/answer")).status_code == 201


async def test_nobody_asks_for_another_s_command(api: Api) -> None:
    await api.as_(Role.TOWN, subject="甲").post("/umbrellas", json=WANT, headers={"Idempotency-Key": "k1"})

    assert (await api.as_(Role.TOWN, subject="乙").get("/commands/k1")).status_code == 404
    assert (await api.get("/commands/k1")).status_code == 401


async def test_while_a_command_is_at_work_nobody_says_that_it_never_arrived(api: Api, session: AsyncSession) -> None:
    """The row is held up in the database, as by another transaction that holds what the command needs."""
    town = api.as_(Role.TOWN, subject="甲")
    await session.execute(text("LOCK TABLE umbrella IN ACCESS EXCLUSIVE MODE"))
    working = asyncio.create_task(town.post("/umbrellas", json=WANT, headers={"Idempotency-Key": "k1"}))
    while not (await session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))).scalar():
        await session.execute(text("SELECT pg_stat_clear_snapshot()"))

    meanwhile = await town.get("/commands/k1")
    await session.rollback()

    assert (meanwhile.status_code, meanwhile.json()["code"]) == (409, "still-running")
    assert (await working).status_code == 201
    assert (await town.get("/commands/k1")).status_code == 200
