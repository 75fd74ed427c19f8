"""Record a person's appeal against their listing, as their village, town or county takes it down."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.defaulter import ListingStatus, move
from services.medical.schemas.defaulter import AppealListing
from services.medical.store import defaulters
from services.medical.tables import DefaultListing
from shared.security import Principal


async def appeal_listing(session: AsyncSession, form: AppealListing, *, listing_id: UUID, by: Principal) -> DefaultListing:
    """Raises NoSuchListing, ListingMoveNotAllowed."""
    listing = await defaulters.lock_listing(session, listing_id)

    listing.status = move(ListingStatus(listing.status), ListingStatus.APPEALED)

    defaulters.add_step(session, listing, by=by.subject, reason=form.reason)
    await session.flush()
    return listing
