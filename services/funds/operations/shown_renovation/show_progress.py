from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.shown_renovation import HouseState
from services.funds.store.shown_renovation import lock_shown, sum_subsidy
from services.funds.tables import ShownRenovation
from shared.events.housing import RenovationProgressed


async def show_progress(session: AsyncSession, event: RenovationProgressed) -> ShownRenovation:
    """The public is told how far a renovation is. Events come in any order: what happened before what is shown is no news.

    How much of its subsidy was paid is asked of our own payments, for the acceptance may be heard of after its money.
    """
    shown = await lock_shown(session, event.renovation_id)
    if shown is not None and event.occurred_at <= shown.told_at:
        return shown

    paid = await sum_subsidy(session, event.renovation_id, event.acceptance_id)
    told: dict[str, Any] = {
        "number": event.number,
        "region": event.region,
        "year": event.year,
        "grade": event.grade,
        "mode": event.mode,
        "state": HouseState(event.state),
        "standard_fen": event.standard_fen,
        "progressed_on": event.progressed_on,
        "acceptance_id": event.acceptance_id,
        "is_paid": paid.is_paid,
        "is_partly_paid": paid.is_partly_paid,
        "told_at": event.occurred_at,
    }
    shown = shown or ShownRenovation(id=event.renovation_id, **told)
    for name, value in told.items():
        setattr(shown, name, value)
    session.add(shown)
    await session.flush()
    return shown
