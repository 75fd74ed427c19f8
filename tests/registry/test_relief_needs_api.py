"""Relief needs over HTTP: as a form and as a CloudEvent, answered with a reason either way."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from shared import envelopes
from shared.events import Event
from shared.events.civil_affairs import ReliefNeedReported
from shared.events.registry import NewPovertyDetected, ReliefNeedAnswered
from shared.events.wire import CONTENT_TYPE
from shared.security import Role
from tests.builders.registry import LONGTAN

NUMBER = id_number(date(1965, 3, 18), 17)
Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]

NEED = {"village": LONGTAN, "trigger": "accident", "happened_on": "2020-05-30", "id_number": NUMBER, "name": "赵大山"}
EVENT = {
    "specversion": "1.0",
    "id": "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10",
    "source": "/civil-affairs",
    "type": ReliefNeedReported.subject,
    "time": "2020-06-01T08:59:00+08:00",
    "data": {"region": "371311", "village": LONGTAN, "trigger": "accident", "happened_on": "2020-05-30"},
}


async def test_a_department_reports_and_a_village_officer_verifies(
    api: Any, frozen_at: Any, session: AsyncSession, emitted: Emitted
) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        answer = await api.as_(Role.DEPARTMENT, org="civil-affairs").post("/relief-needs", json=NEED)
        assert answer.status_code == 201
        assert {type(event) for event in await emitted(session)} >= {NewPovertyDetected, ReliefNeedAnswered}
        village = api.as_(Role.VILLAGE, region=LONGTAN)
        case = (await village.get(f"/cases/{answer.json()['case_id']}")).json()
        assert case["is_verified"] is False
        household = (await village.get(f"/households/{case['household_id']}")).json()
        assert (household["state_name"], household["open_case_id"]) == ("待核实", case["case_id"])
        person = household["members"][0]["person_id"]
        wrong = await village.post(
            f"/persons/{person}/verification", json={"name": "赵大山", "id_number": id_number(date(1970, 1, 1), 1)}
        )
        assert (wrong.status_code, wrong.json()["code"]) == (422, "another-person")
        right = await village.post(f"/persons/{person}/verification", json={"name": "赵大山", "id_number": NUMBER.lower()})
        assert (right.status_code, right.json()["is_verified"]) == (200, True)


async def test_a_sealed_identity_is_reported_as_a_cloud_event(api: Any, frozen_at: Any) -> None:
    keys = (await api.get("/keys")).json()
    assert "d" not in keys["keys"][0]
    sealed = envelopes.seal_for(keys, {"id_number": NUMBER, "name": "赵大山"})
    event = EVENT | {"data": EVENT["data"] | {"sealed_person": sealed}}  # type: ignore[operator]
    with frozen_at("2020-06-01T09:00:00+08:00"):
        answer = await api.as_(Role.DEPARTMENT).post("/relief-needs", json=event, headers={"Content-Type": CONTENT_TYPE})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (EVENT | {"type": "relief.civil-affairs.other.v1"}, CONTENT_TYPE, 422, "wrong-event-type"),
        (EVENT | {"time": "2020-06-01T09:06:00+08:00"}, CONTENT_TYPE, 422, "event-from-the-future"),
        (EVENT | {"filler": "x" * 70_000}, CONTENT_TYPE, 422, "event-too-large"),
        (EVENT | {"id": "7"}, CONTENT_TYPE, 422, "unreadable-event"),
        (EVENT, CONTENT_TYPE, 422, "nobody-named"),
        (
            EVENT | {"data": {"region": "371302", "village": LONGTAN, "trigger": "death", "happened_on": "2020-05-30"}},
            CONTENT_TYPE,
            403,
            "outside-region",
        ),
        (NEED | {"village": "371402001001"}, "application/json", 403, "not-your-region"),
        (NEED | {"happened_on": "2020-06-02"}, "application/json", 422, "happened-in-the-future"),
        (NEED | {"extra": 1}, "application/json", 422, "invalid-input"),
    ],
)
async def test_a_wrong_report_is_answered_with_its_reason(
    api: Any, frozen_at: Any, body: dict[str, Any], kind: str, status: int, code: str
) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        answer = await api.as_(Role.DEPARTMENT).post("/relief-needs", json=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["mend"]


@pytest.mark.parametrize(
    ("changed", "of_form", "of_event"),
    [
        ({"village": "371402001001"}, "/village", "/data/village"),
        ({"happened_on": "2020-06-02"}, "/happened_on", "/data/happened_on"),
        ({"household_code": "3713110000009999"}, "/household_code", "/data/household_code"),
        ({}, "/household_code", "/data/household_code"),
    ],
)
async def test_the_wrong_field_is_pointed_at_where_the_sender_wrote_it(
    api: Any, frozen_at: Any, changed: dict[str, Any], of_form: str, of_event: str
) -> None:
    department = api.as_(Role.DEPARTMENT)
    sent = {"village": LONGTAN, "trigger": "accident", "happened_on": "2020-05-30"} | changed
    event = EVENT | {"data": sent | {"region": "371311"}}
    with frozen_at("2020-06-01T09:00:00+08:00"):
        form = await department.post("/relief-needs", json=sent)
        cloud_event = await department.post("/relief-needs", json=event, headers={"Content-Type": CONTENT_TYPE})
    assert (form.json()["pointer"], cloud_event.json()["pointer"]) == (of_form, of_event)
    assert form.json()["code"] == cloud_event.json()["code"]


async def test_a_wrong_number_inside_an_envelope_is_pointed_at_by_the_envelope(api: Any, frozen_at: Any) -> None:
    keys = (await api.get("/keys")).json()
    sealed = envelopes.seal_for(keys, {"id_number": NUMBER[:-1], "name": "赵大山"})
    event = EVENT | {"data": EVENT["data"] | {"sealed_person": sealed}}  # type: ignore[operator]
    with frozen_at("2020-06-01T09:00:00+08:00"):
        answer = await api.as_(Role.DEPARTMENT).post("/relief-needs", json=event, headers={"Content-Type": CONTENT_TYPE})
    assert (answer.json()["code"], answer.json()["pointer"]) == ("invalid-id-number", "/data/sealed_person")


async def test_an_event_that_comes_again_by_http_is_answered_as_the_first_time(
    api: Any, frozen_at: Any, session: AsyncSession, emitted: Emitted
) -> None:
    keys = (await api.get("/keys")).json()
    sealed = envelopes.seal_for(keys, {"id_number": NUMBER, "name": "赵大山"})
    event = EVENT | {"data": EVENT["data"] | {"sealed_person": sealed}}  # type: ignore[operator]
    department = api.as_(Role.DEPARTMENT)
    with frozen_at("2020-06-01T01:00:00+00:00"):
        first, again = [
            await department.post("/relief-needs", json=event, headers={"Content-Type": CONTENT_TYPE}) for _ in range(2)
        ]
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len([told for told in await emitted(session) if isinstance(told, NewPovertyDetected)]) == 1


async def test_a_refused_report_is_published_and_gets_the_same_answer_again(
    api: Any, frozen_at: Any, session: AsyncSession, emitted: Emitted
) -> None:
    department = api.as_(Role.DEPARTMENT)
    wrong = NEED | {"report_id": EVENT["id"], "happened_on": "2020-06-02"}
    with frozen_at("2020-06-01T09:00:00+08:00"):
        first = await department.post("/relief-needs", json=wrong)
    with frozen_at("2020-06-03T09:00:00+08:00"):
        again = await department.post("/relief-needs", json=wrong)
        other = await department.post("/relief-needs", json=NEED | {"report_id": EVENT["id"]})
    assert first.json()["code"] == again.json()["code"] == "happened-in-the-future"
    assert other.json()["code"] == "report-id-reused"
    [told] = await emitted(session)
    assert isinstance(told, ReliefNeedAnswered)
    assert told.is_accepted is False


async def test_no_json_is_no_report(api: Any) -> None:
    answer = await api.as_(Role.DEPARTMENT).post("/relief-needs", content=b"{", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (422, "不是合法的 JSON")
