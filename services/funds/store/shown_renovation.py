"""Renovations as the public sees them: found, counted by place, listed by number."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment import PaymentState
from services.funds.rules.shown_renovation import BEGUN, BUILT, SAFE, HouseState
from services.funds.rules.transfer import About
from services.funds.tables import Payment, ShownRenovation

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('shown renovation ' || :id, 0))")


async def lock_shown(session: AsyncSession, id: UUID) -> ShownRenovation | None:
    """The renovation, if housing told of it before; until the end of the transaction nobody else enters or changes it."""
    await session.execute(_LOCK, {"id": str(id)})
    return await session.get(ShownRenovation, id, with_for_update=True, populate_existing=True)


async def lock_shown_accepted(session: AsyncSession, acceptance_id: UUID) -> ShownRenovation | None:
    query = select(ShownRenovation).where(ShownRenovation.acceptance_id == acceptance_id).with_for_update()
    return (await session.exec(query)).one_or_none()


async def is_matter_paid(session: AsyncSession, acceptance_id: UUID) -> bool:
    """Whether the household has the money of an acceptance."""
    paid = select(Payment.id).where(
        Payment.about == About.HOUSING, Payment.about_id == acceptance_id, Payment.state == PaymentState.PAID
    )
    return (await session.exec(paid.limit(1))).first() is not None


async def list_shown_years(session: AsyncSession) -> list[int]:
    """The latest first."""
    years = await session.exec(select(ShownRenovation.year).distinct().order_by(col(ShownRenovation.year).desc()))
    return list(years.all())


async def count_shown(
    session: AsyncSession, *, year: int, region: str, digits: int
) -> Sequence[tuple[str, int, int, int, int, int]]:
    """Of each place inside `region` (a code of so many digits): agreed to, begun, built, safe, paid. Withdrawn ones are out."""
    place, state = func.left(ShownRenovation.region, digits), col(ShownRenovation.state)
    counts = [func.count().filter(state.in_(states)) for states in (BEGUN, BUILT, SAFE)]
    query = (
        select(place, func.count(), *counts, func.count().filter(col(ShownRenovation.is_paid)))  # type: ignore[call-overload]
        .where(
            ShownRenovation.year == year,
            col(ShownRenovation.region).startswith(region, autoescape=True),
            state != HouseState.WITHDRAWN,
        )
        .group_by(place)
        .order_by(place)
    )
    return [tuple(row) for row in await session.execute(query)]


async def list_shown(
    session: AsyncSession, *, year: int, region: str, after: UUID | None, limit: int
) -> Sequence[ShownRenovation]:
    """In the order in which they were applied for; one more than `limit`."""
    query = (
        select(ShownRenovation)
        .where(ShownRenovation.year == year, col(ShownRenovation.region).startswith(region, autoescape=True))
        .order_by(col(ShownRenovation.id))
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(col(ShownRenovation.id) > after)
    return (await session.exec(query)).all()


async def find_shown_numbered(session: AsyncSession, number: str) -> ShownRenovation | None:
    return (await session.exec(select(ShownRenovation).where(ShownRenovation.number == number))).one_or_none()
