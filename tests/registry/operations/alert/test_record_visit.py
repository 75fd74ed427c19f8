"""What was found at home stands beside the alert."""

from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.alert.record_visit import record_visit
from services.registry.operations.watch.note_facts import note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.alert import VisitBeforeTheAlert, VisitInTheFuture
from services.registry.schemas.alert import RecordVisit
from services.registry.store.alert import list_visits
from shared.clock import today
from tests.builders.watch import a_bill, a_household_in_the_register


async def test_a_visit_is_on_a_day_between_the_alert_and_today_and_a_second_stands_beside_the_first(
    session: AsyncSession,
) -> None:
    household, _ = await a_household_in_the_register(session)
    await note_facts(session, [a_bill(household, 1_100_000, on=today())], by="medical")
    _, [alert] = await raise_alerts(session, [household.id], on=today())

    def found(days: int) -> RecordVisit:
        return RecordVisit(visited_on=today() + timedelta(days=days), found="家中无积蓄", is_in_need=True, papers=["照片"])

    with pytest.raises(VisitInTheFuture):
        await record_visit(session, alert.id, found(1), by="王干部", on=today())
    with pytest.raises(VisitBeforeTheAlert):
        await record_visit(session, alert.id, found(-1), by="王干部", on=today())
    for _ in range(2):
        await record_visit(session, alert.id, found(0), by="王干部", on=today())
    assert [visit.papers for visit in await list_visits(session, alert.id)] == [["照片"], ["照片"]]
