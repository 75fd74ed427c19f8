from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payee import PayeeState, decide
from services.funds.schemas.payee import DecidePayee
from services.funds.store import payee as payees
from services.funds.tables import Payee
from shared.clock import china
from shared.security import Principal


async def decide_payee(session: AsyncSession, payee_id: UUID, form: DecidePayee, *, by: Principal, at: datetime) -> Payee:
    """Say of an account that must be looked at whether money may go there; one that may not is ended.

    Raises NoSuchPayee, PayeeDecided, DecidedByItsRecorder.
    """
    payee = await payees.lock_payee(session, payee_id)

    is_current = payee.until_on is None
    state = decide(payee.state, is_current=is_current, recorded_by=payee.recorded_by, by=by.subject, is_good=form.is_good)

    payee.state, payee.decided_by, payee.decided_at, payee.decision = state, by.subject, at, form.reason
    if state is PayeeState.REFUSED:
        payee.until_on = max(payee.from_on, china(at).date())
    session.add(payee)
    await session.flush()
    return payee
