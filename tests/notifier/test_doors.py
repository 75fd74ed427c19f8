"""Notifier's three doors: HTTP, events, clock."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dirty_equals import IsPartialDict, IsStr
from sqlalchemy import text
from sqlmodel import select

from services.notifier.channels import settings
from services.notifier.jobs import escalate_overdue_orders, jobs, send_messages
from services.notifier.tables import Escalation, WorkOrder
from shared.events.registry import NewPovertyDetected
from shared.jobs import take
from shared.security import Role
from tests.builders.notifier import (
    COUNTY,
    MONDAY,
    OTHER_COUNTY_VILLAGE,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    VILLAGE_NAME,
    a_detection,
    a_post,
    by_email,
    by_log,
    by_webhook,
)

NINE = "2020-06-01T09:00:00+08:00"


@pytest.fixture
def duty_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The duty log in a file of this test's own."""
    monkeypatch.setenv("JISHIYU_MESSAGE_LOG", str(tmp_path / "messages.log"))
    settings.current.cache_clear()
    settings.channels.cache_clear()
    yield tmp_path / "messages.log"
    settings.current.cache_clear()
    settings.channels.cache_clear()


@pytest.fixture
async def detected(deliver, frozen_at) -> NewPovertyDetected:
    """A household of the village, found in need on Monday at nine."""
    with frozen_at(NINE):
        event = a_detection()
        [delivery] = await deliver(event)
    assert delivery.settled == ["ack"]
    return event


def civil_affairs(api: Any) -> Any:
    return api.as_(Role.DEPARTMENT, region=COUNTY, org="civil-affairs", subject="民政小李")


async def test_an_event_that_comes_twice_opens_its_orders_once(detected, deliver, session) -> None:
    [again] = await deliver(detected)
    assert again.settled == ["ack"]
    [other_id] = await deliver(a_detection(case_id=detected.case_id, at=MONDAY))
    assert other_id.settled == ["ack"]
    assert len((await session.exec(select(WorkOrder))).all()) == 5


async def test_an_event_from_before_the_rules_is_buried_with_its_reason(deliver) -> None:
    [buried] = await deliver(a_detection(at=datetime.fromisoformat("2017-06-01T09:00:00+08:00")))
    assert buried.settled == ["bury"]
    assert buried.reason == IsPartialDict(code="no-assistance-policy")


async def test_a_department_sees_its_own_orders_and_no_other(detected, api, frozen_at) -> None:
    with frozen_at(NINE):
        answer = (await civil_affairs(api).get("/orders")).json()
    assert [order["department"] for order in answer["rows"]] == ["civil-affairs"]
    assert answer["rows"][0] == IsPartialDict(
        place=f"罗庄街道{VILLAGE_NAME}",
        state="open",
        state_label="待接单",
        department_label="民政",
        is_overdue=False,
        case_short=IsStr(min_length=8),
    )


@pytest.mark.parametrize(
    ("role", "region", "orders"),
    [
        (Role.COUNTY, COUNTY, 5),
        (Role.TOWN, TOWN, 5),
        (Role.VILLAGE, VILLAGE, 5),
        (Role.OPERATOR, "*", 5),
        (Role.AUDITOR, "37", 5),
        (Role.VILLAGE, OTHER_VILLAGE, 0),
        (Role.TOWN, "371311002", 0),
        (Role.COUNTY, "371302", 0),
    ],
)
async def test_everyone_sees_the_orders_of_their_own_place(detected, api, role: Role, region: str, orders: int) -> None:
    assert len((await api.as_(role, region=region).get("/orders")).json()["rows"]) == orders


async def test_an_order_elsewhere_is_not_found(detected, api, session) -> None:
    order = (await session.exec(select(WorkOrder))).first()
    answer = await api.as_(Role.COUNTY, region="371302").get(f"/orders/{order.id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "order-not-found")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("department=health", 1),
        ("state=open", 5),
        ("state=done", 0),
        ("is_overdue=true", 2),
        ("is_overdue=false", 3),
        ("case_id=00000000-0000-7000-8000-000000000000", 0),
    ],
)
async def test_orders_are_filtered(detected, api, frozen_at, asked: str, found: int) -> None:
    with frozen_at("2020-06-02T10:00:00+08:00"):
        answer = (await api.as_(Role.COUNTY, region=COUNTY).get(f"/orders?{asked}")).json()
    assert len(answer["rows"]) == found


