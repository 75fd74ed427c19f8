from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.double_dip import DoubleDipState, must_be_open
from services.funds.schemas.payment import DecideDoubleDip
from services.funds.store.double_dip import lock_double_dip
from services.funds.store.payment import get_payment
from services.funds.tables import DoubleDip
from shared.security import Principal


async def decide_double_dip(
    session: AsyncSession, double_dip_id: UUID, form: DecideDoubleDip, *, by: Principal, at: datetime
) -> DoubleDip:
    """Say of a likely double payment whether it may be paid, and why.

    Raises NoSuchDoubleDip, DoubleDipDecided, DecidedByTheAsker.
    """
    dip = await lock_double_dip(session, double_dip_id)
    payment = await get_payment(session, dip.payment_id)

    must_be_open(dip.state, asked_by=payment.asked_by, by=by.subject)

    dip.state = DoubleDipState.PAY if form.may_be_paid else DoubleDipState.STOP
    dip.decided_by, dip.decided_at, dip.reason = by.subject, at, form.reason
    session.add(dip)
    await session.flush()
    return dip
