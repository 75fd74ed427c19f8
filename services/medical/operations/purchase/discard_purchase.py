"""Throw a draft away, so that its roster can be bought otherwise."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import purchase as rules
from services.medical.rules.purchase import PurchaseStatus
from services.medical.store import purchases
from services.medical.tables import InsurancePurchase
from shared.security import Principal


async def discard_purchase(session: AsyncSession, *, purchase_id: UUID, by: Principal) -> InsurancePurchase:
    """Raises NoSuchPurchase, OutsideRegion, PurchaseDecided."""
    purchase = await purchases.lock_purchase(session, purchase_id)

    by.must_cover(purchase.region)
    rules.must_be_draft(PurchaseStatus(purchase.status))

    purchase.status = PurchaseStatus.DISCARDED
    await session.flush()
    return purchase
