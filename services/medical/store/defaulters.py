"""The list of malicious defaulters, and each listing's history."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.defaulter import LISTED, ListingStatus, NoSuchListing
from services.medical.tables import DefaultListing, DefaultStep


async def is_listed(session: AsyncSession, identity_hash: str) -> bool:
    """Whether somebody is on the list now, whichever hospital proposed them."""
    query = select(DefaultListing.id).where(DefaultListing.identity_hash == identity_hash, col(DefaultListing.status).in_(LISTED))
    return (await session.exec(query.limit(1))).first() is not None


async def lock_listing(session: AsyncSession, listing_id: UUID) -> DefaultListing:
    """Raises NoSuchListing."""
    listing = await session.get(DefaultListing, listing_id, with_for_update=True, populate_existing=True)
    if listing is None:
        raise NoSuchListing(listing_id=listing_id)
    return listing


async def get_listing(session: AsyncSession, listing_id: UUID, *, hospital: str | None) -> DefaultListing:
    """`hospital` names whose listing it has to be, for an asker that is one. Raises NoSuchListing."""
    listing = await session.get(DefaultListing, listing_id, populate_existing=True)
    if listing is None or hospital not in (None, listing.hospital):
        raise NoSuchListing(listing_id=listing_id)
    return listing


async def find_open_listing(session: AsyncSession, plan_id: UUID) -> DefaultListing | None:
    query = select(DefaultListing).where(
        DefaultListing.plan_id == plan_id, col(DefaultListing.status).in_([ListingStatus.PROPOSED, *LISTED])
    )
    return (await session.exec(query.with_for_update())).one_or_none()


async def lift_listings(
    session: AsyncSession, plan_ids: Collection[UUID], *, by: str, on: date, reason: str
) -> list[DefaultListing]:
    """Nobody stays listed for what they no longer owe. Gives the listings."""
    if not plan_ids:
        return []
    query = select(DefaultListing).where(
        col(DefaultListing.plan_id).in_(plan_ids), col(DefaultListing.status).in_([ListingStatus.PROPOSED, *LISTED])
    )
    lifted = list(await session.exec(query.with_for_update()))
    for listing in lifted:
        listing.status, listing.lifted_on = ListingStatus.LIFTED, on
        add_step(session, listing, by=by, reason=reason)
    await session.flush()
    return lifted


def add_step(session: AsyncSession, listing: DefaultListing, *, by: str, reason: str) -> None:
    """A line of the listing's history: where it stands from now on, who put it there, and why."""
    session.add(
        DefaultStep(
            listing_id=listing.id,
            region=listing.region,
            hospital=listing.hospital,
            status=listing.status,
            by=by,
            reason=reason,
        )
    )


async def add_listing(session: AsyncSession, listing: DefaultListing) -> bool:
    """False if the plan has a listing that is not done with."""
    added = await session.execute(
        insert(DefaultListing).values(**listing.model_dump()).on_conflict_do_nothing().returning(col(DefaultListing.id))
    )
    return added.first() is not None


async def list_listings(
    session: AsyncSession, *, status: ListingStatus | None, hospital: str | None, after: UUID | None, limit: int
) -> list[DefaultListing]:
    """Oldest first, one more than `limit`; a hospital is shown its own."""
    query = select(DefaultListing)
    if status is not None:
        query = query.where(DefaultListing.status == status)
    if hospital is not None:
        query = query.where(DefaultListing.hospital == hospital)
    if after is not None:
        query = query.where(col(DefaultListing.id) > after)
    return list(await session.exec(query.order_by(col(DefaultListing.id)).limit(limit + 1)))


async def list_steps(session: AsyncSession, listing_id: UUID) -> list[DefaultStep]:
    query = select(DefaultStep).where(DefaultStep.listing_id == listing_id).order_by(col(DefaultStep.id))
    return list(await session.exec(query))
