"""Record what was found at home of a household that an alert points at."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.alert import check_visit
from services.registry.schemas.alert import RecordVisit
from services.registry.store import alert as alerts
from services.registry.tables import Alert, AlertVisit
from shared import clock


async def record_visit(session: AsyncSession, alert_id: UUID, form: RecordVisit, *, by: str, on: date) -> Alert:
    """Raises NoSuchAlert and what `check_visit` raises. A second visit stands beside the first."""
    alert = await alerts.lock_alert(session, alert_id)

    check_visit(form.visited_on, raised_at=alert.raised_at, decided_at=alert.decided_at, on=on)

    visit = AlertVisit(
        alert_id=alert.id,
        region=alert.region,
        visited_on=form.visited_on,
        found=form.found,
        is_in_need=form.is_in_need,
        papers=list(form.papers),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    await alerts.add_visit(session, visit)
    return alert
