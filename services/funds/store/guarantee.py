"""Guarantee funds as they stand, what they stood in for and what came back; and the county's board of small loans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, cast
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import Holding
from services.funds.rules.guarantee import (
    CompensationState,
    FundMoveState,
    NoSuchCompensation,
    NoSuchFundMove,
    NoSuchGuaranteeFund,
    RecoveryOf,
    Standing,
)
from services.funds.rules.loan import HELD, LoanState
from services.funds.store.loan import drawn_fen, overdue_fen
from services.funds.tables import BudgetLine, Compensation, GuaranteeFund, GuaranteeMove, Loan, LoanRecovery


async def find_fund(session: AsyncSession, county: str, bank: str, *, locked: bool = False) -> GuaranteeFund | None:
    """By the place and the bank of its agreement. Lock it after a loan and before its account."""
    query = select(GuaranteeFund).where(GuaranteeFund.region == county, GuaranteeFund.bank == bank)
    query = query.with_for_update() if locked else query
    return (await session.exec(query.execution_options(populate_existing=locked))).first()


async def get_fund(session: AsyncSession, id: UUID, *, locked: bool = False) -> GuaranteeFund:
    """Raises NoSuchGuaranteeFund."""
    fund = await session.get(GuaranteeFund, id, with_for_update=locked or None, populate_existing=locked)
    if fund is None:
        raise NoSuchGuaranteeFund(fund_id=str(id))
    return fund


async def list_funds(session: AsyncSession, region: str) -> Sequence[GuaranteeFund]:
    query = select(GuaranteeFund).where(col(GuaranteeFund.region).startswith(region, autoescape=True))
    return (await session.exec(query.order_by(GuaranteeFund.region, GuaranteeFund.bank))).all()


async def standing_of(session: AsyncSession, fund: GuaranteeFund, account: Holding, *, on: date) -> Standing:
    """The fund today. `account` is its own."""
    query = select(func.coalesce(func.sum(col(Loan.outstanding_fen)), 0), func.coalesce(func.sum(overdue_fen(on)), 0)).where(
        Loan.fund_id == fund.id, Loan.state == LoanState.LENT
    )
    outstanding, late = (await session.execute(query)).one()
    return Standing(account.sums.available_fen, fund.guaranteed_fen, int(outstanding), int(late))


async def get_fund_move(session: AsyncSession, id: UUID) -> GuaranteeMove:
    """Raises NoSuchFundMove."""
    found = await session.get(GuaranteeMove, id)
    if found is None:
        raise NoSuchFundMove(move_id=str(id))
    return found


async def lock_fund_move(session: AsyncSession, id: UUID) -> GuaranteeMove:
    """Lock its fund first. Raises NoSuchFundMove."""
    found = await session.get(GuaranteeMove, id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NoSuchFundMove(move_id=str(id))
    return found


async def list_fund_moves(
    session: AsyncSession, *, fund_id: UUID | None, state: FundMoveState | None, after: UUID | None, limit: int
) -> list[tuple[GuaranteeMove, str]]:
    """What was asked of funds, in the order in which it was asked, each with its budget line's number."""
    query: Select[*tuple[Any, ...]] = select_columns(GuaranteeMove, col(BudgetLine.number)).join(
        BudgetLine, col(BudgetLine.id) == col(GuaranteeMove.line_id)
    )
    query = query.order_by(col(GuaranteeMove.id)).limit(limit)
    if fund_id is not None:
        query = query.where(col(GuaranteeMove.fund_id) == fund_id)
    if state is not None:
        query = query.where(col(GuaranteeMove.state) == state)
    if after is not None:
        query = query.where(col(GuaranteeMove.id) > after)
    return [(move, line) for move, line in await session.execute(query)]


async def lock_compensation(session: AsyncSession, id: UUID) -> Compensation:
    """Raises NoSuchCompensation."""
    found = await session.get(Compensation, id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NoSuchCompensation(compensation_id=str(id))
    return found


async def get_compensation(session: AsyncSession, id: UUID) -> Compensation:
    """Raises NoSuchCompensation."""
    found = await session.get(Compensation, id)
    if found is None:
        raise NoSuchCompensation(compensation_id=str(id))
    return found


async def list_compensations(session: AsyncSession, loan_id: UUID) -> Sequence[Compensation]:
    query = select(Compensation).where(Compensation.loan_id == loan_id).order_by(col(Compensation.id))
    return (await session.exec(query)).all()


async def find_paid_compensation(session: AsyncSession, loan_id: UUID) -> Compensation | None:
    query = select(Compensation).where(Compensation.loan_id == loan_id, Compensation.state == CompensationState.PAID)
    return (await session.exec(query)).first()


async def list_recoveries(session: AsyncSession, loan_id: UUID) -> Sequence[LoanRecovery]:
    query = select(LoanRecovery).where(LoanRecovery.loan_id == loan_id).order_by(col(LoanRecovery.id))
    return (await session.exec(query)).all()


async def sum_recovered(session: AsyncSession, loan_id: UUID, recovery_of: RecoveryOf) -> int:
    query = select(func.coalesce(func.sum(col(LoanRecovery.amount_fen)), 0)).where(
        LoanRecovery.loan_id == loan_id, LoanRecovery.recovery_of == recovery_of
    )
    return int((await session.exec(query)).one())


@dataclass(frozen=True, slots=True)
class BoardRow:
    """Loans of one bank or one town, counted: how many, to how many borrowers, and the sums in fen."""

    key: str
    loans: int
    borrowers: int
    lent_fen: int
    outstanding_fen: int
    overdue_fen: int
    overdue_loans: int


async def count_loans(session: AsyncSession, region: str, *, by: str, on: date) -> list[BoardRow]:
    """`by` is `bank`, `town`, `class` or `all`. Loans that the fund stood in for are lent, and no longer outstanding."""
    keys: dict[str, Any] = {
        "bank": col(Loan.bank),
        "town": func.left(col(Loan.region), 9),
        "class": col(Loan.class_title),
        "all": func.left(col(Loan.region), 0),
    }
    key, late = keys[by], overdue_fen(on)
    is_lent = col(Loan.state) == LoanState.LENT
    borrower = func.coalesce(func.nullif(col(Loan.credit_code), ""), cast(col(Loan.household_id), Text))
    query: Select[*tuple[Any, ...]] = (
        select_columns(
            key.label("key"),
            func.count(),
            func.count(func.distinct(borrower)),
            func.sum(drawn_fen()),
            func.coalesce(func.sum(col(Loan.outstanding_fen)).filter(is_lent), 0),
            func.coalesce(func.sum(late).filter(is_lent), 0),
            func.count().filter(is_lent, late > 0),
        )
        .where(col(Loan.state).in_(HELD), col(Loan.region).startswith(region, autoescape=True))
        .group_by("key")
        .order_by("key")
    )
    return [BoardRow(str(row[0]), *map(int, row[1:])) for row in await session.execute(query)]


async def sum_compensated(session: AsyncSession, region: str) -> tuple[int, int]:
    """What the funds of a place paid, and what came back to them of it, in fen."""
    paid = select(func.coalesce(func.sum(col(Compensation.fund_fen)), 0)).where(
        Compensation.state == CompensationState.PAID, col(Compensation.region).startswith(region, autoescape=True)
    )
    back = select(func.coalesce(func.sum(col(LoanRecovery.fund_fen)), 0)).where(
        LoanRecovery.recovery_of == RecoveryOf.COMPENSATION, col(LoanRecovery.region).startswith(region, autoescape=True)
    )
    return int((await session.exec(paid)).one()), int((await session.exec(back)).one())
