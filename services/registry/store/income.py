"""Income books: found by household and year, the highest version holding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.income import counted_on
from services.registry.rules.line import LineKind, find_line
from services.registry.rules.on_file import BookSays
from services.registry.store.history import known_at
from services.registry.store.line import list_line_policies
from services.registry.tables import Household, IncomeBook, IncomeEntry, Membership
from shared.errors import NotFound

EVIDENCE_YEARS = 6
"""The most that a judging file may ask for (`income_years`), and the year that runs."""


class NoSuchIncomeBook(NotFound):
    """没有找到这一户该年度的收入台账"""

    mend = "请核对年度；还没有登记的，请先登记收入台账"


@dataclass(frozen=True)
class Heads:
    """How many people shared a year's income, and on which day they were counted."""

    count: int
    on: date


@dataclass(frozen=True)
class IncomeOfYear:
    """What a judgement on a year's income rests on: the book's figure beside the line in force, each with its source.

    `line_fen` is None where no line is published for that place and year.
    """

    household_id: UUID
    year: int
    book_id: UUID
    version: int
    per_head_fen: int
    is_expected: bool
    line_fen: int | None
    line_source: str


async def count_heads(session: AsyncSession, household_id: UUID, *, year: int, on: date) -> Heads:
    """The members who share the income of `year`, seen on `on` (see `rules.income.counted_on`).

    Who sat in the household on that day by what is known now: somebody who has left since counts, somebody who was wrongly
    thought to be there does not.
    """
    seats = col(Membership.household_id) == household_id, known_at(Membership, None)
    first = (await session.exec(select(func.min(Membership.since_on)).where(*seats))).one()
    day = counted_on(year, on=on, first_joined_on=first)
    there = col(Membership.since_on) <= day, or_(col(Membership.until_on).is_(None), col(Membership.until_on) > day)
    query = select(func.count(func.distinct(Membership.person_id))).where(*seats, *there)
    return Heads((await session.exec(query)).one(), day)


async def find_book(session: AsyncSession, household_id: UUID, year: int, *, version: int | None = None) -> IncomeBook | None:
    """The version that holds, or the one asked for."""
    query = select(IncomeBook).where(IncomeBook.household_id == household_id, IncomeBook.year == year)
    if version is not None:
        query = query.where(IncomeBook.version == version)
    return (await session.exec(query.order_by(col(IncomeBook.version).desc()).limit(1))).first()


async def get_book(session: AsyncSession, household_id: UUID, year: int, *, version: int | None = None) -> IncomeBook:
    """Raises NoSuchIncomeBook, also for a household that the asker may not see."""
    book = await find_book(session, household_id, year, version=version)
    if book is None:
        raise NoSuchIncomeBook(household_id=household_id, year=year)
    return book


async def list_versions(session: AsyncSession, household_id: UUID) -> list[IncomeBook]:
    """Every version of every year, the newest first."""
    query = select(IncomeBook).where(IncomeBook.household_id == household_id)
    return list(await session.exec(query.order_by(col(IncomeBook.year).desc(), col(IncomeBook.version).desc())))


async def list_entries(session: AsyncSession, book_id: UUID) -> list[IncomeEntry]:
    return list(await session.exec(select(IncomeEntry).where(IncomeEntry.book_id == book_id).order_by(col(IncomeEntry.number))))


async def list_books(
    session: AsyncSession, *, year: int, region: str | None, below_line: bool, after: UUID | None, limit: int
) -> Sequence[tuple[IncomeBook, str | None]]:
    """The books that hold, with the household's code; one more than `limit`. `below_line`: only those below their line."""
    newer = aliased(IncomeBook)
    same = newer.household_id == IncomeBook.household_id, newer.year == IncomeBook.year, newer.version > IncomeBook.version
    is_replaced = select(newer.id).where(*same).exists()
    query = (
        select(IncomeBook, Household.code)
        .join(Household, col(Household.id) == col(IncomeBook.household_id))
        .where(IncomeBook.year == year, ~is_replaced)
        .order_by(col(IncomeBook.id))
        .limit(limit + 1)
    )
    if region:
        query = query.where(col(IncomeBook.region).startswith(region, autoescape=True))
    if below_line:
        query = query.where(col(IncomeBook.per_head_fen) < col(IncomeBook.line_fen))
    if after:
        query = query.where(IncomeBook.id > after)
    return [(book, code) for book, code in await session.exec(query)]


async def income_evidence(session: AsyncSession, household_id: UUID, year: int) -> IncomeOfYear | None:
    """What the book says of a household's year beside the poverty line that holds there now; None without a book.

    For whoever judges an exit: the line is read anew, so that one that was published after the book was written counts.
    """
    book = await find_book(session, household_id, year)
    if book is None:
        return None
    line = find_line(list_line_policies(), LineKind.POVERTY, region=book.region, year=year)
    return IncomeOfYear(
        household_id=household_id,
        year=year,
        book_id=book.id,
        version=book.version,
        per_head_fen=book.per_head_fen,
        is_expected=book.is_expected,
        line_fen=line.amount_fen if line else None,
        line_source=line.source if line else "",
    )


async def book_evidence(session: AsyncSession, household_id: UUID, *, on: date) -> dict[int, BookSays]:
    """By year, what the books of the last years say beside the lines in force, for whoever judges on a day."""
    found = {}
    for year in range(on.year - EVIDENCE_YEARS + 1, on.year + 1):
        held = await income_evidence(session, household_id, year)
        if held:
            found[year] = BookSays(year, held.version, held.per_head_fen, held.is_expected, held.line_fen, held.line_source)
    return found
