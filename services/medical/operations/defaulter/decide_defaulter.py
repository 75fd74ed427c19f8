"""Confirm a proposed defaulter, or not: the county's decision, with its reason."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.defaulter import ListingMoveNotAllowed, ListingStatus, move
from services.medical.schemas.defaulter import DecideDefaulter
from services.medical.store import defaulters
from services.medical.tables import DefaultListing, DefaultStep
from shared import outbox
from shared.events.medical import DefaultListingDecided
from shared.security import Principal


async def decide_defaulter(
    session: AsyncSession, form: DecideDefaulter, *, listing_id: UUID, by: Principal, on: date
) -> DefaultListing:
    """Who is confirmed is not admitted without a deposit from now on. Raises NoSuchListing, ListingMoveNotAllowed."""
    listing = await defaulters.lock_listing(session, listing_id)

    to = ListingStatus.CONFIRMED if form.is_confirmed else ListingStatus.REJECTED
    if listing.status != ListingStatus.PROPOSED:
        raise ListingMoveNotAllowed(status=listing.status, to=to.value)
    listing.status = move(ListingStatus(listing.status), to)

    listing.confirmed_on = on if form.is_confirmed else None
    session.add(
        DefaultStep(
            listing_id=listing.id,
            region=listing.region,
            hospital=listing.hospital,
            status=listing.status,
            by=by.subject,
            reason=form.reason,
        )
    )
    await session.flush()

    await outbox.record(
        session,
        DefaultListingDecided(
            listing_id=listing.id,
            plan_id=listing.plan_id,
            hospital=listing.hospital,
            region=listing.region,
            status=listing.status,
        ),
    )
    return listing
