"""Requests to pay households."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment_request import NoSuchRequest, RequestState
from services.funds.rules.transfer import About
from services.funds.tables import PaymentRequest

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


async def lock_matter(session: AsyncSession, about: About, about_id: UUID) -> None:
    """One request of a matter is read at a time: what was asked before must be certain."""
    await session.execute(_ONE_AT_A_TIME, {"what": f"payment matter {about.value} {about_id}"})


async def lock_numbers(session: AsyncSession, region: str) -> None:
    """One request of a place is numbered at a time."""
    await session.execute(_ONE_AT_A_TIME, {"what": f"payment request {region}"})


async def count_requests(session: AsyncSession, region: str, year: int) -> int:
    """How many requests a place itself has made in a year."""
    made = col(PaymentRequest.number).startswith(f"SQ-{region}-{year}-")
    return (await session.exec(select(func.count()).select_from(PaymentRequest).where(made))).one()


async def get_request(session: AsyncSession, id: UUID) -> PaymentRequest:
    """Raises NoSuchRequest."""
    request = await session.get(PaymentRequest, id)
    if request is None:
        raise NoSuchRequest(request_id=str(id))
    return request


async def lock_request(session: AsyncSession, id: UUID) -> PaymentRequest:
    """Raises NoSuchRequest."""
    request = await session.get(PaymentRequest, id, with_for_update=True, populate_existing=True)
    if request is None:
        raise NoSuchRequest(request_id=str(id))
    return request


async def list_requests(
    session: AsyncSession, *, state: RequestState | None, after: UUID | None, limit: int
) -> Sequence[PaymentRequest]:
    """The newest first."""
    query = select(PaymentRequest)
    if state is not None:
        query = query.where(PaymentRequest.state == state)
    if after is not None:
        query = query.where(col(PaymentRequest.id) < after)
    return (await session.exec(query.order_by(col(PaymentRequest.id).desc()).limit(limit))).all()
