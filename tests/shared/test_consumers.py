"""How an event becomes one effect, and what becomes of one that cannot."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import orjson
from sqlalchemy import text
from sqlalchemy.exc import InternalError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.consumers import Consumers, settle, settle_together
from shared.database import Sessions
from shared.events.registry import CaseClosed
from shared.events.wire import encode
from shared.outbox import debt
from tests.conftest import Deliver, HandDelivery
from tests.shared.toy import Rainless, dry_umbrellas

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


async def failing(sessions: Sessions, *failures: Exception) -> list[str]:
    """How a message is settled each time, when its handler raises these in turn."""
    to_come = iter(failures)
    unlucky = Consumers("funds")

    @unlucky.on(CaseClosed)
    async def fail(session: AsyncSession, event: CaseClosed) -> None:
        raise next(to_come)

    delivery = delivered(a_closed_case())
    for _ in failures:
        await settle("funds", unlucky.handlers[0], delivery, sessions)
    return delivery.settled


LATER_EACH_TIME = [f"retry in {s} s" for s in (1, 5, 30, 120, 600, 1800)]


async def test_a_failing_handler_is_tried_again_later_each_time_and_then_buried(sessions: Sessions) -> None:
    assert await failing(sessions, *[ZeroDivisionError()] * 7) == [*LATER_EACH_TIME, "bury"]


async def test_what_waited_for_the_database_has_all_its_chances_left(sessions: Sessions) -> None:
    dying = InternalError("COMMIT", {}, Exception("another operation (2) is in progress"))
    settled = await failing(sessions, *[ConnectionRefusedError(), dying] * 5, *[ZeroDivisionError()] * 7)
    assert settled == [*["retry in 1 s"] * 10, *LATER_EACH_TIME, "bury"]


async def test_what_nobody_can_read_is_buried_at_once(deliver: Deliver) -> None:
    good = orjson.loads(encode(a_closed_case()))
    for spoil, code, pointer in [
        ({"type": "relief.registry.other.v1"}, "wrong-event-type", "/type"),
        ({"specversion": "0.3"}, "unreadable-event", "/specversion"),
        ({"id": "17"}, "unreadable-event", "/id"),
        ({"time": "yesterday"}, "unreadable-event", "/time"),
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


together = Consumers("funds")


@together.on_many(CaseClosed)
async def buy_for_all(session: AsyncSession, events: Sequence[CaseClosed]) -> None:
    """One umbrella for each; `why` of the transaction tells how many were bought together."""
    for event in events:
        if event.late_parts == ["rainless"]:
            raise Rainless(pointer="/data/late_parts")
        await session.execute(
            text("INSERT INTO umbrella (id, region, hospital, price_fen) VALUES (:id, '3713', setting('why'), 100)"),
            {"id": event.case_id},
        )


def delivered(event: CaseClosed, traceparent: str | None = None) -> HandDelivery:
    return HandDelivery(event.sent_to, encode(event), traceparent=traceparent)


async def hand_over(sessions: Sessions, *deliveries: HandDelivery) -> None:
    [handler] = together.handlers
    await settle_together("funds", handler, deliveries, sessions)


BOUGHT = text("SELECT id, hospital AS why FROM umbrella ORDER BY id")


async def test_events_that_wait_are_acted_on_in_one_transaction(sessions: Sessions, session: AsyncSession) -> None:
    events = [a_closed_case() for _ in range(3)]
    deliveries = [delivered(event) for event in events]
    await hand_over(sessions, *deliveries)
    assert [delivery.settled for delivery in deliveries] == [["ack"]] * 3
    bought = (await session.execute(BOUGHT)).all()
    assert {row.id for row in bought} == {event.case_id for event in events}
    assert {row.why for row in bought} == {"relief.registry.case-closed.v1 x 3"}


async def test_one_event_that_is_refused_costs_those_beside_it_nothing(sessions: Sessions, session: AsyncSession) -> None:
    good, bad, unreadable = delivered(a_closed_case()), delivered(a_closed_case("rainless")), delivered(a_closed_case())
    unreadable.body = b"{"
    await hand_over(sessions, good, bad, unreadable)
    assert [delivery.settled for delivery in (good, bad, unreadable)] == [["ack"], ["bury"], ["bury"]]
    assert len((await session.execute(BOUGHT)).all()) == 1


async def test_an_event_that_was_done_before_is_not_done_again_among_others(sessions: Sessions, session: AsyncSession) -> None:
    known, new = a_closed_case(), a_closed_case()
    await hand_over(sessions, delivered(known))
    deliveries = [delivered(known), delivered(new), delivered(known)]
    await hand_over(sessions, *deliveries)
    assert [delivery.settled for delivery in deliveries] == [["ack"]] * 3
    assert [row.id for row in (await session.execute(BOUGHT)).all()] == sorted([known.case_id, new.case_id])


async def test_events_that_were_done_before_do_not_keep_the_others_from_going_together(
    sessions: Sessions, session: AsyncSession
) -> None:
    known, *new = [a_closed_case() for _ in range(4)]
    await hand_over(sessions, delivered(known))
    await hand_over(sessions, *(delivered(event) for event in (*new, known)))
    whys = {row.why for row in (await session.execute(BOUGHT)).all() if row.id != known.case_id}
    assert whys == {"relief.registry.case-closed.v1 x 4"}, "one transaction, whose reason names what came"


async def test_what_was_done_together_is_known_when_it_comes_again_alone(sessions: Sessions) -> None:
    acted_on: list[UUID] = []
    counting = Consumers("funds")

    @counting.on_many(CaseClosed)
    async def count(session: AsyncSession, events: Sequence[CaseClosed]) -> None:
        acted_on.extend(event.case_id for event in events)

    events = [a_closed_case() for _ in range(3)]
    await settle_together("funds", counting.handlers[0], [delivered(event) for event in events], sessions)
    again = [delivered(event) for event in events]
    for delivery in again:
        await settle_together("funds", counting.handlers[0], [delivery], sessions)
    assert [delivery.settled for delivery in again] == [["ack"]] * 3
    assert acted_on == [event.case_id for event in events]


async def test_what_one_of_many_events_causes_goes_on_with_its_own_trace(sessions: Sessions) -> None:
    traces = [f"00-{trace * 32}-{'1' * 16}-01" for trace in "ab"]
    seen: list[str | None] = []
    tracing = Consumers("funds")

    @tracing.on_many(CaseClosed)
    async def owe(session: AsyncSession, events: Sequence[CaseClosed]) -> None:
        seen.extend(str(debt(event, because=event)["traceparent"]) for event in events)

    deliveries = [delivered(a_closed_case(), trace) for trace in traces]
    await settle_together("funds", tracing.handlers[0], deliveries, sessions)
    assert seen == traces


async def test_a_tick_happens_once_over_all_replicas(deliver: Deliver, tick, session: AsyncSession) -> None:  # type: ignore[no-untyped-def]
    await deliver(a_closed_case())
    at = datetime(2020, 6, 1, 9, 0, 30, tzinfo=UTC)
    await tick(dry_umbrellas, at)
    await tick(dry_umbrellas, at + timedelta(seconds=10))
    await tick(dry_umbrellas, at + timedelta(seconds=40))
    assert (await session.execute(text("SELECT price_fen FROM umbrella"))).scalar_one() == 102
