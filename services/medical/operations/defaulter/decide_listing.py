"""Decide on a listing: the county confirms what was proposed or not, and upholds an appeal or not; with its reason."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.defaulter import ListingStatus, decide, must_be_another
from services.medical.schemas.defaulter import DecideAppeal, DecideDefaulter
from services.medical.store import defaulters
from services.medical.tables import DefaultListing
from shared import outbox
from shared.events.medical import DefaultListingDecided
from shared.security import Principal


async def decide_listing(
    session: AsyncSession, form: DecideDefaulter | DecideAppeal, *, listing_id: UUID, by: Principal, on: date
) -> DefaultListing:
    """Who is confirmed is not admitted without a deposit from now on. Whoever confirmed does not judge the appeal.

    Raises NoSuchListing, ListingMoveNotAllowed, on an appeal also DecidedByTheSamePerson.
    """
    listing = await defaulters.lock_listing(session, listing_id)
    steps = await defaulters.list_steps(session, listing_id)

    status = decide(ListingStatus(listing.status), of=form.of, to=form.to)
    if form.of is ListingStatus.APPEALED:
        must_be_another(by.subject, next((step.by for step in reversed(steps) if step.status == ListingStatus.CONFIRMED), None))

    if form.of is ListingStatus.PROPOSED and status is ListingStatus.CONFIRMED:
        listing.confirmed_on = on
    if status is ListingStatus.LIFTED:
        listing.lifted_on = on
    listing.status = status
    defaulters.add_step(session, listing, by=by.subject, reason=form.reason)
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
