"""What others say that begins the judging of a household."""

from contextlib import suppress

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.procedure.take_in_after_alert import take_in_after_alert
from services.registry.operations.procedure.take_over_case import take_over_case
from services.registry.rules.opening import NoJudgingPolicy, ProcedureOpenAlready
from services.registry.rules.poverty import MoveNotAllowed
from shared.clock import today
from shared.consumers import Consumers
from shared.events.registry import AlertDecided, LastingHardshipDetected

handlers = Consumers("registry")


@handlers.on(LastingHardshipDetected)
async def take_over_lasting_hardship(session: AsyncSession, event: LastingHardshipDetected) -> None:
    """A household that is watched already, or being looked at, needs no second procedure."""
    with suppress(ProcedureOpenAlready, MoveNotAllowed):
        why = "即时帮扶台账移交：困难持续"
        await take_over_case(session, event.case_id, why=why, by=f"case {event.case_id}", on=today())


@handlers.on(AlertDecided)
async def take_in_confirmed(session: AsyncSession, event: AlertDecided) -> None:
    """A household that is watched already, or poor, is helped without; so is one of a place that has no rules for watching."""
    if event.is_confirmed:
        with suppress(NoJudgingPolicy, MoveNotAllowed):
            await take_in_after_alert(session, event.alert_id, by=f"alert {event.alert_id}", on=today())
