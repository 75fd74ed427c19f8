"""The relay, a real broker and the consumers together: debts are paid, messages come once, the dead are kept."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import aclosing, asynccontextmanager
from uuid import uuid4

import asyncpg
import nats
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text

from deploy.embedded.nats import Nats
from shared import bus, dead, outbox
from shared.database import the_platform, transaction
from shared.events.funds import DisclosurePublished
from shared.events.registry import CaseClosed
from shared.events.wire import encode
from shared.settings import Settings
from tests.shared import toy
from tests.shared.test_consumers import a_closed_case
from tests.waiting import until


@pytest.fixture
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nats]:
    with Nats(tmp_path_factory.mktemp("nats")) as server:
        async with bus.connected(an_operator(server)) as connection:
            await connection.lay_streams()
        yield server


def an_operator(broker: Nats) -> Settings:
    return Settings(
        database_url="postgresql://unused/x",
        nats_url=broker.url,
        nats_user="operator",
        nats_password=SecretStr(broker.passwords["operator"]),
    )


@asynccontextmanager
async def running(database_url: str, broker: Nats) -> AsyncIterator[FastAPI]:
    """The toy with its background work, as uvicorn would run it."""
    app = toy.create(
        Settings(
            database_url=database_url, nats_url=broker.url, nats_user="funds", nats_password=SecretStr(broker.passwords["funds"])
        )
    )
    async with app.router.lifespan_context(app):
        yield app


async def publish(broker: Nats, event: CaseClosed, *, traceparent: str = "") -> None:
    client = await nats.connect(
        broker.url, user="registry", password=broker.passwords["registry"], inbox_prefix=b"_INBOX_registry"
    )
    await client.jetstream().publish(
        event.sent_to, encode(event), headers={"Nats-Msg-Id": str(event.event_id), "traceparent": traceparent}
    )
    await client.close()


async def count(app: FastAPI, table: str) -> int:
    async with transaction(app.state.sessions, the_platform("test", "test")) as session:
        return int((await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


async def test_an_event_is_consumed_and_its_consequence_published(database_url: str, broker: Nats) -> None:
    async with running(database_url, broker) as app:
        await publish(broker, a_closed_case())
        await until(lambda: _is(count(app, "umbrella"), 1))
        await until(lambda: _is(count(app, "outbox"), 0))
        reader = await nats.connect(
            broker.url, user="operator", password=broker.passwords["operator"], inbox_prefix=b"_INBOX_operator"
        )
        last = await reader.jetstream().get_last_msg("RELIEF", DisclosurePublished.subject)
        assert json.loads(last.data or b"")["type"] == DisclosurePublished.subject
        await reader.close()


async def test_what_an_event_causes_carries_the_trace_that_it_came_with(database_url: str, broker: Nats) -> None:
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    async with running(database_url, broker) as app:
        await publish(broker, a_closed_case(), traceparent=f"00-{trace_id}-00f067aa0ba902b7-01")
        await until(lambda: _is(count(app, "umbrella"), 1))
        await until(lambda: _is(count(app, "outbox"), 0))
        async with bus.connected(an_operator(broker)) as operator:
            last = await operator.jetstream.get_last_msg("RELIEF", DisclosurePublished.subject)
        assert trace_id in (last.headers or {})["traceparent"]
        assert trace_id in json.loads(last.data or b"")["traceparent"]


async def test_debts_outlive_the_broker_and_are_paid_when_it_returns(database_url: str, broker: Nats) -> None:
    async with running(database_url, broker) as app:
        await until(lambda: _connected(app))
        broker.kill()
        async with transaction(app.state.sessions, the_platform("test", "test")) as session:
            await outbox.record(
                session, DisclosurePublished(entry_id=uuid4(), region="371311100", kind="x", published_on="2020-06-01")
            )
        assert await count(app, "outbox") == 1
        broker.start()
        await until(lambda: _is(count(app, "outbox"), 0))


async def test_the_relay_outlives_a_statement_sent_into_the_last_word_of_a_dying_database(
    database_url: str, broker: Nats, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay, falls = outbox.pay, iter([asyncpg.InternalClientError("another operation (2) is in progress")])

    async def pay_badly_once(connection: asyncpg.Connection, bus: bus.Bus) -> int:
        for failure in falls:
            raise failure
        return await pay(connection, bus)

    monkeypatch.setattr(outbox, "pay", pay_badly_once)
    async with running(database_url, broker) as app:
        await publish(broker, a_closed_case())
        await until(lambda: _is(count(app, "umbrella"), 1))
        await until(lambda: _is(count(app, "outbox"), 0))


async def test_more_events_than_one_request_asks_for_are_all_consumed(database_url: str, broker: Nats) -> None:
    many = bus.PULL_MESSAGES * 2 + 7
    async with running(database_url, broker) as app, bus.connected(an_operator(broker)) as sender:
        events = [a_closed_case() for _ in range(many)]
        await sender.publish_all([bus.Outgoing(event.sent_to, encode(event), str(event.event_id)) for event in events])
        await until(lambda: _is(count(app, "umbrella"), many))
        assert await sender.pending("funds-pay_emergency_grant") == 0


@asynccontextmanager
async def told(broker: Nats, *, events: int) -> AsyncIterator[bus.Bus]:
    """A bus on which a durable `funds-patient` waits for so many events."""
    async with bus.connected(an_operator(broker)) as operator:
        await operator.upsert_consumer("funds-patient", CaseClosed.filter(), in_flight=64)
        closed = [a_closed_case() for _ in range(events)]
        await operator.publish_all([bus.Outgoing(event.sent_to, encode(event), str(event.event_id)) for event in closed])
        yield operator


async def taken_by_the_patient(operator: bus.Bus, *, events: int) -> list[int]:
    """How many came at a time until all were there, each settled at once."""
    taken = list[int]()
    async with asyncio.timeout(bus.SILENCE_S / 2), aclosing(operator.pull("funds-patient", many=5, patience_s=0.01)) as pulled:
        async for deliveries in pulled:
            taken.append(len(deliveries))
            for delivery in deliveries:
                await delivery.ack()
            if sum(taken) == events:
                break
    return taken


async def test_who_has_patience_is_given_what_waits_together(broker: Nats) -> None:
    async with told(broker, events=7) as operator:
        assert await taken_by_the_patient(operator, events=7) == [5, 2]


async def test_who_has_patience_and_no_company_does_not_wait_for_any(broker: Nats) -> None:
    async with told(broker, events=1) as operator:
        assert await taken_by_the_patient(operator, events=1) == [1]


async def test_consumers_go_on_after_the_broker_was_killed(database_url: str, broker: Nats) -> None:
    async with running(database_url, broker) as app:
        await publish(broker, a_closed_case())
        await until(lambda: _is(count(app, "umbrella"), 1))
        broker.kill()
        broker.start()
        await publish(broker, a_closed_case())
        await until(lambda: _is(count(app, "umbrella"), 2))


async def test_a_durable_that_somebody_deleted_is_laid_again(database_url: str, broker: Nats) -> None:
    async with running(database_url, broker) as app, bus.connected(an_operator(broker)) as operator:
        await publish(broker, a_closed_case())
        await until(lambda: _is(count(app, "umbrella"), 1))
        await operator.jetstream.delete_consumer(bus.STREAM, "funds-pay_emergency_grant")
        await publish(broker, a_closed_case())
        await until(lambda: _is(count(app, "umbrella"), 2))


async def test_a_service_may_not_publish_anothers_event(database_url: str, broker: Nats) -> None:
    async with running(database_url, broker) as app, transaction(app.state.sessions, the_platform("test", "test")) as session:
        with pytest.raises(ValueError, match="funds may not publish"):
            await outbox.record(session, a_closed_case())


async def test_a_refused_event_lies_in_the_stream_of_the_dead_with_its_reason(database_url: str, broker: Nats) -> None:
    async with running(database_url, broker):
        await publish(broker, a_closed_case("rainless"))
        reader = await nats.connect(
            broker.url, user="operator", password=broker.passwords["operator"], inbox_prefix=b"_INBOX_operator"
        )

        async def buried() -> bool:
            return (await reader.jetstream().stream_info("DEAD")).state.messages == 1

        await until(buried)
        letter = json.loads((await reader.jetstream().get_last_msg("DEAD", "dead.funds.pay_emergency_grant")).data or b"")
        assert letter["reason"]["code"] == "rainless"
        assert json.loads(letter["body"])["type"] == CaseClosed.subject
        await reader.close()


async def test_a_dead_letter_is_listed_shown_and_replayed_without_a_second_effect(database_url: str, broker: Nats) -> None:
    async with running(database_url, broker) as app, bus.connected(an_operator(broker)) as operator:
        await publish(broker, a_closed_case("rainless"))
        await until(lambda: _buried(operator, 1))
        [line] = await dead.summaries(operator)
        assert (line["handler"], line["code"], line["attempts"]) == ("funds-pay_emergency_grant", "rainless", 1)
        assert json.loads((await dead.read(operator, line["number"]))["body"])["type"] == CaseClosed.subject

        await dead.replay(operator, line["number"])
        await until(lambda: _buried(operator, 1, after=line["number"]))  # the rule still says no: buried anew
        [again] = await dead.summaries(operator)
        await dead.discard(operator, again["number"], "试验")
        assert await dead.summaries(operator) == []
        with pytest.raises(dead.NoSuchLetter):
            await dead.read(operator, again["number"])
        assert await count(app, "umbrella") == 0


async def _buried(operator: bus.Bus, letters: int, after: int = 0) -> bool:
    lines = await dead.summaries(operator)
    return len(lines) == letters and all(line["number"] > after for line in lines)


async def _is(counting: Awaitable[int], expected: int) -> bool:
    return await counting == expected


async def _connected(app: FastAPI) -> bool:
    return bool(app.state.bus.is_connected)
