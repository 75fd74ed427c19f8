from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.commissioned_notice import find_commission, get_commissioned
from services.funds.tables import CommissionedNotice


async def drop_commissioned_notice(session: AsyncSession, matter_id: UUID, *, on: date) -> CommissionedNotice | None:
    """What a notice was for does not go on: it ends now, and nobody has to be told. None where there is none to end."""
    commission = await find_commission(session, matter_id)
    if commission is None or commission.told_on is not None:
        return commission
    found = await get_commissioned(session, commission)

    found.notice.is_stopped, found.notice.ended_on = True, on
    commission.told_on = on
    session.add(found.notice)
    session.add(commission)
    await session.flush()
    return commission
