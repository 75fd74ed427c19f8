"""Relief needs through both doors: taken in once, and answered with a reason, on the bus and over HTTP."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.store import case as cases
from services.registry.tables import Case
from shared import envelopes
from shared.events import Event
from shared.events.civil_affairs import ReliefNeedReported, Trigger
from shared.events.registry import HouseholdChanged, NewPovertyDetected, PersonChanged, ReliefNeedAnswered
from shared.events.wire import CONTENT_TYPE, encode
from shared.security import Role
from tests.builders.registry import LONGTAN

NUMBER = id_number(date(1965, 3, 18), 17)
Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
Deliver = Callable[..., Awaitable[list[Any]]]


def a_need(**changed: Any) -> ReliefNeedReported:
    sealed = envelopes.seal_for(envelopes.public_keys(), {"id_number": NUMBER, "name": "赵大山"})
    sound = {
        "region": "371311",
        "village": LONGTAN,
        "trigger": Trigger.ACCIDENT,
        "happened_on": date(2020, 5, 30),
        "sealed_person": sealed,
    }
    return ReliefNeedReported.model_validate(sound | changed)


async def the_case(session: AsyncSession) -> Case:
    return (await session.exec(select(Case))).one()


def answers(events: list[Event]) -> list[ReliefNeedAnswered]:
    return [event for event in events if isinstance(event, ReliefNeedAnswered)]


async def test_a_reported_need_opens_a_case_and_is_answered(
    deliver: Deliver, session: AsyncSession, emitted: Emitted, frozen_at: Any
) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        need = a_need()
        [delivery] = await deliver(need)
    assert delivery.settled == ["ack"]
    case = await the_case(session)
    told = await emitted(session)
    assert {type(event) for event in told} == {NewPovertyDetected, ReliefNeedAnswered, HouseholdChanged, PersonChanged}
    [answer] = answers(told)
    assert (answer.region, answer.report_id, answer.is_accepted, answer.case_id) == ("371311", str(need.event_id), True, case.id)
    assert "赵大山" not in str((await session.execute(text("SELECT body FROM outbox"))).all())


WRONG = [
    ({"happened_on": date(2020, 6, 2)}, "happened-in-the-future"),
    ({"happened_on": date(2019, 6, 2)}, "happened-too-long-ago"),
    ({"village": "371402001001"}, "not-your-region"),
    ({"village": "371311999999"}, "unknown-region"),
    ({"sealed_person": None, "household_code": "3713110000009999"}, "unknown-household"),
    ({"sealed_person": None}, "nobody-named"),
    ({"sealed_person": "a.b.c.d.e"}, "unreadable-envelope"),
]


@pytest.mark.parametrize(("changed", "code"), WRONG, ids=[code for _, code in WRONG])
async def test_a_wrong_report_is_buried_and_answered_with_its_reason(
    deliver: Deliver, session: AsyncSession, emitted: Emitted, frozen_at: Any, changed: dict[str, Any], code: str
) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        need = a_need(**changed)
        [delivery] = await deliver(need)
    assert delivery.settled == ["bury"]
    assert delivery.reason["code"] == code
    [answer] = await emitted(session)
    assert isinstance(answer, ReliefNeedAnswered)
    assert (answer.is_accepted, answer.code, answer.report_id) == (False, code, str(need.event_id))
    assert answer.reason
    assert answer.mend
    assert (await session.execute(text("SELECT count(*) FROM household"))).scalar_one() == 0


REPORT_ID = "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"
DATA = {"region": "371311", "village": LONGTAN, "trigger": "accident", "happened_on": "2020-05-30", "household_code": "1234"}
SUBJECT = f"{ReliefNeedReported.subject}.371311"


def raw(**changed: Any) -> bytes:
    envelope = {
        "specversion": "1.0",
        "id": REPORT_ID,
        "source": "/civil-affairs",
        "type": ReliefNeedReported.subject,
        "time": "2020-06-01T08:59:00+08:00",
        "data": DATA,
    }
    return json.dumps(envelope | changed).encode()


UNREADABLE = [
    (raw(type="relief.civil-affairs.something-else.v1"), "wrong-event-type"),
    (raw(time="2020-06-01T09:06:00+08:00"), "event-from-the-future"),
    (raw(data={"region": "371311"}), "unreadable-event"),
    (raw(specversion="0.3"), "unreadable-event"),
    (raw(filler="x" * 70_000), "event-too-large"),
    (
        raw(data={"region": "371302", "village": "371302001001", "trigger": "accident", "happened_on": "2020-05-30"}),
        "wrong-event-type",
    ),
]


@pytest.mark.parametrize(("body", "code"), UNREADABLE)
async def test_an_unreadable_event_is_answered_to_the_region_whose_subject_it_came_on(
    deliver: Deliver, session: AsyncSession, emitted: Emitted, frozen_at: Any, body: bytes, code: str
) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        [delivery] = await deliver(body, to=ReliefNeedReported, on=SUBJECT)
    assert delivery.settled == ["bury"]
    assert delivery.reason["code"] == code
    [answer] = answers(await emitted(session))
    assert (answer.region, answer.report_id, answer.code) == ("371311", REPORT_ID, code)
    assert answer.pointer == delivery.reason["pointer"]


async def test_an_event_without_a_readable_id_is_buried_and_nobody_can_be_told(
    deliver: Deliver, session: AsyncSession, emitted: Emitted
) -> None:
    [delivery] = await deliver(b"not json", to=ReliefNeedReported, on=SUBJECT)
    assert delivery.settled == ["bury"]
    assert await emitted(session) == []


async def test_the_same_report_by_http_and_by_the_bus_has_one_effect(
    deliver: Deliver, api: Any, session: AsyncSession, emitted: Emitted, frozen_at: Any
) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        need = a_need()
        await deliver(need)
        department = api.as_(Role.DEPARTMENT, org="civil-affairs")
        first = await department.post("/relief-needs", content=encode(need), headers={"Content-Type": CONTENT_TYPE})
        resealed = need.model_copy(update={"sealed_person": a_need().sealed_person})
        again = await department.post("/relief-needs", content=encode(resealed), headers={"Content-Type": CONTENT_TYPE})
    case = await the_case(session)
    assert first.status_code == again.status_code == 201
    assert first.json()["case_id"] == again.json()["case_id"] == str(case.id)
    assert len(await cases.list_facts(session, case.id)) == 1
    assert len([event for event in await emitted(session) if isinstance(event, NewPovertyDetected)]) == 1
    assert UUID(first.json()["report_id"]) == need.event_id
    assert datetime.fromisoformat(first.json()["answered_at"]).tzinfo is not None
    assert case.detected_at == datetime(2020, 6, 1, 1, tzinfo=UTC)
