"""Settling sends two statements, however long the bill: one that locks and loads, one that writes everything."""

from sqlalchemy import event

from services.medical.operations.settlement.settle_admission import settle_admission
from tests.builders.medical import HOSPITAL, JUNE_12, a_discharge, a_stay, an_enrolled_person


async def test_a_settlement_sends_two_statements(app, session):
    await an_enrolled_person(session)
    stay = await a_stay(session)
    sent: list[str] = []
    event.listen(app.state.engine.sync_engine, "before_cursor_execute", lambda *call: sent.append(call[2]))

    await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)

    assert [statement.split()[0] for statement in sent] == ["SELECT", "WITH"]