async def test_pages_follow_one_another_without_gap_or_repeat(detected, api) -> None:
    county, seen, after = api.as_(Role.COUNTY, region=COUNTY), [], ""
    while True:
        answer = (await county.get(f"/orders?limit=2{after}")).json()
        seen += [order["id"] for order in answer["rows"]]
        if not answer["next"]:
            break
        after = f"&after={answer['next']}"
    assert len(seen) == len(set(seen)) == 5


async def test_a_department_accepts_and_completes_its_order(detected, api, frozen_at) -> None:
    department = civil_affairs(api)
    with frozen_at("2020-06-01T10:00:00+08:00"):
        [order] = (await department.get("/orders")).json()["rows"]
        accepted = await department.post(f"/orders/{order['id']}/acceptance")
        done = await department.post(f"/orders/{order['id']}/completion", json={"result": "已发放临时救助金 2000 元"})
    assert (accepted.status_code, accepted.json()["state"], accepted.json()["accepted_by"]) == (201, "accepted", "民政小李")
    assert (done.status_code, done.json()["state"], done.json()["is_late"]) == (201, "done", False)


async def test_a_completion_sent_twice_under_one_key_is_one_completion(detected, api, emitted, session) -> None:
    department, key = civil_affairs(api), {"Idempotency-Key": "one"}
    [order] = (await department.get("/orders")).json()["rows"]
    await department.post(f"/orders/{order['id']}/acceptance")
    first = await department.post(f"/orders/{order['id']}/completion", json={"result": "已救助"}, headers=key)
    second = await department.post(f"/orders/{order['id']}/completion", json={"result": "已救助"}, headers=key)
    assert first.json() == second.json()
    assert len(await emitted(session)) == 2


@pytest.mark.parametrize(
    ("result", "status", "code"),
    [
        ({"result": "已救助 11010519491231002X"}, 422, "id-number-in-text"),
        ({"result": " "}, 422, "invalid-input"),
        ({"result": "办" * 2001}, 422, "invalid-input"),
        ({"result": "已救助\x00"}, 422, "invalid-input"),
        ({}, 422, "invalid-input"),
        ({"result": "已救助", "amount": 1}, 422, "invalid-input"),
        ({"result": "已救助"}, 409, "order-cannot-move"),
    ],
)
async def test_a_completion_that_makes_no_sense_is_refused(detected, api, result: dict[str, Any], status: int, code: str) -> None:
    department = civil_affairs(api)
    [order] = (await department.get("/orders")).json()["rows"]
    answer = await department.post(f"/orders/{order['id']}/completion", json=result)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "11010519491231002X" not in answer.text


async def test_only_the_county_sends_an_order_back(detected, api, frozen_at) -> None:
    department = civil_affairs(api)
    form = {"reason": "救助金尚未到账", "due_on": "2020-06-04"}
    with frozen_at("2020-06-01T10:00:00+08:00"):
        [order] = (await department.get("/orders")).json()["rows"]
        await department.post(f"/orders/{order['id']}/acceptance")
        await department.post(f"/orders/{order['id']}/completion", json={"result": "已救助"})
        refused = await department.post(f"/orders/{order['id']}/reopening", json=form)
        again = await api.as_(Role.COUNTY, region=COUNTY).post(f"/orders/{order['id']}/reopening", json=form)
    assert refused.status_code == 403
    assert (again.status_code, again.json()["state"], again.json()["turn"]) == (201, "open", 2)


async def test_a_hospital_has_no_business_here(api) -> None:
    assert (await api.as_(Role.HOSPITAL, org="H1").get("/orders")).status_code == 403
    assert (await api.get("/orders")).status_code == 401


async def test_an_officer_is_registered_and_shown_without_the_secret(api) -> None:
    county = api.as_(Role.COUNTY, region=COUNTY)
    body = a_post(by_email(), by_webhook("https://oa.example.gov.cn/hooks"), by_log())
    put = await county.put(f"/posts/{VILLAGE}", json=body)
    assert put.status_code == 200, put.text
    [post] = (await county.get("/posts")).json()["rows"]
    assert post == IsPartialDict(region=VILLAGE, department=None, name="王小明", place=IsStr(regex=f".*罗庄区.*{VILLAGE_NAME}"))
    assert [way["channel"] for way in post["channels"]] == ["email", "webhook", "log"]
    assert "whsec_" not in put.text


