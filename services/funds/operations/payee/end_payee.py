from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payee import PAYEE_STATE_NAMES, EndsBeforeItStarts, PayeeDecided
from services.funds.schemas.payee import EndPayee
from services.funds.store import payee as payees
from services.funds.tables import Payee
from shared.clock import china
from shared.security import Principal


async def end_payee(session: AsyncSession, payee_id: UUID, form: EndPayee, *, by: Principal, at: datetime) -> Payee:
    """Stop paying to an account (lost card, holder dead) before there is another. Raises NoSuchPayee, PayeeDecided,
    EndsBeforeItStarts."""
    payee = await payees.lock_payee(session, payee_id)

    if payee.until_on is not None:
        raise PayeeDecided(state=PAYEE_STATE_NAMES[payee.state])
    until_on = form.until_on or china(at).date()
    if until_on < payee.from_on:
        raise EndsBeforeItStarts(pointer="/until_on", from_on=payee.from_on.isoformat())

    payee.until_on, payee.decided_by, payee.decided_at, payee.decision = until_on, by.subject, at, form.reason
    session.add(payee)
    await session.flush()
    return payee
