"""Decide an appeal: the listing is lifted or stays. Whoever confirmed it does not judge their own decision."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.defaulter import ListingMoveNotAllowed, ListingStatus, move, must_be_another
from services.medical.schemas.defaulter import DecideAppeal
from services.medical.store import defaulters
from services.medical.tables import DefaultListing, DefaultStep
from shared import outbox
from shared.events.medical import DefaultListingDecided
from shared.security import Principal


async def decide_appeal(
    session: AsyncSession, form: DecideAppeal, *, listing_id: UUID, by: Principal, on: date
) -> DefaultListing:
    """Raises NoSuchListing, ListingMoveNotAllowed, DecidedByTheSamePerson."""
    listing = await defaulters.lock_listing(session, listing_id)
    steps = await defaulters.list_steps(session, listing_id)

    to = ListingStatus.LIFTED if form.is_upheld else ListingStatus.CONFIRMED
    if listing.status != ListingStatus.APPEALED:
        raise ListingMoveNotAllowed(status=listing.status, to=to.value)
    must_be_another(by.subject, next((step.by for step in reversed(steps) if step.status == ListingStatus.CONFIRMED), None))
    listing.status = move(ListingStatus(listing.status), to)

    listing.lifted_on = on if form.is_upheld else None
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