async def test_a_post_put_again_is_changed_not_doubled(api) -> None:
    county = api.as_(Role.COUNTY, region=COUNTY)
    first = await county.put(f"/posts/{VILLAGE}", json=a_post(by_log()))
    second = await county.put(f"/posts/{VILLAGE}", json=a_post(by_email(), name="李大山"))
    desk = await county.put(f"/posts/{VILLAGE}/departments/health", json=a_post(by_log()))
    assert first.json()["id"] == second.json()["id"] != desk.json()["id"]
    assert [post["name"] for post in (await county.get("/posts")).json()["rows"]] == ["李大山", "王小明"]


@pytest.mark.parametrize(
    ("region", "body", "status", "code"),
    [
        (OTHER_COUNTY_VILLAGE, a_post(by_log()), 403, "outside-region"),
        ("371311999", a_post(by_log()), 422, "invalid-input"),
        (VILLAGE, a_post(), 422, "invalid-input"),
        (VILLAGE, a_post({"channel": "pigeon", "address": "roof"}), 422, "invalid-input"),
        (VILLAGE, a_post(by_email("nobody")), 422, "invalid-input"),
        (VILLAGE, a_post(by_log(), name="王\x00"), 422, "invalid-input"),
        (VILLAGE, a_post({"channel": "log", "address": "值班室\x1b"}), 422, "invalid-input"),
        (VILLAGE, a_post(by_webhook("https://127.0.0.1/hooks")), 422, "webhook-address-refused"),
        (VILLAGE, a_post(by_webhook("http://oa.example.gov.cn/hooks")), 422, "webhook-address-refused"),
    ],
)
async def test_a_post_that_makes_no_sense_is_refused(api, region: str, body: dict[str, Any], status: int, code: str) -> None:
    answer = await api.as_(Role.COUNTY, region=COUNTY).put(f"/posts/{region}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_message_goes_out_after_the_orders_and_its_record_can_be_read(detected, app, sessions, api, duty_log) -> None:
    [queue] = [queue for queue in jobs.queues if queue.take is send_messages]
    assert await take("notifier", queue, sessions)
    assert not await take("notifier", queue, sessions)
    [line] = duty_log.read_text("utf-8").splitlines()
    assert VILLAGE_NAME in line
    [record] = (await api.as_(Role.TOWN, region=TOWN).get("/deliveries?state=sent")).json()["rows"]
    assert record == IsPartialDict(
        case_id=str(detected.case_id), channel="log", attempts=1, state_label="已发送", kind="case-opened"
    )


async def test_delivery_records_are_for_those_who_answer_for_the_place(detected, api) -> None:
    assert (await civil_affairs(api).get("/deliveries")).status_code == 403
    assert (await api.as_(Role.TOWN, region="371311002").get("/deliveries")).json()["rows"] == []


async def test_the_clock_escalates_what_is_overdue(detected, tick, session) -> None:
    await tick(escalate_overdue_orders, MONDAY + timedelta(hours=25))
    await tick(escalate_overdue_orders, MONDAY + timedelta(hours=25, minutes=1))
    assert [escalation.level for escalation in (await session.exec(select(Escalation))).all()] == ["department", "department"]


async def test_no_row_and_no_message_holds_a_name_or_an_address(api, deliver, session) -> None:
    body = a_post(by_email(), name="王小明")
    await api.as_(Role.COUNTY, region=COUNTY).put(f"/posts/{VILLAGE}", json=body)
    await deliver(a_detection())
    tables = ("dispatch", "work_order", "message", "delivery", "post", "outbox", "audit")
    rows = [row for table in tables for row in await session.execute(text(f"SELECT {table}::text FROM {table}"))]
    assert len(rows) > 10
    told = "\n".join(row[0] for row in rows)
    for secret in ("王小明", "officer@", "luozhuang.example", "0" * 64):
        assert secret not in told


async def test_the_board_shows_the_most_urgent_first(detected, api, frozen_at) -> None:
    with frozen_at("2020-06-02T10:00:00+08:00"):
        answer = await api.as_(Role.COUNTY, region=COUNTY).get("/orders/page")
    assert answer.headers["content-type"].startswith("text/html")
    board = answer.text
    assert board.index("已逾期，期限是 6月2日（周二）09:00") < board.index("请在 6月8日（周一）23:59")
    assert VILLAGE_NAME in board
    assert "<b>5</b>待办" in board
    assert "<b>2</b>已逾期" in board


async def test_an_empty_board_says_so(api) -> None:
    assert "没有待办的工单" in (await civil_affairs(api).get("/orders/page")).text


async def test_a_departments_board_is_its_own(detected, api) -> None:
    board = (await civil_affairs(api).get("/orders/page")).text
    assert "民政工单" in board
    assert "家庭医生" not in board
