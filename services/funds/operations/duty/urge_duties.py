from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.duty import lock_late_duties
from services.funds.tables import Duty
from shared import outbox
from shared.events.funds import DutyToPublishMissed

AT_ONCE = 200


async def urge_duties(session: AsyncSession, *, on: date) -> list[Duty]:
    """Tell who has not published in time, and some working days later the county; each once."""
    late = list(await lock_late_duties(session, on=on, limit=AT_ONCE))

    told = []
    for duty in late:
        step = "owner" if duty.urged_on is None else "county"
        if step == "owner":
            duty.urged_on = on
        else:
            duty.escalated_on = on
        told.append(
            DutyToPublishMissed(
                duty_id=duty.id, region=duty.owner, content=duty.content, outlet=duty.outlet, due_on=duty.due_on, step=step
            )
        )
    await session.flush()

    await outbox.record(session, *told)
    return late
