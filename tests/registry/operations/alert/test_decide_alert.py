"""An alert is decided once, after a visit, and its decision is told."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.alert.decide_alert import decide_alert
from services.registry.operations.alert.record_visit import record_visit
from services.registry.operations.watch.note_facts import note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.alert import AlertDecidedAlready, DecisionAgainstTheVisit, NotSeenAtHome, Outcome
from services.registry.schemas.alert import RecordVisit
from shared.clock import today
from shared.events import Event
from shared.events.registry import AlertDecided, AlertRaised
from tests.builders.watch import a_bill, a_household_in_the_register

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def an_alert(session: AsyncSession) -> UUID:
    household, _ = await a_household_in_the_register(session)
    await note_facts(session, [a_bill(household, 1_100_000, on=today())], by="medical")
    _, [alert] = await raise_alerts(session, [household.id], on=today())
    return alert.id


async def visit(session: AsyncSession, alert_id: UUID, *, is_in_need: bool) -> None:
    found = RecordVisit(visited_on=today(), found="家中无积蓄", is_in_need=is_in_need)
    await record_visit(session, alert_id, found, by="王干部", on=today())


async def test_nobody_decides_before_somebody_has_been_there_and_nobody_decides_twice(
    session: AsyncSession, emitted: Emitted
) -> None:
    alert_id = await an_alert(session)
    with pytest.raises(NotSeenAtHome):
        await decide_alert(session, alert_id, is_confirmed=True, reason="确有困难", by="李镇长")
    await visit(session, alert_id, is_in_need=True)
    alert = await decide_alert(session, alert_id, is_confirmed=True, reason="确有困难", by="李镇长")
    assert (alert.outcome, alert.decided_by) == (Outcome.CONFIRMED, "李镇长")
    assert [type(event) for event in await emitted(session)] == [AlertRaised, AlertDecided]
    with pytest.raises(AlertDecidedAlready):
        await decide_alert(session, alert_id, is_confirmed=False, reason="再想想", by="李镇长")
    with pytest.raises(AlertDecidedAlready):
        await visit(session, alert_id, is_in_need=False)


async def test_a_decision_against_what_was_seen_needs_a_longer_reason(session: AsyncSession) -> None:
    alert_id = await an_alert(session)
    await visit(session, alert_id, is_in_need=True)
    with pytest.raises(DecisionAgainstTheVisit):
        await decide_alert(session, alert_id, is_confirmed=False, reason="无困难", by="李镇长")
    reason = "子女已在外地购房并承担全部医疗费用，经再次电话核实"
    assert (await decide_alert(session, alert_id, is_confirmed=False, reason=reason, by="李镇长")).outcome is Outcome.DISMISSED
