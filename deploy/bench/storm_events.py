"""What happens in a storm, as the others would say it on the bus, and who is to hear of it."""

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import islice

import aiohttp
import nats
from nats.js.client import JetStreamContext

from deploy.bench.sinks import Sinks
from deploy.bench.storm_stack import StormStack
from deploy.embedded.ports import LOOPBACK
from shared import clock, regions
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.housing import DisasterDeclared, EmergencySurveysOpened
from shared.events.registry import Member, NewPovertyDetected
from shared.events.wire import encode
from shared.ids import uuid7

VILLAGES = 40
COUNTY = "371311"
SIGNING = "whsec_" + base64.b64encode(b"storm" * 6).decode()
QUIET_MAILBOX = "quiet@storm.example"
"""Of the officer whose village is not struck."""
IN_FLIGHT = 200


def villages() -> tuple[list[str], str]:
    """Those that are struck, and one of another town that is not."""
    every = [village for town in regions.children_of(COUNTY) for village in regions.children_of(town)]
    struck = list(islice(every, VILLAGES))
    return struck, next(village for village in every if village[:9] not in {each[:9] for each in struck})


async def put_posts(stack: StormStack, sinks: Sinks) -> None:
    """An officer for each village and town, and three desks of the county: two by webhook, the others by mail."""
    struck, quiet = villages()
    hook = {"channel": "webhook", "address": f"http://{LOOPBACK}:{sinks.web_port}/hooks", "secret": SIGNING}
    ways = {f"/posts/{place}": _mail(f"p{place}@storm.example") for place in {*struck, *(each[:9] for each in struck)}}
    ways |= {f"/posts/{quiet}": _mail(QUIET_MAILBOX)}
    ways |= {f"/posts/{COUNTY}/departments/{desk}": hook for desk in ("civil-affairs", "housing")}
    ways |= {f"/posts/{COUNTY}/departments/emergency": _mail("emergency@storm.example")}
    async with aiohttp.ClientSession(stack.address, headers={"Authorization": f"Bearer {stack.bearer}"}) as client:
        for path, way in ways.items():
            key = {"Idempotency-Key": str(uuid7())}
            async with client.put(path, json={"name": "试算", "channels": [way]}, headers=key) as answer:
                answer.raise_for_status()


def _mail(address: str) -> dict[str, str]:
    return {"channel": "email", "address": address}


def a_detection(village: str, trigger: Trigger, *, urgency: str) -> NewPovertyDetected:
    return NewPovertyDetected(
        case_id=uuid7(),
        household_id=uuid7(),
        region=village,
        trigger=trigger,
        origin="officer",
        detected_at=clock.now(),
        members=[Member(person_id=uuid7(), identity_hash="0" * 64)],
        urgency=urgency,
    )


def the_disaster(households: int) -> tuple[list[Event], list[Event]]:
    """What housing says of the villages, and registry of the households."""
    struck, _ = villages()
    due_at, disaster_id = clock.now() + timedelta(days=2), uuid7()
    each = households // len(struck)
    declared = DisasterDeclared(
        disaster_id=disaster_id,
        kind="flood",
        region=COUNTY,
        happened_at=clock.now(),
        households=households,
        survey_due_at=due_at,
        grade_due_at=due_at,
    )
    opened = [
        EmergencySurveysOpened(
            disaster_id=disaster_id, kind="flood", region=village, households=each, surveys=each, due_at=due_at
        )
        for village in struck
    ]
    found = [a_detection(struck[n % len(struck)], Trigger.DISASTER, urgency="critical") for n in range(households)]
    return [declared, *opened], [*found]


async def publish(stream: JetStreamContext, events: Sequence[Event], *, again: str = "") -> None:
    """With a window in flight, as relays do."""
    for start in range(0, len(events), IN_FLIGHT):
        said = (
            stream.publish(event.sent_to, encode(event), headers={"Nats-Msg-Id": f"{event.event_id}{again}"})
            for event in events[start : start + IN_FLIGHT]
        )
        await asyncio.gather(*said)


@asynccontextmanager
async def speaking(stack: StormStack, user: str) -> AsyncIterator[JetStreamContext]:
    """The bus, as one of the services speaks on it."""
    client = await nats.connect(stack.nats_url, user=user, password=stack.passwords[user], inbox_prefix=f"_INBOX_{user}".encode())
    try:
        yield client.jetstream()
    finally:
        await client.close()
