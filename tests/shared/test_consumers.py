"""How an event becomes one effect, and what becomes of one that cannot."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.events.registry import CaseClosed
from shared.events.wire import encode
from tests.conftest import Deliver
from tests.shared.toy import dry_umbrellas

COUNT = text("SELECT count(*) FROM umbrella")


def a_closed_case(*late: str) -> CaseClosed:
    return CaseClosed(
        case_id=uuid4(), household_id=uuid4(), region="371311100201", closed_at=datetime.now(UTC), late_parts=list(late)
    )


async def test_an_event_that_comes_twice_has_one_effect(deliver: Deliver, session: AsyncSession) -> None:
    event = a_closed_case()
    [first] = await deliver(event)
    [second] = await deliver(event)
    assert (first.settled, second.settled) == (["ack"], ["ack"])
    assert (await session.execute(COUNT)).scalar_one() == 1


async def test_a_rule_that_says_no_buries_the_event_with_its_reason(deliver: Deliver, session: AsyncSession) -> None:
    [delivery] = await deliver(a_closed_case("rainless"))
    assert delivery.settled == ["bury"]
    assert delivery.reason == {
        "code": "rainless",
        "title": "没有下雨",
        "mend": "请按提示更正后重新提交",
        "pointer": "/data/late_parts",
    }
    assert (await session.execute(text("SELECT count(*) FROM inbox"))).scalar_one() == 0


async def test_a_failing_handler_is_tried_again_later_each_time_and_then_buried(deliver: Deliver) -> None:
    settled = [(await deliver(a_closed_case("broken"), attempt=attempt))[0].settled[0] for attempt in range(1, 8)]
    assert settled == [*(f"retry in {s} s" for s in (1, 5, 30, 120, 600, 1800)), "bury"]


async def test_what_nobody_can_read_is_buried_at_once(deliver: Deliver) -> None:
    good = orjson.loads(encode(a_closed_case()))
    for spoil, code, pointer in [
        ({"type": "relief.registry.other.v1"}, "wrong-event-type", "/type"),
        ({"specversion": "0.3"}, "unreadable-event", "/specversion"),
        ({"id": "17"}, "unreadable-event", "/id"),
        ({"time": "yesterday"}, "unreadable-event", "/time"),
        ({"time": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}, "event-from-the-future", "/time"),
        ({"data": []}, "unreadable-event", "/data"),
        ({"data": {**good["data"], "region": 5}}, "unreadable-event", "/data/region"),
        ({"data": {**good["data"], "note": "x" * 70_000}}, "event-too-large", None),
    ]:
        [delivery] = await deliver(orjson.dumps(good | spoil), to=CaseClosed)
        assert delivery.settled == ["bury"]
        assert delivery.reason is not None
        assert (delivery.reason["code"], delivery.reason["pointer"]) == (code, pointer)
    [delivery] = await deliver(b"\xff not json", to=CaseClosed)
    assert delivery.reason is not None
    assert delivery.reason["code"] == "unreadable-event"


async def test_readers_ignore_fields_they_do_not_know(deliver: Deliver) -> None:
    good = orjson.loads(encode(a_closed_case()))
    [delivery] = await deliver(orjson.dumps(good | {"data": {**good["data"], "weather": "wet"}}), to=CaseClosed)
    assert delivery.settled == ["ack"]


async def test_a_tick_happens_once_over_all_replicas(deliver: Deliver, tick, session: AsyncSession) -> None:  # type: ignore[no-untyped-def]
    await deliver(a_closed_case())
    at = datetime(2020, 6, 1, 9, 0, 30, tzinfo=UTC)
    await tick(dry_umbrellas, at)
    await tick(dry_umbrellas, at + timedelta(seconds=10))
    await tick(dry_umbrellas, at + timedelta(seconds=40))
    assert (await session.execute(text("SELECT price_fen FROM umbrella"))).scalar_one() == 102
