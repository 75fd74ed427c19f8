"""Lists of interest subsidies and the days that they claim."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.loan import HELD
from services.funds.rules.subsidy import BillState, NoSuchBill, SubsidyTo
from services.funds.tables import Loan, LoanEntry, LoanExtension, LoanInstalment, SubsidyBill, SubsidyLine

LOANS_OF_A_BILL = 5_000
"""What a bank has lent in a county; a list of more is drawn again for the rest, whose days are still unclaimed."""


async def lock_loans_to_subsidise(session: AsyncSession, county: str, bank: str, *, until_on: date) -> Sequence[Loan]:
    """A bank's loans drawn by this day, by id, locked: no other list claims their days meanwhile."""
    query = (
        select(Loan)
        .where(
            Loan.county == county,
            Loan.bank == bank,
            col(Loan.state).in_(HELD),
            col(Loan.drawn_on) <= until_on,
        )
        .order_by(col(Loan.id))
        .limit(LOANS_OF_A_BILL)
        .with_for_update()
    )
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def list_parts(
    session: AsyncSession, loan_ids: Collection[UUID]
) -> tuple[dict[UUID, Any], dict[UUID, Any], dict[UUID, Any]]:
    """Entries, instalments in force and extensions of these loans, each by loan and in order."""
    entries = select(LoanEntry).where(col(LoanEntry.loan_id).in_(loan_ids)).order_by(col(LoanEntry.on_day), col(LoanEntry.id))
    plan = select(LoanInstalment).where(col(LoanInstalment.loan_id).in_(loan_ids), col(LoanInstalment.is_in_force))
    later = select(LoanExtension).where(col(LoanExtension.loan_id).in_(loan_ids)).order_by(col(LoanExtension.position))
    found: list[dict[UUID, Any]] = []
    for query in (entries, plan.order_by(col(LoanInstalment.due_on)), later):
        by_loan: dict[UUID, Any] = {id: [] for id in loan_ids}
        for row in await session.exec(query):
            by_loan[row.loan_id].append(row)
        found.append(by_loan)
    return found[0], found[1], found[2]


async def list_claimed(session: AsyncSession, loan_ids: Collection[UUID]) -> dict[UUID, list[SubsidyLine]]:
    """The standing lines of these loans, by loan and day."""
    query = select(SubsidyLine).where(col(SubsidyLine.loan_id).in_(loan_ids), col(SubsidyLine.is_standing))
    claimed: dict[UUID, list[SubsidyLine]] = {id: [] for id in loan_ids}
    for line in await session.exec(query.order_by(col(SubsidyLine.from_on))):
        claimed[line.loan_id].append(line)
    return claimed


async def list_lines_of_loan(session: AsyncSession, loan_id: UUID) -> Sequence[tuple[SubsidyLine, SubsidyBill]]:
    """Every line of a loan with its bill, given up ones too; not what was paid before the platform."""
    query = (
        select(SubsidyLine, SubsidyBill)
        .join(SubsidyBill, col(SubsidyBill.id) == col(SubsidyLine.bill_id))
        .where(SubsidyLine.loan_id == loan_id)
        .order_by(col(SubsidyLine.from_on), col(SubsidyLine.id))
    )
    return [(line, bill) for line, bill in await session.exec(query)]


async def list_lines_before(session: AsyncSession, loan_id: UUID) -> Sequence[SubsidyLine]:
    """The days of a loan that were subsidised before the platform."""
    query = select(SubsidyLine).where(SubsidyLine.loan_id == loan_id, col(SubsidyLine.old_list_id).is_not(None))
    return (await session.exec(query.order_by(col(SubsidyLine.from_on)))).all()


async def get_bill(session: AsyncSession, id: UUID) -> SubsidyBill:
    """Raises NoSuchBill."""
    bill = await session.get(SubsidyBill, id)
    if bill is None:
        raise NoSuchBill(bill_id=str(id))
    return bill


