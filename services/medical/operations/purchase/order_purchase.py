"""Order what another person has drafted: from its first day on those of the roster are insured."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import purchase as rules
from services.medical.rules.purchase import PurchaseStatus
from services.medical.schemas.purchase import OrderPurchase
from services.medical.store import purchases
from services.medical.tables import InsurancePurchase
from shared import clock, outbox
from shared.events.medical import InsurancePurchaseOrdered
from shared.security import Principal


async def order_purchase(session: AsyncSession, form: OrderPurchase, *, purchase_id: UUID, by: Principal) -> InsurancePurchase:
    """Whoever orders repeats what they saw; the database holds to two persons too.

    Raises NoSuchPurchase, OutsideRegion, PurchaseDecided, OrderedByItsMaker, PurchaseNotAsSeen.
    """
    purchase = await purchases.lock_purchase(session, purchase_id)

    by.must_cover(purchase.region)
    rules.must_be_draft(PurchaseStatus(purchase.status))
    rules.must_be_another(purchase.made_by, by.subject)
    persons = purchase.added + purchase.changed + purchase.removed
    rules.must_be_as_seen((persons, purchase.premium_fen), (form.persons, form.premium_fen))

    purchase.status, purchase.ordered_by, purchase.ordered_at = PurchaseStatus.ORDERED, by.subject, clock.now()
    await session.flush()

    await outbox.record(
        session,
        InsurancePurchaseOrdered(
            purchase_id=purchase.id,
            roster_id=purchase.roster_id,
            kind=purchase.kind,
            region=purchase.region,
            year=purchase.year,
            insurer=purchase.insurer,
            policy_no=purchase.policy_no,
            from_on=purchase.from_on,
            to_on=purchase.to_on,
            added=purchase.added,
            removed=purchase.removed,
            premium_fen=purchase.premium_fen,
        ),
    )
    return purchase
