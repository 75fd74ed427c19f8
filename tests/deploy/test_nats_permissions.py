"""Each credential of the bus can do what it must, and nothing else: proved on a real nats-server."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import nats.errors
import pytest
from nats.aio.client import Client
from nats.js.api import ConsumerConfig

from deploy import SERVICES
from deploy.embedded.nats import Nats
from deploy.nats.permissions import USERS_CONF, everybody_s, of_service, rendered
from deploy.nats.users import CIVIL_AFFAIRS_REGIONS, FEED_SUBSCRIBERS, OPERATOR, civil_affairs, feed_user
from shared.bus import connected
from shared.events.civil_affairs import ReliefNeedReported
from shared.events.registry import ReliefNeedAnswered
from shared.settings import Settings

Call = Callable[[str], AbstractAsyncContextManager["Caller"]]
REGION = CIVIL_AFFAIRS_REGIONS[0]
CIVIL = civil_affairs(REGION)
FED = FEED_SUBSCRIBERS[0]
SYSTEM = feed_user(FED)
REPORTED = f"{ReliefNeedReported.subject}.{REGION}"
ANSWERED = f"{ReliefNeedAnswered.subject}.{REGION}"
WITH_HANDLERS = [service for service in SERVICES if len(of_service(service).publish) > 2]


@dataclass
class Caller:
    """A connection of one user, and what the server held against it."""

    client: Client
    complaints: "asyncio.Queue[str]"

    async def is_refused(self, attempt: Callable[[], Awaitable[object]]) -> bool:
        """Whether the server answers this attempt with a permissions violation. The server works in order: the complaint,
        if any, is here before the answer to a ping that was sent after the attempt."""
        await attempt()
        await self.is_heard()
        return not self.complaints.empty() and "permissions violation" in self.complaints.get_nowait().lower()

    async def is_heard(self) -> None:
        """Returns when the server has worked through all that was sent. nats-py sends the first ping before what it has
        buffered, so it is the answer to the second one that counts."""
        await self.client.flush()
        await self.client.flush()

    async def may_publish(self, subject: str) -> bool:
        return not await self.is_refused(lambda: self.client.publish(subject, b"{}", reply=f"_INBOX_{self.user}.nobody"))

    async def may_subscribe(self, subject: str) -> bool:
        return not await self.is_refused(lambda: self.client.subscribe(subject))

    @property
    def user(self) -> str:
        return str(self.client.options["user"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    with Nats(tmp_path_factory.mktemp("bus") / "nats") as running:
        yield running


@pytest.fixture
async def streams(server: Nats) -> None:
    """Laid as they are laid at every start: what is there stays."""
    operator = Settings(
        database_url="",
        jwks="",
        identity_key="",
        nats_url=server.url,
        nats_user=OPERATOR,
        nats_password=server.passwords[OPERATOR],
    )
    async with connected(operator) as bus:
        await bus.lay_streams()
        await bus.lay_feeds(FEED_SUBSCRIBERS)


@pytest.fixture
def call(server: Nats, streams: None) -> Call:
    """`async with call("registry") as registry`: a connection of that user."""

    @asynccontextmanager
    async def connection(user: str) -> AsyncIterator[Caller]:
        complaints: asyncio.Queue[str] = asyncio.Queue()

        async def complain(error: Exception) -> None:
            complaints.put_nowait(str(error))

        client = Client()
        await client.connect(
            server.url,
            user=user,
            password=server.passwords[user],
            inbox_prefix=f"_INBOX_{user}".encode(),
            error_cb=complain,
            allow_reconnect=False,
        )
        try:
            yield Caller(client, complaints)
        finally:
            await client.close()

    return connection


def test_the_file_says_what_the_code_says() -> None:
    assert USERS_CONF.read_text() == rendered(everybody_s()), "run: python -m deploy.nats.permissions"


@pytest.mark.parametrize("credential", [{}, {"user": "registry", "pass": "guessed"}, {"user": "nobody", "pass": ""}])
async def test_nobody_enters_without_the_right_password(credential: dict[str, str], server: Nats) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    await reader.readline()
    writer.write(b"CONNECT " + json.dumps({"verbose": False} | credential).encode() + b"\r\nPING\r\n")
    assert b"Authorization Violation" in await reader.readline()
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_publishes_its_own_facts_and_dead_letters_with_acknowledgement(service: str, call: Call) -> None:
    async with call(service) as caller:
        jetstream = caller.client.jetstream()
        assert (await jetstream.publish(f"relief.{service}.tried.v1", b"{}")).stream == "RELIEF"
        assert (await jetstream.publish(f"dead.{service}.tried", b"{}")).stream == "DEAD"


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_speaks_for_nobody_else(service: str, call: Call) -> None:
    async with call(service) as caller:
        for other in set(SERVICES) - {service}:
            assert not await caller.may_publish(f"relief.{other}.tried.v1")
            assert not await caller.may_publish(f"dead.{other}.tried")
        assert not await caller.may_publish(REPORTED)
        assert not await caller.may_publish("anything")


@pytest.mark.parametrize("service", WITH_HANDLERS)
async def test_a_service_pulls_through_its_own_durables(service: str, call: Call) -> None:
    durable = next(subject for subject in of_service(service).publish if "DURABLE.CREATE" in subject).rsplit(".", 1)[-1]
    async with call(service) as caller, call("registry") as registry:
        jetstream = caller.client.jetstream()
        config = ConsumerConfig(durable_name=durable, filter_subject="relief.registry.pulled.v1")
        await jetstream.add_consumer("RELIEF", config=config)
        await registry.client.jetstream().publish("relief.registry.pulled.v1", b"{}")
        subscription = await jetstream.pull_subscribe_bind(durable, stream="RELIEF")
        [message] = await subscription.fetch(1, timeout=30)
        await message.ack_sync()
        assert (await jetstream.consumer_info("RELIEF", durable)).num_ack_pending == 0
        assert caller.complaints.empty()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_takes_nothing_from_another_s_durables(service: str, call: Call) -> None:
    async with call(service) as caller:
        for other in set(WITH_HANDLERS) - {service}:
            for subject in of_service(other).publish[2:]:
                assert not await caller.may_publish(subject.replace(".>", ".1.1.1.1.0"))
        assert not await caller.may_publish(f"$JS.API.CONSUMER.DURABLE.CREATE.RELIEF.{service}-of_my_own")
        assert not await caller.may_publish("$JS.API.CONSUMER.CREATE.RELIEF")


@pytest.mark.parametrize("user", [*SERVICES, CIVIL, SYSTEM])
async def test_only_the_operator_touches_the_streams(user: str, call: Call) -> None:
    async with call(user) as caller:
        for request in (
            "STREAM.CREATE.RELIEF",
            "STREAM.UPDATE.RELIEF",
            "STREAM.DELETE.RELIEF",
            "STREAM.PURGE.RELIEF",
            "STREAM.MSG.GET.RELIEF",
            "STREAM.MSG.DELETE.DEAD",
            "STREAM.INFO.RELIEF",
            "INFO",
        ):
            assert not await caller.may_publish(f"$JS.API.{request}")


@pytest.mark.parametrize("user", [*SERVICES, OPERATOR, CIVIL, SYSTEM])
async def test_nobody_listens_to_what_is_not_theirs(user: str, call: Call) -> None:
    async with call(user) as caller:
        for other in {*SERVICES, OPERATOR, CIVIL, SYSTEM} - {user}:
            assert not await caller.may_subscribe(f"_INBOX_{other}.>")
        for subject in ("relief.>", "dead.>", "relief.registry.new-poverty-detected.v1", "feed.>", "_INBOX.>", "$JS.>", ">"):
            assert not await caller.may_subscribe(subject)


async def test_a_civil_affairs_system_reports_for_its_own_region_and_hears_the_answer(call: Call) -> None:
    async with call(CIVIL) as outsider, call("registry") as registry:
        assert (await outsider.client.jetstream().publish(REPORTED, b"{}")).stream == "RELIEF"
        answers = await outsider.client.subscribe(ANSWERED)
        await outsider.is_heard()
        await registry.client.jetstream().publish(ANSWERED, b"accepted")
        assert (await answers.next_msg(timeout=30)).data == b"accepted"


@pytest.mark.parametrize(
    "subject",
    [
        f"{ReliefNeedReported.subject}.371302",
        f"{ReliefNeedReported.subject}.{REGION}.x",
        ReliefNeedReported.subject,
        ANSWERED,
        "relief.registry.new-poverty-detected.v1",
        "relief.civil-affairs.anything.v1.371311",
        "dead.registry.anything",
        "$JS.ACK.RELIEF.registry-report_relief_need.1.1.1.1.0",
    ],
)
async def test_a_civil_affairs_system_says_nothing_else(subject: str, call: Call) -> None:
    async with call(CIVIL) as outsider:
        assert not await outsider.may_publish(subject)


@pytest.mark.parametrize("subject", [f"{ReliefNeedAnswered.subject}.371302", f"{ReliefNeedAnswered.subject}.*", REPORTED])
async def test_a_civil_affairs_system_hears_nothing_else(subject: str, call: Call) -> None:
    async with call(CIVIL) as outsider:
        assert not await outsider.may_subscribe(subject)


async def test_a_subscriber_fetches_what_is_put_on_its_own_subjects(call: Call) -> None:
    async with call(SYSTEM) as system, call("notifier") as notifier:
        jetstream = notifier.client.jetstream()
        assert (await jetstream.publish("feed.another-system.registry.case-closed.v1", b"theirs")).stream == "FEED"
        await jetstream.publish(f"feed.{FED}.registry.case-closed.v1", b"ours")
        subscription = await system.client.jetstream().pull_subscribe_bind(FED, stream="FEED")
        [message] = await subscription.fetch(1, timeout=30)
        assert message.data == b"ours"
        await message.ack_sync()
        left = await system.client.jetstream().consumer_info("FEED", FED)
        assert (left.num_pending, left.num_ack_pending) == (0, 0)
        assert system.complaints.empty()


@pytest.mark.parametrize(
    "subject",
    [
        f"feed.{FED}.registry.case-closed.v1",
        "relief.registry.new-poverty-detected.v1",
        "$JS.API.CONSUMER.MSG.NEXT.FEED.another-system",
        "$JS.API.CONSUMER.MSG.NEXT.RELIEF.notifier-keep_feed",
        f"$JS.API.CONSUMER.DURABLE.CREATE.FEED.{FED}",
        f"$JS.API.CONSUMER.CREATE.FEED.{FED}.feed.>",
        f"$JS.API.CONSUMER.DELETE.FEED.{FED}",
        "$JS.API.STREAM.MSG.GET.FEED",
        "$JS.API.DIRECT.GET.FEED",
    ],
)
async def test_a_subscriber_says_nothing(subject: str, call: Call) -> None:
    async with call(SYSTEM) as system:
        assert not await system.may_publish(subject)


@pytest.mark.parametrize("subject", ["feed.>", "feed.*.registry.case-closed.v1", "feed.another-system.>"])
async def test_a_subscriber_hears_nobody_else_s_feed(subject: str, call: Call) -> None:
    async with call(SYSTEM) as system:
        assert not await system.may_subscribe(subject)
        assert await system.may_subscribe(f"feed.{FED}.>")


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"notifier"}))
async def test_notifier_alone_feeds(service: str, call: Call) -> None:
    async with call(service) as caller:
        assert not await caller.may_publish(f"feed.{FED}.registry.case-closed.v1")


async def test_a_refused_publish_is_never_stored(server: Nats, call: Call) -> None:
    async with call(OPERATOR) as operator, call(CIVIL) as outsider:
        before = (await operator.client.jetstream().stream_info("RELIEF")).state.last_seq
        with pytest.raises(nats.errors.TimeoutError):
            await outsider.client.jetstream(timeout=0.2).publish("relief.registry.forged.v1", b"{}")
        assert (await operator.client.jetstream().stream_info("RELIEF")).state.last_seq == before


async def test_what_is_too_large_for_an_event_is_refused(call: Call) -> None:
    async with call("registry") as caller:
        with pytest.raises(nats.errors.MaxPayloadError):
            await caller.client.publish("relief.registry.tried.v1", b"x" * (1024 * 1024 + 1))
