"""What registry does about what it hears of cases: opened once, followed in any order, closed when all is done."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.rules.case import PartState
from services.registry.store import case as cases
from services.registry.tables import Case
from shared.events import Event
from shared.events.funds import EmergencyGrantPaid, EmergencyGrantRefused, GrantPapersFiled
from shared.events.housing import SafetySurveyCompleted, SafetySurveyOpened
from shared.events.medical import BurdenExceeded, MedicalCoverOpened
from shared.events.notifier import OpenedOrder, WorkOrderCompleted, WorkOrdersOpened
from shared.events.registry import AlertRaised, CaseClosed, HouseholdChanged, NewPovertyDetected, PersonChanged
from shared.ids import uuid7
from shared.security import Role
from shared.vault import hash_identity
from tests.builders.registry import LONGTAN

NUMBER = id_number(date(1965, 3, 18), 17)
TOWN = "371311001"
Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
Deliver = Callable[..., Awaitable[list[Any]]]


def a_burden() -> BurdenExceeded:
    return BurdenExceeded(
        settlement_id=uuid7(),
        admission_id=uuid7(),
        identity_hash=hash_identity(NUMBER),
        region=LONGTAN,
        year=2020,
        burden_fen=2_345_678,
        line_fen=1_000_000,
    )


async def the_case(session: AsyncSession) -> Case:
    return (await session.exec(select(Case).execution_options(populate_existing=True))).one()


async def test_a_burden_heard_twice_opens_one_case(deliver: Deliver, session: AsyncSession, emitted: Emitted) -> None:
    burden = a_burden()
    for _ in range(2):
        assert {tuple(delivery.settled) for delivery in await deliver(burden)} == {("ack",)}
    case = await the_case(session)
    told = [type(event) for event in await emitted(session)]
    assert told == [NewPovertyDetected, HouseholdChanged, PersonChanged, AlertRaised]
    assert len(await cases.list_facts(session, case.id)) == 1


def news_of(case: Case) -> list[Event]:
    """Everything that the four services say of a case until it is done."""
    at = case.detected_at

    def later(**time: float) -> datetime:
        return at + timedelta(**time)

    order, other = uuid7(), uuid7()
    due_on = later(days=5).date()
    return [
        MedicalCoverOpened(
            case_id=case.id, household_id=case.household_id, persons=1, in_force_on=at.date(), occurred_at=later(milliseconds=20)
        ),
        EmergencyGrantPaid(
            case_id=case.id,
            grant_id=uuid7(),
            household_id=case.household_id,
            region=TOWN,
            amount_fen=300_000,
            papers_due_on=due_on,
            occurred_at=later(milliseconds=30),
        ),
        SafetySurveyOpened(case_id=case.id, survey_id=uuid7(), region=LONGTAN, due_on=due_on, occurred_at=later(milliseconds=25)),
        WorkOrdersOpened(
            case_id=case.id,
            region=LONGTAN,
            occurred_at=later(milliseconds=40),
            orders=[
                OpenedOrder(order_id=order, department="civil-affairs", due_at=later(hours=24)),
                OpenedOrder(order_id=other, department="housing", due_at=later(days=5)),
            ],
        ),
        GrantPapersFiled(
            case_id=case.id, grant_id=uuid7(), region=TOWN, filed_on=due_on, is_late=False, occurred_at=later(minutes=1)
        ),
        SafetySurveyCompleted(
            case_id=case.id, survey_id=uuid7(), region=LONGTAN, grade="B", completed_on=due_on, occurred_at=later(minutes=2)
        ),
        WorkOrderCompleted(
            case_id=case.id,
            order_id=order,
            department="civil-affairs",
            region=LONGTAN,
            completed_at=later(minutes=3),
            is_late=True,
            occurred_at=later(minutes=3),
        ),
        WorkOrderCompleted(
            case_id=case.id,
            order_id=other,
            department="housing",
            region=LONGTAN,
            completed_at=later(minutes=4),
            is_late=False,
            occurred_at=later(minutes=4),
        ),
    ]


@pytest.mark.parametrize(
    "order", [range(8), range(7, -1, -1), (4, 0, 6, 3, 7, 1, 5, 2)], ids=["as it happened", "backwards", "mixed"]
)
async def test_a_case_closes_when_all_is_done_in_whatever_order_it_is_heard(
    deliver: Deliver, session: AsyncSession, emitted: Emitted, order: Any
) -> None:
    await deliver(a_burden())
    case = await the_case(session)
    news = news_of(case)
    for at in order:
        for event in (news[at], news[at]):
            assert {tuple(delivery.settled) for delivery in await deliver(event)} == {("ack",)}
    case = await the_case(session)
    assert case.closed_at == case.detected_at + timedelta(minutes=4)
    closed = [event for event in await emitted(session) if isinstance(event, CaseClosed)]
    assert [event.late_parts for event in closed] == [["work-orders"]]
    steps = await cases.list_steps(session, case.id)
    assert [step.after_ms for step in steps] == [20, 25, 30, 40, 40, 60_000, 120_000, 180_000, 240_000]


async def test_a_refused_grant_keeps_the_case_open_and_says_why(deliver: Deliver, session: AsyncSession) -> None:
    await deliver(a_burden())
    case = await the_case(session)
    news = news_of(case)
    await deliver(EmergencyGrantRefused(case_id=case.id, region=TOWN, code="overdrawn", reason="镇街备用金不足"))
    for event in (news[0], news[2], news[3], *news[5:]):
        await deliver(event)
    parts = {part.part: part.state for part in await cases.list_parts(session, [case.id])}
    assert parts["emergency-grant"] is PartState.REFUSED  # type: ignore[index]
    assert (await the_case(session)).closed_at is None


async def test_news_of_an_unknown_case_is_buried_with_its_reason(deliver: Deliver) -> None:
    [delivery] = await deliver(EmergencyGrantRefused(case_id=uuid7(), region=TOWN, code="overdrawn", reason="…"))
    assert delivery.settled == ["bury"]
    assert delivery.reason["code"] == "no-such-case"


async def test_a_burden_is_shown_in_yuan(deliver: Deliver, api: Any, session: AsyncSession) -> None:
    await deliver(a_burden())
    case = await the_case(session)
    shown = (await api.as_(Role.COUNTY).get(f"/cases/{case.id}")).json()
    assert [fact["burden_yuan"] for fact in shown["facts"]] == ["23456.78"]
    assert "23,456.78" in (await api.as_(Role.COUNTY).get(f"/cases/{case.id}/page")).text


async def test_every_step_of_the_timeline_names_who_did_it(deliver: Deliver, api: Any, session: AsyncSession) -> None:
    await deliver(a_burden())
    case = await the_case(session)
    for event in news_of(case)[:4]:
        await deliver(event)
    steps = (await api.as_(Role.COUNTY).get(f"/cases/{case.id}")).json()["steps"]
    assert [step["who"] for step in steps] == ["医保", "住建", "镇街", "民政", "住建"]
