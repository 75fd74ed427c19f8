"""A payment with what was published of it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment import NoSuchPayment
from services.funds.rules.receipt import NotPublishedYet
from services.funds.store.disclosure import get_entry
from services.funds.tables import Disclosure, Payment


async def get_published_payment(session: AsyncSession, id: UUID) -> tuple[Payment, Disclosure]:
    """As far as whoever asks may see it. Raises NoSuchPayment, NotPublishedYet."""
    payment = await session.get(Payment, id)
    if payment is None:
        raise NoSuchPayment(payment_id=str(id))
    if payment.disclosure_id is None:
        raise NotPublishedYet(payment_id=str(id))
    return payment, await get_entry(session, payment.disclosure_id)
