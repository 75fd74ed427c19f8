"""What registry says of alerts and lists: the officer of the village is sent, or spared."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.errand import open_errands as sending_out
from services.notifier.operations.errand.finish_errands import finish_errands
from services.notifier.operations.errand.move_errand import move_errand
from shared import clock
from shared.consumers import Consumers
from shared.events.registry import (
    AlertDecided,
    AlertMoved,
    AlertRaised,
    AlertRetracted,
    DifferencesCleared,
    DifferencesDetected,
)

handlers = Consumers("notifier")


ERRANDS_S = 0.1
"""A night's sweep, or a department's list, sends many officers out at once; nobody waits for the message."""


@handlers.on_many(AlertRaised, patience_s=ERRANDS_S)
async def send_to_household(session: AsyncSession, events: Sequence[AlertRaised]) -> None:
    """The village's officer is to see the household at home."""
    await sending_out.open_errands(session, events, at=clock.now())


@handlers.on_many(DifferencesDetected, patience_s=ERRANDS_S)
async def send_to_differences(session: AsyncSession, events: Sequence[DifferencesDetected]) -> None:
    """One errand a village and list, however many differences there are."""
    await sending_out.open_errands(session, events, at=clock.now())


@handlers.on_many(AlertDecided, patience_s=ERRANDS_S)
async def finish_visit(session: AsyncSession, events: Sequence[AlertDecided]) -> None:
    """The household was seen, and somebody decided."""
    await finish_errands(session, events)


@handlers.on_many(AlertRetracted, patience_s=ERRANDS_S)
async def spare_visit(session: AsyncSession, events: Sequence[AlertRetracted]) -> None:
    """What the alert rested on never happened."""
    await finish_errands(session, events)


@handlers.on_many(DifferencesCleared, patience_s=ERRANDS_S)
async def finish_differences(session: AsyncSession, events: Sequence[DifferencesCleared]) -> None:
    """Nothing of the list is open in the village any more."""
    await finish_errands(session, events)


@handlers.on(AlertMoved)
async def send_errand_along(session: AsyncSession, event: AlertMoved) -> None:
    """The household moved before anybody had seen it."""
    await move_errand(session, event, at=clock.now())
