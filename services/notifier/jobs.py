"""Door three: messages that are due, orders that are due or overdue, and reports that come back."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels.settings import channels
from services.notifier.operations.errand import escalate_errands as urging
from services.notifier.operations.message import send_messages as sending
from services.notifier.operations.order import escalate_orders as escalation
from services.notifier.operations.order import open_reports as reporting
from services.notifier.operations.order import tell_of_orders as telling
from shared.jobs import Jobs

jobs = Jobs("notifier")


@jobs.until_empty(poll_seconds=1, workers=4)
async def send_messages(session: AsyncSession, at: datetime) -> bool:
    """A few messages at a time; four workers, so that a receiver that hangs does not hold up those behind it."""
    return await sending.send_messages(session, channels(), at=at)


@jobs.every(minutes=1)
async def escalate_overdue_orders(session: AsyncSession, at: datetime) -> None:
    """Overdue orders are told upward within a minute."""
    await escalation.escalate_orders(session, at=at)


@jobs.every(minutes=1)
async def escalate_late_errands(session: AsyncSession, at: datetime) -> None:
    """Errands that are late are told upward within a minute."""
    await urging.escalate_errands(session, at=at)


@jobs.every(minutes=1)
async def tell_of_due_orders(session: AsyncSession, at: datetime) -> None:
    """Orders that are due soon or late are told of within a minute."""
    await telling.tell_of_orders(session, at=at)


@jobs.every(hours=1)
async def open_due_reports(session: AsyncSession, at: datetime) -> None:
    """Reports of the calendar are ordered on the morning on which they come into sight."""
    await reporting.open_reports(session, at=at)
