"""A civil-affairs system at the bus: it publishes on its own subject alone, once, and is answered in every case."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import nats.errors
import pytest
from nats.aio.client import Client

from deploy.demo.story import VILLAGE, Story
from shared import clock
from shared.envelopes import seal_for
from shared.events.civil_affairs import ReliefNeedReported
from shared.events.registry import NewPovertyDetected, ReliefNeedAnswered
from shared.security import Role
from tests.journeys.conftest import Bus
from tests.waiting import until

pytestmark = pytest.mark.journey
REGION, SYSTEM = "371311", "civil-371311"
SUBJECT = f"{ReliefNeedReported.subject}.{REGION}"


def a_report(story: Story, **changes: Any) -> dict[str, Any]:
    """A CloudEvent about somebody in no register, their identity sealed to the platform's public key."""
    number, _ = story.a_stranger()
    keys = story.platform.anyone().read("/registry/keys")
    need = {
        "region": REGION,
        "village": VILLAGE,
        "trigger": "disaster",
        "happened_on": clock.today().isoformat(),
        "sealed_person": seal_for(keys, {"id_number": number, "name": "孙守田"}),
    }
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "/civil-affairs/371311",
        "type": ReliefNeedReported.subject,
        "time": datetime.now(UTC).isoformat(),
        "datacontenttype": "application/json",
        "data": need | changes,
    }


async def answered(client: Client, report: dict[str, Any]) -> dict[str, Any]:
    """Publish a report and wait for the answer to it."""
    answers = await client.subscribe(f"{ReliefNeedAnswered.subject}.{REGION}")
    await client.jetstream().publish(SUBJECT, json.dumps(report).encode())
    while True:
        answer: dict[str, Any] = json.loads((await answers.next_msg(timeout=60)).data)["data"]
        if answer["report_id"] == report["id"]:
            await answers.unsubscribe()
            return answer


async def test_a_report_starts_the_chain_and_the_same_report_over_http_is_the_same_case(story: Story, bus: Bus) -> None:
    report = a_report(story)
    client = await bus.connect(SYSTEM)
    answer = await answered(client, report)
    await client.close()
    assert answer["is_accepted"]
    assert story.begun(answer["case_id"])["origin"] == "relief-need"

    office = story.platform.as_(Role.DEPARTMENT, org="civil-affairs", subject="区民政局系统")
    again = office.post("/registry/relief-needs", report, headers={"Content-Type": "application/cloudevents+json"})
    assert again["case_id"] == answer["case_id"]


async def test_a_report_that_makes_no_sense_is_answered_with_how_to_mend_it_and_kept_with_the_dead(
    story: Story, bus: Bus
) -> None:
    client, operator = await bus.connect(SYSTEM), await bus.connect("operator")
    before = (await operator.jetstream().stream_info("DEAD")).state.messages
    answer = await answered(client, a_report(story, village="371311999999"))
    assert not answer["is_accepted"]
    assert answer["code"] and answer["reason"] and answer["mend"]

    async def buried() -> bool:
        return (await operator.jetstream().stream_info("DEAD")).state.messages == before + 1

    await until(buried)
    await operator.close()
    await client.close()


async def test_everything_but_its_own_subject_is_closed_to_it(bus: Bus) -> None:
    complaints: list[str] = []

    async def note(error: Exception) -> None:
        complaints.append(str(error))

    client = await nats.connect(
        bus.url, user=SYSTEM, password=bus.passwords[SYSTEM], inbox_prefix=f"_INBOX_{SYSTEM}".encode(), error_cb=note
    )
    for subject in (NewPovertyDetected.subject, f"{ReliefNeedReported.subject}.371312", "dead.registry.anything"):
        with pytest.raises((nats.errors.TimeoutError, TimeoutError)):
            await client.jetstream(timeout=1).publish(subject, b"{}")
    await client.subscribe("relief.>")

    async def all_refused() -> bool:
        return len(complaints) >= 4

    await until(all_refused)
    assert all("permissions violation" in complaint for complaint in complaints)
    await client.close()
