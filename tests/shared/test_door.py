"""What every door promises, whatever stands behind it."""

import asyncio
import json

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.security import Role
from tests.conftest import Api, token

VILLAGE = "371311100201"
WANT = {"region": VILLAGE, "price_yuan": "12.34"}


async def test_a_command_answers_in_yuan_and_keeps_fen(api: Api, session: AsyncSession) -> None:
    answer = await api.as_(Role.TOWN).post("/umbrellas", json=WANT)
    assert answer.status_code == 201, answer.text
    assert answer.json()["price_yuan"] == "12.34"
    assert (await session.execute(text("SELECT price_fen FROM umbrella"))).scalar_one() == 1234


async def test_a_command_sent_twice_has_one_effect_and_one_answer(api: Api, session: AsyncSession) -> None:
    town = api.as_(Role.TOWN)
    first = await town.post("/umbrellas", json=WANT, headers={"Idempotency-Key": '"k1"'})
    again = await town.post(
        "/umbrellas",
        content=b'{"price_yuan":"12.34",  "region":"%s"}' % VILLAGE.encode(),
        headers={"Idempotency-Key": "k1", "Content-Type": "application/json"},
    )
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (await session.execute(text("SELECT count(*) FROM umbrella"))).scalar_one() == 1


async def test_a_key_with_another_body_is_refused(api: Api) -> None:
    town = api.as_(Role.TOWN)
    await town.post("/umbrellas", json=WANT, headers={"Idempotency-Key": "k1"})
    answer = await town.post("/umbrellas", json=WANT | {"price_yuan": "99"}, headers={"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "key-used-for-another")


async def test_the_same_key_of_two_people_is_two_commands(api: Api) -> None:
    one = await api.as_(Role.TOWN, subject="甲").post("/umbrellas", json=WANT, headers={"Idempotency-Key": "k1"})
    other = await api.as_(Role.TOWN, subject="乙").post("/umbrellas", json=WANT, headers={"Idempotency-Key": "k1"})
    assert one.json()["id"] != other.json()["id"]


async def test_a_question_needs_no_key_and_is_answered_anew_each_time(api: Api, session: AsyncSession) -> None:
    town = api.as_(Role.TOWN)
    same = {"Idempotency-Key": "k1"}
    assert (await town.post("/umbrellas/prices", json=WANT, headers=same)).json() == []
    await town.post("/umbrellas", json=WANT)
    assert (await town.post("/umbrellas/prices", json=WANT, headers=same)).json() == [1234]
    assert (await town.post("/umbrellas/prices", json=WANT, headers={"Idempotency-Key": None})).json() == [1234]
    assert (await session.execute(text("SELECT count(*) FROM inbox"))).scalar_one() == 1  # the umbrella's
    assert (await api.post("/umbrellas/prices", json=WANT)).status_code == 401


async def test_a_command_without_a_key_is_refused(api: Api) -> None:
    answer = await api.as_(Role.TOWN).post("/umbrellas", json=WANT, headers={"Idempotency-Key": None})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_one_command_at_a_time_under_one_key(api: Api, session: AsyncSession) -> None:
    town = api.as_(Role.TOWN)
    answers = await asyncio.gather(*[town.post("/umbrellas", json=WANT, headers={"Idempotency-Key": "k1"}) for _ in range(5)])
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert (await session.execute(text("SELECT count(*) FROM umbrella"))).scalar_one() == 1


async def test_a_failed_commit_is_never_answered_with_success(api: Api, session: AsyncSession) -> None:
    await session.execute(
        text(
            "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON umbrella DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
            " EXECUTE FUNCTION forbid_change()"
        )
    )
    await session.commit()
    answer = await api.as_(Role.TOWN).post("/umbrellas", json=WANT)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert (await session.execute(text("SELECT count(*) FROM outbox"))).scalar_one() == 0


async def test_a_refused_command_leaves_nothing_and_may_be_mended_under_the_same_key(api: Api, session: AsyncSession) -> None:
    town = api.as_(Role.TOWN)
    refused = await town.post("/umbrellas", json=WANT | {"price_yuan": "100.01"}, headers={"Idempotency-Key": "k1"})
    assert refused.json() == {
        "type": "/problems/too-dear",
        "title": "价格超过上限",
        "status": 409,
        "instance": "/umbrellas",
        "code": "too-dear",
        "mend": "请选择便宜一些的",
        "pointer": "/price_yuan",
        "limit_yuan": "100.00",
    }
    assert (
        await session.execute(text("SELECT (SELECT count(*) FROM umbrella) + (SELECT count(*) FROM inbox)"))
    ).scalar_one() == 0
    assert (await town.post("/umbrellas", json=WANT, headers={"Idempotency-Key": "k1"})).status_code == 201


async def test_wrong_fields_are_pointed_at_in_chinese(api: Api) -> None:
    answer = await api.as_(Role.TOWN).post("/umbrellas", json={"price_yuan": "1.234", "colour": "red"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "/region", "code": "missing", "detail": "必填，但没有提供"},
        {"pointer": "/price_yuan", "code": "value-error", "detail": "金额至多两位小数（精确到分）"},
        {"pointer": "/colour", "code": "extra-forbidden", "detail": "没有这个字段，请核对字段名"},
    ]


async def test_a_body_over_the_limit_is_refused_before_it_is_read(api: Api) -> None:
    answer = await api.as_(Role.TOWN).post("/umbrellas", content=b"x" * (1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


async def test_a_limit_is_told_in_the_unit_that_people_use(api: Api) -> None:
    answer = await api.as_(Role.TOWN).post("/umbrellas", content=b"x" * (1024 * 1024 + 1))
    assert answer.json()["detail"] == "至多 1 MB"


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (json.dumps(WANT | {"colour": "黑"}, ensure_ascii=False).encode("gbk"), 400, "UTF-8"),
        (b'{"region": "\\ud800", "price_yuan": "1"}', 422, "UTF-8"),
        (b"{", 422, "不是合法的 JSON"),
        (b"[]", 422, "应为对象"),
    ],
    ids=["gbk", "half a character", "half a document", "a list"],
)
async def test_a_body_that_cannot_be_read_is_told_how_to_write_it(api: Api, body: bytes, status: int, told: str) -> None:
    answer = await api.as_(Role.TOWN).post("/umbrellas", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert told in answer.text


async def test_what_is_wrong_stands_before_the_particulars(api: Api) -> None:
    answer = await api.as_(Role.TOWN).post("/umbrellas", json=WANT | {"price_yuan": "100.01"})
    assert list(answer.json())[-2:] == ["pointer", "limit_yuan"]


async def test_strangers_wrong_roles_and_expired_tokens_are_told_apart(api: Api) -> None:
    stranger = await api.post("/umbrellas", json=WANT)
    assert (stranger.status_code, stranger.json()["code"]) == (401, "unauthenticated")
    county = await api.as_(Role.COUNTY).post("/umbrellas", json=WANT)
    assert (county.status_code, county.json()["code"]) == (403, "role-not-allowed")
    old = await api.get("/umbrellas", headers={"Authorization": f"Bearer {token(Role.TOWN, minutes=-1)}"})
    assert (old.status_code, old.json()["code"]) == (401, "token-expired")
    forged = await api.get("/umbrellas", headers={"Authorization": f"Bearer {token(Role.TOWN)[:-6]}AAAAAA"})
    assert (forged.status_code, forged.json()["code"]) == (401, "token-not-ours")


async def test_the_database_itself_hides_other_regions(api: Api) -> None:
    await api.as_(Role.TOWN, region="371311").post("/umbrellas", json=WANT)
    assert len((await api.as_(Role.COUNTY, region="371311").get("/umbrellas")).json()) == 1
    assert (await api.as_(Role.COUNTY, region="371312").get("/umbrellas")).json() == []
    assert (await api.get("/umbrellas/public")).json() == 0


async def test_the_database_itself_refuses_a_row_of_another_region(api: Api) -> None:
    answer = await api.as_(Role.TOWN, region="371312").post("/umbrellas", json=WANT)
    assert (answer.status_code, answer.json()["code"]) == (403, "outside-region")


async def test_every_write_is_audited_by_the_database(api: Api, session: AsyncSession) -> None:
    await api.as_(Role.TOWN, subject="李镇长").post("/umbrellas", json=WANT)
    row = (await session.execute(text("SELECT * FROM audit WHERE thing = 'umbrella'"))).one()
    assert (row.by, row.role, row.region, row.why, row.action) == ("李镇长", "town", "371311", "POST /umbrellas", "insert")
    assert row.before is None
    assert row.after["price_fen"] == 1234


async def test_the_trace_of_a_call_goes_on_in_the_events_it_causes(api: Api, session: AsyncSession) -> None:
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = await api.as_(Role.TOWN).post("/umbrellas", json=WANT, headers={"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"})
    assert answer.headers["trace-id"] == trace_id
    assert trace_id in (await session.execute(text("SELECT traceparent FROM outbox"))).scalar_one()


async def test_an_unknown_address_is_answered_in_the_same_form(api: Api) -> None:
    answer = await api.get("/nowhere")
    assert (answer.status_code, answer.json()["code"], answer.headers["content-type"]) == (
        404,
        "no-such-address",
        "application/problem+json",
    )


async def test_a_door_is_found_by_its_own_address_and_behind_the_gateway(app: FastAPI) -> None:
    bearer = {"Authorization": f"Bearer {token(Role.TOWN)}"}
    behind = httpx.ASGITransport(app, root_path="/funds")
    async with httpx.AsyncClient(transport=behind, base_url="http://gateway", headers=bearer) as client:
        for path in ("/umbrellas", "/funds/umbrellas"):
            assert (await client.get(path)).status_code == 200
        assert (await client.get("/umbrella")).json()["code"] == "no-such-address"


async def test_whoever_hangs_up_in_the_middle_of_a_command_is_no_failure_of_ours(app: FastAPI, session: AsyncSession) -> None:
    headers = {"authorization": f"Bearer {token(Role.TOWN)}", "idempotency-key": "k1", "content-length": "100"}
    told = [(name.encode(), value.encode()) for name, value in headers.items()]
    request = {
        "type": "http",
        "method": "POST",
        "path": "/umbrellas",
        "raw_path": b"/umbrellas",
        "query_string": b"",
        "headers": told,
    }
    coming = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    answers = []

    async def receive():
        return next(coming)

    async def send(message):
        answers.append(message)

    await app(
        request | {"http_version": "1.1", "scheme": "http", "server": ("toy", 80), "client": ("somebody", 1)}, receive, send
    )

    assert answers[0]["status"] == 499
    assert (await session.execute(text("SELECT count(*) FROM inbox"))).scalar_one() == 0
