"""Renovations as the public sees them: found, counted by place, listed by number."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment import PaymentState
from services.funds.rules.shown_renovation import BEGUN, BUILT, SAFE, HouseState, SubsidyPaid, paid_of
from services.funds.rules.transfer import About
from services.funds.tables import HouseHold, Payment, ShownRenovation

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('shown renovation ' || :id, 0))")


async def lock_shown(session: AsyncSession, id: UUID) -> ShownRenovation | None:
    """The renovation, if housing told of it before; until the end of the transaction nobody else enters or changes it."""
    await session.execute(_LOCK, {"id": str(id)})
    return await session.get(ShownRenovation, id, with_for_update=True, populate_existing=True)


async def lock_shown_of_matter(session: AsyncSession, matter_id: UUID) -> ShownRenovation | None:
    """The renovation that a payment is about: by its acceptance, or by what was set aside for it, where a stage was paid."""
    held = select(HouseHold.renovation_id).join(Payment, col(Payment.hold_id) == col(HouseHold.id))
    held = held.where(Payment.about == About.HOUSING, Payment.about_id == matter_id)
    query = select(ShownRenovation).where(or_(ShownRenovation.acceptance_id == matter_id, col(ShownRenovation.id).in_(held)))
    return (await session.exec(query.with_for_update())).one_or_none()


async def sum_subsidy(session: AsyncSession, renovation_id: UUID, acceptance_id: UUID | None) -> SubsidyPaid:
    """What our own payments say of a renovation's money, all its stages together."""
    hold = (await session.exec(select(HouseHold).where(HouseHold.renovation_id == renovation_id))).one_or_none()
    of_it = or_(col(Payment.about_id) == acceptance_id, col(Payment.hold_id) == (hold.id if hold else None))
    paid = select(func.coalesce(func.sum(Payment.amount_fen), 0)).where(
        Payment.about == About.HOUSING, Payment.state == PaymentState.PAID, of_it
    )
    paid_fen = int((await session.exec(paid)).one())
    return paid_of(paid_fen, wanted_fen=hold.wanted_fen if hold else None, is_accepted=acceptance_id is not None)


async def list_shown_years(session: AsyncSession) -> list[int]:
    """The latest first."""
    years = await session.exec(select(ShownRenovation.year).distinct().order_by(col(ShownRenovation.year).desc()))
    return list(years.all())


async def count_shown(
    session: AsyncSession, *, year: int, region: str, digits: int
) -> Sequence[tuple[str, int, int, int, int, int, int]]:
    """Of each place inside `region` (a code of so many digits): agreed to, begun, built, safe, partly paid, paid. Withdrawn ones
    are out."""
    place, state = func.left(ShownRenovation.region, digits), col(ShownRenovation.state)
    counts = [func.count().filter(state.in_(states)) for states in (BEGUN, BUILT, SAFE)]
    paid = [func.count().filter(col(each)) for each in (ShownRenovation.is_partly_paid, ShownRenovation.is_paid)]
    query = (
        select(place, func.count(), *counts, *paid)
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
