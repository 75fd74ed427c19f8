"""What registry recorded ends an errand, in whichever order it is heard."""

from datetime import timedelta

from sqlmodel import col, select

from services.notifier.operations.errand.escalate_errands import escalate_errands
from services.notifier.operations.errand.finish_errands import finish_errands
from services.notifier.operations.errand.open_errands import open_errands
from services.notifier.tables import Errand, Message
from shared.events.registry import AlertRetracted
from tests.builders.notifier import (
    MONDAY,
    VILLAGE,
    a_decision,
    an_alert,
)


async def letters(session) -> list[Message]:
    return list((await session.exec(select(Message).order_by(col(Message.id)))).all())


async def only(session) -> Errand:
    return (await session.exec(select(Errand).execution_options(populate_existing=True))).one()


async def test_the_decision_finishes_it_also_when_it_is_heard_of_first(session) -> None:
    first, second = an_alert(), an_alert()
    await open_errands(session, [first], at=MONDAY)
    await finish_errands(session, [a_decision(first)])
    await finish_errands(session, [a_decision(second)])
    await open_errands(session, [second], at=MONDAY)
    errands = (await session.exec(select(Errand).execution_options(populate_existing=True))).all()
    assert {errand.state for errand in errands} == {"done"}
    assert [errand.is_late for errand in errands] == [False, False]
    # Nobody is sent to a household that was decided upon already.
    assert len(await letters(session)) == 1
    assert await escalate_errands(session, at=MONDAY + timedelta(days=60)) == []


async def test_what_rested_on_a_reversed_settlement_needs_no_visit(session) -> None:
    alert = an_alert()
    await open_errands(session, [alert], at=MONDAY)
    gone = AlertRetracted(alert_id=alert.alert_id, household_id=alert.household_id, region=VILLAGE, withdrawn_at=MONDAY)
    await finish_errands(session, [gone, gone])
    assert (await only(session)).state == "withdrawn"
