"""Budget lines with what changed their size and what is in their accounts; adjustments between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import Source, Sums
from services.funds.rules.budget_line import YEAR_END_MOVES, AdjustmentState, NoSuchAdjustment, NoSuchLine
from services.funds.tables import Account, BudgetAdjustment, BudgetLine, BudgetMove, Row, sums_of

Asked = Select[*tuple[Any, ...]]
"""A query for several columns."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A line with what it was given, what was taken out at the end of its year, and its account's sums."""

    line: BudgetLine
    budget_fen: int
    taken_out_fen: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class Total:
    """The same of all lines of a programme and a year."""

    programme_title: str
    year: int
    many: int
    budget_fen: int
    taken_out_fen: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class LinesAsked:
    """Which lines are asked for; what is None does not matter."""

    year: int | None = None
    programme: str | None = None
    source: Source | None = None
    region: str | None = None
    project: str | None = None

    def narrow(self, query: Asked) -> Asked:
        equal = {"year": self.year, "programme": self.programme, "source": self.source, "project": self.project}
        for name, value in equal.items():
            if value is not None:
                query = query.where(getattr(BudgetLine, name) == value)
        return query.where(col(BudgetLine.region).startswith(self.region, autoescape=True)) if self.region else query


_MOVE = Row.metadata.tables["budget_move"]
_AT_YEAR_END = _MOVE.c.kind.in_(YEAR_END_MOVES)
_MOVED = (
    select_columns(
        _MOVE.c.line_id,
        func.coalesce(func.sum(_MOVE.c.amount_fen).filter(~_AT_YEAR_END), 0).label("budget_fen"),
        func.coalesce(-func.sum(_MOVE.c.amount_fen).filter(_AT_YEAR_END), 0).label("taken_out_fen"),
    )
    .group_by(_MOVE.c.line_id)
    .subquery()
)


_COUNTED: Asked = (
    select_columns(BudgetLine, Account, _MOVED.c.budget_fen, _MOVED.c.taken_out_fen)
    .join(Account, col(Account.id) == col(BudgetLine.account_id))
    .join(_MOVED, _MOVED.c.line_id == col(BudgetLine.id))
)


async def list_counted(session: AsyncSession, asked: LinesAsked, *, after: UUID | None, limit: int) -> list[Counted]:
    """Lines in the order in which they were opened."""
    query = asked.narrow(_COUNTED.order_by(col(BudgetLine.id)).limit(limit))
    rows = await session.execute(query.where(col(BudgetLine.id) > after) if after else query)
    return [Counted(line, int(budget), int(out), sums_of(account)) for line, account, budget, out in rows]


async def get_counted(session: AsyncSession, number: str) -> Counted:
    """Raises NoSuchLine."""
    row = (await session.execute(_COUNTED.where(col(BudgetLine.number) == number))).first()
    if row is None:
        raise NoSuchLine(line=number)
    line, account, budget, out = row
    return Counted(line, int(budget), int(out), sums_of(account))


async def sum_by_programme(session: AsyncSession, asked: LinesAsked) -> list[Total]:
    """All lines that are asked for, added up by programme and year."""
    four = (Account.debits_posted_fen, Account.credits_posted_fen, Account.debits_pending_fen, Account.credits_pending_fen)
    query: Asked = (
        select_columns(
            col(BudgetLine.programme_title),
            col(BudgetLine.year),
            func.count(),
            func.sum(_MOVED.c.budget_fen),
            func.sum(_MOVED.c.taken_out_fen),
            *(func.sum(col(one)) for one in four),
        )
        .join(Account, col(Account.id) == col(BudgetLine.account_id))
        .join(_MOVED, _MOVED.c.line_id == col(BudgetLine.id))
        .group_by(col(BudgetLine.programme), col(BudgetLine.programme_title), col(BudgetLine.year))
        .order_by(col(BudgetLine.year), col(BudgetLine.programme))
    )
    rows = await session.execute(asked.narrow(query))
    return [
        Total(title, year, many, int(budget), int(out), Sums(*map(int, sums))) for title, year, many, budget, out, *sums in rows
    ]


async def get_line(session: AsyncSession, number: str, *, pointer: str | None = None) -> BudgetLine:
    """By the number that people read out. Raises NoSuchLine."""
    line = (await session.exec(select(BudgetLine).where(BudgetLine.number == number))).first()
    if line is None:
        raise NoSuchLine(pointer=pointer, line=number)
    return line


async def get_lines_of(session: AsyncSession, *ids: UUID) -> list[BudgetLine]:
    """These lines, in this order."""
    found = {line.id: line for line in await session.exec(select(BudgetLine).where(col(BudgetLine.id).in_(ids)))}
    return [found[id] for id in ids]


async def list_lines_of_allocation(session: AsyncSession, allocation_id: UUID) -> Sequence[BudgetLine]:
    """In the order of the shares that they are."""
    query = select(BudgetLine).where(BudgetLine.allocation_id == allocation_id).order_by(BudgetLine.number)
    return (await session.exec(query)).all()


async def list_moves(session: AsyncSession, line_id: UUID) -> Sequence[BudgetMove]:
    """What changed a line's size, oldest first."""
    return (await session.exec(select(BudgetMove).where(BudgetMove.line_id == line_id).order_by(col(BudgetMove.id)))).all()


async def lock_adjustment(session: AsyncSession, id: UUID) -> BudgetAdjustment:
    """Raises NoSuchAdjustment. Lock it before the accounts."""
    adjustment = await session.get(BudgetAdjustment, id, with_for_update=True, populate_existing=True)
    if adjustment is None:
        raise NoSuchAdjustment(adjustment_id=str(id))
    return adjustment


async def list_adjustments(
    session: AsyncSession, *, state: AdjustmentState | None, after: UUID | None, limit: int
) -> Sequence[BudgetAdjustment]:
    query = select(BudgetAdjustment).order_by(col(BudgetAdjustment.id)).limit(limit)
    if after is not None:
        query = query.where(col(BudgetAdjustment.id) > after)
    if state is not None:
        query = query.where(BudgetAdjustment.state == state)
    return (await session.exec(query)).all()
