"""Confirm an alert or dismiss it with a reason, once somebody has been at the household's home."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.alert import Outcome, check_decision
from services.registry.store import alert as alerts
from services.registry.tables import Alert
from shared import clock, outbox
from shared.events.registry import AlertDecided


async def decide_alert(session: AsyncSession, alert_id: UUID, *, is_confirmed: bool, reason: str, by: str) -> Alert:
    """Raises NoSuchAlert and what `check_decision` raises. A confirmed alert opens or joins a case by its event."""
    alert = await alerts.lock_alert(session, alert_id)
    visits = await alerts.list_visits(session, alert.id)

    found_in_need = visits[-1].is_in_need if visits else None
    check_decision(is_confirmed=is_confirmed, reason=reason, decided_at=alert.decided_at, found_in_need=found_in_need)

    alert.outcome = Outcome.CONFIRMED if is_confirmed else Outcome.DISMISSED
    alert.reason, alert.decided_by, alert.decided_at = reason, by, clock.now()
    await session.flush()

    await outbox.record(
        session,
        AlertDecided(
            alert_id=alert.id,
            household_id=alert.household_id,
            region=alert.region,
            rule=alert.rule,
            trigger=alert.trigger,
            help=alert.help,
            is_confirmed=is_confirmed,
            decided_at=alert.decided_at,
        ),
    )
    return alert
