"""Public entries, newest first for readers and in their order for proofs, and the seals of days."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import exists
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.disclosure import DisclosureKind, NoSuchEntry
from services.funds.tables import Disclosure, Duty, Seal


async def list_entries(session: AsyncSession, *, town: str | None, after: UUID | None, limit: int) -> Sequence[Disclosure]:
    """Entries of a place (or of all), the newest first."""
    query = select(Disclosure).order_by(col(Disclosure.id).desc()).limit(limit)
    if town is not None:
        query = query.where(col(Disclosure.region).startswith(town, autoescape=True))
    if after is not None:
        query = query.where(col(Disclosure.id) < after)
    return (await session.exec(query)).all()


async def list_entries_of(session: AsyncSession, ids: Collection[UUID]) -> Sequence[Disclosure]:
    """Those of these that are there."""
    return (await session.exec(select(Disclosure).where(col(Disclosure.id).in_(ids)).order_by(col(Disclosure.id)))).all()


async def list_unread_entries(
    session: AsyncSession, *, since: date, gathered: Collection[DisclosureKind], limit: int
) -> list[UUID]:
    """Entries since that day that no duty names, the earliest first; of the kinds that are gathered by the month, which no duty
    ever names, one for each place and day."""
    unread = (col(Disclosure.published_on) >= since, ~exists().where(col(Duty.entry_id) == col(Disclosure.id)))
    is_gathered = col(Disclosure.kind).in_(gathered)
    days = (col(Disclosure.kind), col(Disclosure.region), col(Disclosure.published_on))
    alone = select(Disclosure.id).where(*unread, ~is_gathered).order_by(col(Disclosure.id)).limit(limit)
    of_days = select(Disclosure.id).ext(distinct_on(*days)).where(*unread, is_gathered).order_by(*days).limit(limit)
    return [*await session.exec(alone), *await session.exec(of_days)]


async def get_entry(session: AsyncSession, id: UUID) -> Disclosure:
    """Raises NoSuchEntry."""
    entry = await session.get(Disclosure, id)
    if entry is None:
        raise NoSuchEntry(entry_id=str(id))
    return entry


async def find_correction(session: AsyncSession, id: UUID) -> Disclosure | None:
    """The entry that takes this one back, if any."""
    return (await session.exec(select(Disclosure).where(Disclosure.corrects_id == id))).first()


async def list_towns(session: AsyncSession) -> Sequence[str]:
    """The towns that have entries."""
    return (await session.exec(select(Disclosure.region).distinct().order_by(Disclosure.region))).all()


async def list_day(session: AsyncSession, day: date) -> list[str]:
    """The canonical texts of a day in the order of the day's tree."""
    query = select(Disclosure.canonical).where(Disclosure.published_on == day).order_by(col(Disclosure.id))
    return list(await session.exec(query))


async def find_seal(session: AsyncSession, day: date) -> Seal | None:
    return await session.get(Seal, day)


async def find_day_to_seal(session: AsyncSession, *, before: date) -> date | None:
    """The first day that is over and not sealed: days without an entry too, so that nobody can say later that there was one."""
    last = (await session.exec(select(func.max(Seal.day)))).one()
    day = last + timedelta(days=1) if last else (await session.exec(select(func.min(Disclosure.published_on)))).one()
    return day if day and day < before else None
