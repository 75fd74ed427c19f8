"""Goods in households' hands, published years of funds, and official receipts."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.donation_trace import NoSuchStatement
from services.funds.tables import Donation, DonationHanding, DonationStatement, DonationTicket


async def list_handings(session: AsyncSession, use_id: UUID) -> Sequence[DonationHanding]:
    query = select(DonationHanding).where(DonationHanding.use_id == use_id).order_by(col(DonationHanding.id))
    return (await session.exec(query)).all()


class Taken(NamedTuple):
    """Goods of a use in households' hands."""

    quantity: int
    households: int


async def sum_handings(session: AsyncSession, use_ids: Collection[UUID]) -> dict[UUID, Taken]:
    """How many of each use's goods how many households took; uses of which none took anything are left out."""
    sums = (func.sum(DonationHanding.quantity), func.count(func.distinct(DonationHanding.household_id)))
    query = select(DonationHanding.use_id, *sums).where(col(DonationHanding.use_id).in_(use_ids))
    rows = await session.exec(query.group_by(col(DonationHanding.use_id)))
    return {use_id: Taken(int(quantity), int(households)) for use_id, quantity, households in rows}


async def count_gifts(session: AsyncSession, fund_id: UUID, year: int) -> int:
    """Donations of a year, in money and in goods."""
    mine = (Donation.fund_id == fund_id, func.extract("year", col(Donation.donated_on)) == year)
    return (await session.exec(select(func.count()).select_from(Donation).where(*mine))).one()


async def find_statement(session: AsyncSession, fund: str, year: int) -> DonationStatement | None:
    query = select(DonationStatement).where(DonationStatement.fund == fund, DonationStatement.year == year)
    return (await session.exec(query)).first()


async def get_statement(session: AsyncSession, fund: str, year: int) -> DonationStatement:
    """Raises NoSuchStatement."""
    found = await find_statement(session, fund, year)
    if found is None:
        raise NoSuchStatement(fund=fund, year=year)
    return found


async def list_statements(
    session: AsyncSession, *, region: str | None, after: UUID | None, limit: int
) -> Sequence[DonationStatement]:
    """The newest first; one more than `limit`."""
    query = select(DonationStatement).order_by(col(DonationStatement.id).desc()).limit(limit + 1)
    if region:
        query = query.where(col(DonationStatement.region).startswith(region, autoescape=True))
    if after is not None:
        query = query.where(col(DonationStatement.id) < after)
    return (await session.exec(query)).all()


async def find_ticket(session: AsyncSession, donation_id: UUID) -> DonationTicket | None:
    return (await session.exec(select(DonationTicket).where(DonationTicket.donation_id == donation_id))).first()


async def find_ticket_numbered(session: AsyncSession, code: str, number: str) -> DonationTicket | None:
    query = select(DonationTicket).where(DonationTicket.code == code, DonationTicket.number == number)
    return (await session.exec(query)).first()