async def lock_bill(session: AsyncSession, id: UUID) -> SubsidyBill:
    """Raises NoSuchBill."""
    bill = await session.get(SubsidyBill, id, with_for_update=True, populate_existing=True)
    if bill is None:
        raise NoSuchBill(bill_id=str(id))
    return bill


async def list_bills(
    session: AsyncSession, *, region: str | None, state: BillState | None, after: UUID | None, limit: int
) -> Sequence[SubsidyBill]:
    """As they were drawn. One more than `limit`."""
    query = select(SubsidyBill).order_by(col(SubsidyBill.id)).limit(limit + 1)
    if region:
        query = query.where(col(SubsidyBill.region).startswith(region, autoescape=True))
    if state is not None:
        query = query.where(SubsidyBill.state == state)
    if after is not None:
        query = query.where(col(SubsidyBill.id) > after)
    return (await session.exec(query)).all()


async def list_lines_of_bill(
    session: AsyncSession, bill_id: UUID, *, after: UUID | None, limit: int
) -> Sequence[tuple[SubsidyLine, Loan]]:
    """With the loan of each. One more than `limit`."""
    query = (
        select(SubsidyLine, Loan)
        .join(Loan, col(Loan.id) == col(SubsidyLine.loan_id))
        .where(SubsidyLine.bill_id == bill_id)
        .order_by(col(SubsidyLine.id))
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(col(SubsidyLine.id) > after)
    return [(line, loan) for line, loan in await session.exec(query)]


async def list_all_lines(session: AsyncSession, bill_id: UUID) -> list[tuple[SubsidyLine, Loan]]:
    """Each with its loan."""
    query = select(SubsidyLine, Loan).join(Loan, col(Loan.id) == col(SubsidyLine.loan_id))
    rows = await session.exec(query.where(SubsidyLine.bill_id == bill_id).order_by(col(SubsidyLine.id)))
    return [(line, loan) for line, loan in rows]


async def sum_paid_of_loan(session: AsyncSession, loan_id: UUID, *, to_bank: bool) -> int:
    """What the bank was paid of a loan's interest by standing bills, in fen; before the platform too, where its class pays the
    bank (`to_bank`)."""
    query = (
        select(func.coalesce(func.sum(col(SubsidyLine.amount_fen)), 0))
        .join(SubsidyBill, col(SubsidyBill.id) == col(SubsidyLine.bill_id))
        .where(SubsidyLine.loan_id == loan_id, SubsidyBill.state == BillState.PAID, SubsidyBill.paid_to == SubsidyTo.BANK)
    )
    paid = int((await session.exec(query)).one())
    before = await list_lines_before(session, loan_id) if to_bank else []
    return paid + sum(line.amount_fen for line in before)


async def give_up_lines(session: AsyncSession, bill_id: UUID) -> None:
    """The days of a list that is not paid, or was paid by mistake, can be claimed again."""
    for line in await session.exec(select(SubsidyLine).where(SubsidyLine.bill_id == bill_id)):
        line.is_standing = False
        session.add(line)
    await session.flush()


async def sum_subsidies_before(session: AsyncSession, region: str) -> int:
    """What was paid of interest before the platform, of the loans that were taken in of a place, in fen."""
    query = select(func.coalesce(func.sum(col(SubsidyLine.amount_fen)), 0)).where(
        col(SubsidyLine.old_list_id).is_not(None), col(SubsidyLine.region).startswith(region, autoescape=True)
    )
    return int((await session.exec(query)).one())


async def sum_subsidies(session: AsyncSession, region: str) -> tuple[int, int]:
    """What was paid, and what waits to be looked at, in fen, of a place."""
    paid = func.coalesce(func.sum(col(SubsidyBill.amount_fen)).filter(col(SubsidyBill.state) == BillState.PAID), 0)
    drawn = func.coalesce(func.sum(col(SubsidyBill.amount_fen)).filter(col(SubsidyBill.state) == BillState.DRAWN), 0)
    query = select(paid, drawn).where(col(SubsidyBill.region).startswith(region, autoescape=True))
    done, waiting = (await session.execute(query)).one()
    return int(done), int(waiting)
