"""Bench (b): from a detection to the first act of each of the four services, at rest and under load, against one bare hop.

A detection is an officer's report of somebody in no register. An act is counted when its event stands in the stream, that is
after the service committed it and its relay published it; so each figure holds one publish more than the act itself took.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

import aiohttp
import asyncpg
import nats
import orjson
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.client import JetStreamContext

from deploy.bench.load import open_loop, percentile
from deploy.bench.people import Namer
from deploy.demo.register import id_number
from deploy.embedded.issuer import token
from deploy.embedded.ports import LOOPBACK
from deploy.embedded.stack import Stack
from shared import clock
from shared.events import Event
from shared.events.funds import EmergencyGrantPaid
from shared.events.housing import SafetySurveyOpened
from shared.events.medical import MedicalCoverOpened
from shared.events.notifier import WorkOrdersOpened
from shared.ids import uuid7
from shared.security import Role

COUNTY = "371311"
# One village of each of the county's eight towns: each town pays out of a reserve of its own.
VILLAGES = (
    "371311001001", "371311002009", "371311003001", "371311006207",
    "371311007201", "371311100203", "371311101201", "371311102218",
)  # fmt: skip
ACTS: dict[str, type[Event]] = {
    "medical": MedicalCoverOpened,
    "funds": EmergencyGrantPaid,
    "housing": SafetySurveyOpened,
    "notifier": WorkOrdersOpened,
}
ACTED_WITHIN_S = 120

_people = Namer()
_sequence = count()


@dataclass(frozen=True)
class Chain:
    """One rate: how long each service took to act, in milliseconds, over all detections."""

    rate: str
    detections: int
    per_second: float
    acts_ms: dict[str, list[float]]

    @property
    def all_four_ms(self) -> list[float]:
        """For each detection, the slowest of the four."""
        return [max(each) for each in zip(*self.acts_ms.values(), strict=True)]

    def percentile_ms(self, percent: float) -> float:
        return percentile(self.all_four_ms, percent)


class Reporter:
    """An officer's desk that reports households, and remembers which cases came of it."""

    def __init__(self, stack: Stack, session: aiohttp.ClientSession) -> None:
        bearer = token(stack.keys, Role.COUNTY, region=COUNTY, subject="bench")
        self._session, self._headers = session, {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        self.cases: list[str] = []

    async def report(self, number: int) -> None:
        someone = _people.person()
        form = {
            "village": VILLAGES[number % len(VILLAGES)],
            "trigger": "illness",
            "happened_on": clock.today().isoformat(),
            "id_number": id_number(date.fromisoformat(someone["born_on"]), next(_sequence) % 1000),
            "name": someone["name"],
        }
        headers = self._headers | {"Idempotency-Key": str(uuid7())}
        async with self._session.post("/cases", data=orjson.dumps(form), headers=headers) as answer:
            if answer.status >= 300:
                raise RuntimeError(f"/cases: {answer.status} {(await answer.text())[:300]}")
            self.cases.append((await answer.json())["case_id"])


@asynccontextmanager
async def _at_the_desk(stack: Stack) -> AsyncIterator[Reporter]:
    async with aiohttp.ClientSession(f"http://{LOOPBACK}:{stack.ports['registry']}") as session:
        yield Reporter(stack, session)


async def chain_at_rest(stack: Stack, *, times: int) -> Chain:
    """One detection after another, each begun when the last one's four acts are done."""
    async with _at_the_desk(stack) as desk, watching(stack) as watch:
        for number in range(times):
            await desk.report(number)
            await watch.see(desk.cases[-1:])
        return await _chain(stack, watch, "at rest", desk.cases, 0.0)


async def chain_at(stack: Stack, *, per_second: float, times: int) -> Chain:
    """Detections at a fixed rate, whether or not the last ones are done."""
    async with _at_the_desk(stack) as desk, watching(stack) as watch:
        seconds = await open_loop(desk.report, times=times, per_second=per_second)
        await watch.see(desk.cases)
        return await _chain(stack, watch, f"{per_second:g}/s", desk.cases, times / seconds)


async def fill_reserves(stack: Stack) -> None:
    """Money for as many grants as the bench will ask for."""
    bearer = token(stack.keys, Role.COUNTY, region=COUNTY, subject="bench")
    async with aiohttp.ClientSession(f"http://{LOOPBACK}:{stack.ports['funds']}") as session:
        forms = [("/allocations", {"county": COUNTY, "amount_yuan": "90000000.00", "memo": "试算"})]
        forms += [
            ("/fills", {"town": village[:9], "amount_yuan": "9000000.00", "memo": "试算", "above_ceiling": "试算"})
            for village in VILLAGES
        ]
        for path, form in forms:
            headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": str(uuid7())}
            async with session.post(path, json=form, headers=headers) as answer:
                answer.raise_for_status()


class Watch:
    """Notes when each act reached the stream. It listens from before the first detection, so that it disturbs none."""

    def __init__(self, pulls: dict[str, JetStreamContext.PullSubscription]) -> None:
        self._pulls = pulls
        self.acted: dict[str, dict[str, datetime]] = {service: {} for service in pulls}

    async def see(self, cases: Sequence[str]) -> None:
        """Returns once every service has acted for every one of these cases. Raises TimeoutError."""
        async with asyncio.timeout(ACTED_WITHIN_S):
            for service, pull in self._pulls.items():
                while not self.acted[service].keys() >= set(cases):
                    await self._take(service, pull, 1 if len(cases) == 1 else 200)

    async def _take(self, service: str, pull: JetStreamContext.PullSubscription, many: int) -> None:
        try:
            messages = await pull.fetch(many, timeout=0.5)
        except (nats.errors.TimeoutError, TimeoutError):
            return
        for message in messages:
            case = json.loads(message.data)["data"]["case_id"]
            self.acted[service][case] = message.metadata.timestamp.astimezone(UTC)
            await message.ack()


@asynccontextmanager
async def watching(stack: Stack) -> AsyncIterator[Watch]:
    client = await nats.connect(
        stack.nats.url, user="operator", password=stack.nats.passwords["operator"], inbox_prefix=b"_INBOX_operator"
    )
    stream, pulls = client.jetstream(), {}
    for service, event in ACTS.items():
        config = ConsumerConfig(
            filter_subject=event.subject,
            deliver_policy=DeliverPolicy.NEW,
            ack_policy=AckPolicy.NONE,
            inactive_threshold=120,
            mem_storage=True,  # else the broker writes on its disk how far we have looked, as often as it is acted
        )
        info = await stream.add_consumer("RELIEF", config)
        pulls[service] = await stream.pull_subscribe_bind(info.name, stream="RELIEF")
    yield Watch(pulls)
    await client.close()


async def _chain(stack: Stack, watch: Watch, rate: str, cases: Sequence[str], per_second: float) -> Chain:
    detected = await _detections(stack, cases)
    acts_ms = {
        service: [(acted[case] - detected[case]).total_seconds() * 1000 for case in cases]
        for service, acted in watch.acted.items()
    }
    return Chain(rate, len(cases), per_second, acts_ms)


async def _detections(stack: Stack, cases: Sequence[str]) -> dict[str, datetime]:
    connection = await asyncpg.connect(stack.postgres.url("postgres", "registry", driver=""))
    rows = await connection.fetch("SELECT id::text, detected_at FROM relief_case WHERE id::text = ANY($1)", list(cases))
    await connection.close()
    return {row["id"]: row["detected_at"] for row in rows}


def by_service(chain: Chain) -> dict[str, tuple[float, float]]:
    """p50 and p99 of each service alone."""
    told: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for service, values in chain.acts_ms.items():
        told[service] = (percentile(values, 50), percentile(values, 99))
    return dict(told)
