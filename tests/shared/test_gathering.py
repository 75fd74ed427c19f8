"""Commands that wait are done together, and each is still one command: its own key, its own answer, its own refusal."""

import asyncio
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.database import set_scope, the_platform
from shared.gathering import TOGETHER
from shared.security import Role
from tests.conftest import Api

VILLAGE = "371311100201"


def wants(yuan: str) -> dict[str, str]:
    return {"region": VILLAGE, "price_yuan": yuan}


async def all_at_once(town: Api, *asked: tuple[str, dict[str, str]]) -> list[Response]:
    """Commands of one sender by key and body, none of which waits for another."""
    return await asyncio.gather(*(town.post("/sunshades", json=body, headers={"Idempotency-Key": key}) for key, body in asked))


async def prices(session: AsyncSession) -> list[int]:
    return list((await session.execute(text("SELECT price_fen FROM umbrella ORDER BY price_fen"))).scalars())


async def transactions(session: AsyncSession) -> int:
    return int((await session.execute(text("SELECT count(DISTINCT xmin::text) FROM umbrella"))).scalar_one())


async def test_what_waits_is_one_transaction_and_each_has_its_answer(api: Api, session: AsyncSession) -> None:
    answers = await all_at_once(api.as_(Role.TOWN), *((f"k{fen}", wants(f"0.{fen}")) for fen in range(10, 30)))

    assert [answer.status_code for answer in answers] == [201] * 20
    assert [answer.json()["price_yuan"] for answer in answers] == [f"0.{fen}" for fen in range(10, 30)]
    assert await prices(session) == list(range(10, 30))
    assert await transactions(session) < 20


async def test_one_that_is_refused_costs_the_others_nothing_and_may_be_mended(api: Api, session: AsyncSession) -> None:
    town = api.as_(Role.TOWN)

    one, refused, other = await all_at_once(town, ("k1", wants("1")), ("k2", wants("100.01")), ("k3", wants("3")))

    assert (one.status_code, other.status_code) == (201, 201)
    assert (refused.status_code, refused.json()["code"], refused.json()["pointer"]) == (409, "too-dear", "/price_yuan")
    assert await prices(session) == [100, 300]
    [mended] = await all_at_once(town, ("k2", wants("2")))
    assert mended.status_code == 201


async def test_one_that_fails_takes_nobody_with_it(api: Api, session: AsyncSession) -> None:
    answers = await all_at_once(api.as_(Role.TOWN), *((f"k{n}", wants("66.66" if n == 3 else "1")) for n in range(6)))

    assert [answer.status_code for answer in answers] == [201, 201, 201, 500, 201, 201]
    assert await prices(session) == [100] * 5


async def test_a_command_sent_again_gets_its_answer_byte_for_byte(api: Api, session: AsyncSession) -> None:
    town = api.as_(Role.TOWN)
    [first] = await all_at_once(town, ("k1", wants("1")))

    again, fresh, changed = await all_at_once(town, ("k1", wants("1")), ("k2", wants("2")), ("k1", wants("7")))

    assert (again.status_code, again.content, again.headers["Idempotent-Replayed"]) == (201, first.content, "true")
    assert fresh.status_code == 201 and "Idempotent-Replayed" not in fresh.headers
    assert changed.json()["code"] in {"key-used-for-another", "still-running"}
    assert await prices(session) == [100, 200]
    assert (await town.get("/commands/k1/answer")).content == first.content


async def test_a_key_with_another_body_is_refused(api: Api) -> None:
    town = api.as_(Role.TOWN)
    await all_at_once(town, ("k1", wants("1")))

    [changed] = await all_at_once(town, ("k1", wants("7")))

    assert (changed.status_code, changed.json()["code"]) == (422, "key-used-for-another")


async def test_one_command_at_a_time_under_one_key(api: Api, session: AsyncSession) -> None:
    answers = await all_at_once(api.as_(Role.TOWN), *[("k1", wants("1"))] * 5)

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert await prices(session) == [100]


async def test_people_are_not_done_together(api: Api, session: AsyncSession) -> None:
    people = [api.as_(Role.TOWN, subject=name) for name in ("甲", "乙", "丙")]

    answers = await asyncio.gather(*(person.post("/sunshades", json=wants("1")) for person in people))

    assert [answer.status_code for answer in answers] == [201] * 3
    rows = await session.execute(text("SELECT by FROM audit WHERE thing = 'umbrella' ORDER BY by"))
    assert sorted(rows.scalars()) == sorted(["甲", "乙", "丙"])
    assert await transactions(session) == 3


async def test_nothing_is_answered_before_it_is_committed(api: Api, session: AsyncSession) -> None:
    late = "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON umbrella DEFERRABLE INITIALLY DEFERRED"
    await session.execute(text(f"{late} FOR EACH ROW WHEN (NEW.price_fen = 300) EXECUTE FUNCTION forbid_change()"))
    await session.commit()

    answers = await all_at_once(api.as_(Role.TOWN), *((f"k{n}", wants(f"{n}")) for n in (1, 2, 3, 4)))

    assert [answer.status_code for answer in answers] == [201, 201, 500, 201]
    await set_scope(session, the_platform("test", "test"))
    assert await prices(session) == [100, 200, 400]


@pytest.mark.parametrize("given", [{"region": VILLAGE}, {"region": VILLAGE, "price_yuan": "x"}])
async def test_a_form_that_cannot_be_read_waits_for_nobody(api: Api, session: AsyncSession, given: dict[str, Any]) -> None:
    answer = await api.as_(Role.TOWN).post("/sunshades", json=given)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")
    assert (await api.as_(Role.COUNTY).post("/sunshades", json=wants("1"))).status_code == 403
    assert await prices(session) == []


async def test_more_than_fit_in_one_transaction_are_all_done(api: Api, session: AsyncSession) -> None:
    answers = await all_at_once(api.as_(Role.TOWN), *((f"k{n}", wants("1")) for n in range(TOGETHER + 2)))

    assert [answer.status_code for answer in answers] == [201] * (TOGETHER + 2)
    assert await prices(session) == [100] * (TOGETHER + 2)
