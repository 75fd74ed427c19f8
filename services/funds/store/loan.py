"""Small loans: found, locked, listed; and the facts that a loan's account follows from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import case, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.extension import NoSuchExtension
from services.funds.rules.interest import Facts, Instalment, Movement, RateFrom, Repricing, rates_of
from services.funds.rules.loan import MILLION, OPEN, EntryKind, LoanState, NoSuchLoan
from services.funds.rules.loan_life import NoSuchLoanEntry
from services.funds.rules.loan_policy import subsidy_of
from services.funds.store.lending_policy import get_lending_policy_named, get_rate_table
from services.funds.tables import (
    CreditGrade,
    ExtensionAsking,
    HouseholdMember,
    Loan,
    LoanCheck,
    LoanEntry,
    LoanExtension,
    LoanInstalment,
    LoanStep,
)

ONE_DAY = timedelta(days=1)
_LOCK_BORROWER = text("SELECT pg_advisory_xact_lock(hashtextextended(:borrower, 0))")


@dataclass(frozen=True, slots=True)
class LoansAsked:
    """Which loans are asked for; what is None does not matter. `overdue_on`: only those that are overdue on this day."""

    region: str | None = None
    state: LoanState | None = None
    loan_class: str | None = None
    bank: str | None = None
    household_id: UUID | None = None
    overdue_on: date | None = None


def still_to_come(on: date) -> Any:
    """Of a loan in SQL: the principal that falls due on this day or later, by the plan that is in force."""
    due = select(func.coalesce(func.sum(col(LoanInstalment.principal_fen)), 0)).where(
        LoanInstalment.loan_id == Loan.id, col(LoanInstalment.is_in_force), col(LoanInstalment.due_on) >= on
    )
    return due.correlate(Loan).scalar_subquery()


def drawn_fen() -> Any:
    """Of a loan in SQL: what was lent."""
    drawn = select(LoanEntry.principal_fen).where(LoanEntry.loan_id == Loan.id, LoanEntry.kind == EntryKind.DRAWN)
    return drawn.correlate(Loan).scalar_subquery()


def overdue_fen(on: date) -> Any:
    """Of a loan in SQL: what should have been repaid before this day and is still owed."""
    return func.greatest(col(Loan.outstanding_fen) - still_to_come(on), 0)


async def get_loan(session: AsyncSession, id: UUID) -> Loan:
    """Raises NoSuchLoan, also for one that the asker may not see."""
    loan = await session.get(Loan, id)
    if loan is None:
        raise NoSuchLoan(loan_id=str(id))
    return loan


async def lock_loan(session: AsyncSession, id: UUID) -> Loan:
    """Raises NoSuchLoan. Lock it before its fund, and both before accounts."""
    loan = await session.get(Loan, id, with_for_update=True, populate_existing=True)
    if loan is None:
        raise NoSuchLoan(loan_id=str(id))
    return loan


async def list_loans(session: AsyncSession, asked: LoansAsked, *, after: UUID | None, limit: int) -> Sequence[tuple[Loan, int]]:
    """Loans as they were asked for, each with what of it is overdue on `overdue_on` (else zero). One more than `limit`."""
    late = overdue_fen(asked.overdue_on) if asked.overdue_on else func.coalesce(0)
    query = select(Loan, late).order_by(col(Loan.id)).limit(limit + 1)
    equal = {"state": asked.state, "loan_class": asked.loan_class, "bank": asked.bank, "household_id": asked.household_id}
    for name, value in equal.items():
        if value is not None:
            query = query.where(getattr(Loan, name) == value)
    if asked.region:
        query = query.where(col(Loan.region).startswith(asked.region, autoescape=True))
    if asked.overdue_on:
        query = query.where(col(Loan.state).in_([LoanState.LENT, LoanState.COMPENSATED]), late > 0)
    if after is not None:
        query = query.where(col(Loan.id) > after)
    return [(loan, int(owed)) for loan, owed in await session.execute(query)]


async def lock_loans_numbered(session: AsyncSession, numbers: Collection[str], *, bank: str) -> dict[str, Loan]:
    """Those loans of a bank, by number, locked in the order of their ids."""
    query = select(Loan).where(col(Loan.number).in_(numbers), Loan.bank == bank).order_by(col(Loan.id)).with_for_update()
    return {loan.number: loan for loan in await session.exec(query.execution_options(populate_existing=True))}


async def lock_borrower(session: AsyncSession, household_id: UUID | None, credit_code: str) -> None:
    """One loan at a time of a borrower, so that two do not both fit under one limit; there may be no row yet to lock."""
    await session.execute(_LOCK_BORROWER, {"borrower": f"loan:{household_id or credit_code}"})


async def find_grade(session: AsyncSession, household_id: UUID) -> CreditGrade | None:
    """The newest one."""
    query = select(CreditGrade).where(CreditGrade.household_id == household_id).order_by(col(CreditGrade.decided_at).desc())
    return (await session.exec(query.limit(1))).first()


async def is_member(session: AsyncSession, household_id: UUID, person_id: UUID) -> bool:
    """Whether somebody belongs to a household, as registry told."""
    query = select(HouseholdMember.id).where(
        HouseholdMember.household_id == household_id, HouseholdMember.person_id == person_id, col(HouseholdMember.is_member)
    )
    return (await session.exec(query.limit(1))).first() is not None


async def sum_of_borrower(session: AsyncSession, loan: Loan) -> tuple[int, int]:
    """Of the same borrower's other open loans of this class: what is owed, or was granted or asked for, and what is subsidised.

    The loan that this one renews is not among them.
    """
    amount = case(
        {LoanState.ASKED: col(Loan.asked_fen), LoanState.APPROVED: col(Loan.granted_fen)},
        value=col(Loan.state),
        else_=col(Loan.outstanding_fen),
    )
    subsidised = func.least(func.coalesce(col(Loan.subsidised_fen), amount), amount)
    query = select(func.coalesce(func.sum(amount), 0), func.coalesce(func.sum(subsidised), 0)).where(
        col(Loan.state).in_(OPEN), Loan.loan_class == loan.loan_class, Loan.id != loan.id
    )
    if loan.household_id is not None:
        query = query.where(Loan.household_id == loan.household_id)
    else:
        query = query.where(Loan.credit_code == loan.credit_code)
    if loan.renews_id is not None:
        query = query.where(Loan.id != loan.renews_id)
    lent, covered = (await session.execute(query)).one()
    return int(lent), int(covered)


async def count_renewals(session: AsyncSession, loan: Loan) -> int:
    """How many loans this one carries on, one after another, those before the platform among them."""
    many = loan.renewals_before
    while loan.renews_id is not None:
        loan = await get_loan(session, loan.renews_id)
        many += 1 + loan.renewals_before
    return many


async def list_steps(session: AsyncSession, loan_id: UUID) -> Sequence[LoanStep]:
    return (await session.exec(select(LoanStep).where(LoanStep.loan_id == loan_id).order_by(col(LoanStep.position)))).all()


async def list_entries_of_loan(session: AsyncSession, loan_id: UUID) -> Sequence[LoanEntry]:
    query = select(LoanEntry).where(LoanEntry.loan_id == loan_id).order_by(col(LoanEntry.on_day), col(LoanEntry.id))
    return (await session.exec(query)).all()


async def get_entry_of_loan(session: AsyncSession, loan_id: UUID, entry_id: UUID) -> LoanEntry:
    """Raises NoSuchLoanEntry."""
    entry = await session.get(LoanEntry, entry_id)
    if entry is None or entry.loan_id != loan_id:
        raise NoSuchLoanEntry(entry_id=str(entry_id))
    return entry


async def find_reversal(session: AsyncSession, entry_id: UUID) -> LoanEntry | None:
    return (await session.exec(select(LoanEntry).where(LoanEntry.reverses_id == entry_id))).first()


async def list_plan(session: AsyncSession, loan_id: UUID) -> Sequence[LoanInstalment]:
    """The instalments in force, by day."""
    mine = (LoanInstalment.loan_id == loan_id, col(LoanInstalment.is_in_force))
    return (await session.exec(select(LoanInstalment).where(*mine).order_by(col(LoanInstalment.due_on)))).all()


async def list_extensions(session: AsyncSession, loan_id: UUID) -> Sequence[LoanExtension]:
    query = select(LoanExtension).where(LoanExtension.loan_id == loan_id).order_by(col(LoanExtension.position))
    return (await session.exec(query)).all()


async def list_askings(session: AsyncSession, loan_id: UUID) -> Sequence[ExtensionAsking]:
    """Every extension that was asked for, decided or not."""
    query = select(ExtensionAsking).where(ExtensionAsking.loan_id == loan_id).order_by(col(ExtensionAsking.id))
    return (await session.exec(query)).all()


async def get_asking(session: AsyncSession, id: UUID, *, locked: bool = False) -> ExtensionAsking:
    """Raises NoSuchExtension. Lock it after its loan."""
    asking = await session.get(ExtensionAsking, id, with_for_update=locked or None, populate_existing=locked)
    if asking is None:
        raise NoSuchExtension(extension_id=str(id))
    return asking


async def list_checks(session: AsyncSession, loan_id: UUID) -> Sequence[LoanCheck]:
    return (await session.exec(select(LoanCheck).where(LoanCheck.loan_id == loan_id).order_by(col(LoanCheck.id)))).all()


async def add_entry(session: AsyncSession, loan: Loan, entry: LoanEntry) -> None:
    """Write a line of a loan's account; the database moves the loan's sum, and the loan is read again."""
    session.add(entry)
    await session.flush()
    await session.refresh(loan)


async def facts_of(session: AsyncSession, loan: Loan, *, until_on: date) -> Facts:
    """All that the loan's account follows from, with rates until before `until_on`. Raises RateUnknown."""
    entries = await list_entries_of_loan(session, loan.id)
    plan = await list_plan(session, loan.id)
    return facts_from(loan, entries, plan, await list_extensions(session, loan.id), until_on=until_on)


def facts_from(
    loan: Loan,
    entries: Sequence[LoanEntry],
    plan: Sequence[LoanInstalment],
    extensions: Sequence[LoanExtension],
    *,
    until_on: date,
) -> Facts:
    """The same of rows at hand."""
    policy = get_lending_policy_named(loan.policy)
    loan_class = policy.find_class(loan.loan_class)
    drawn_on = loan.drawn_on
    if loan_class is None or drawn_on is None or loan.repricing is None:
        raise NoSuchLoan(loan_id=str(loan.id))
    is_fixed = loan.repricing is Repricing.FIXED
    rates = rates_of(
        get_rate_table(loan.table_code),
        months=loan.term_months,
        spread=Fraction(0) if is_fixed else loan.rate,
        rate=loan.rate if is_fixed else Fraction(0),
        repricing=loan.repricing,
        drawn_on=drawn_on,
        until_on=max(until_on, drawn_on + ONE_DAY),
    )
    for each in extensions:
        later = RateFrom(each.from_on, Fraction(each.rate_millionths, MILLION), Fraction(each.base_millionths, MILLION))
        rates = (*(rate for rate in rates if rate.from_on < each.from_on), later)
    return Facts(
        movements=tuple(Movement(each.on_day, each.principal_fen) for each in entries if each.principal_fen),
        instalments=tuple(Instalment(each.due_on, each.principal_fen) for each in plan),
        rates=rates,
        basis=loan.basis,
        penalty=loan.penalty,
        subsidy=subsidy_of(
            loan_class, loan.subsidised_fen, _last_subsidised_day(loan, policy.extension.is_subsidised, extensions)
        ),
        misused_from=loan.misused_from,
    )


def _last_subsidised_day(loan: Loan, extension_is_subsidised: bool, extensions: Sequence[LoanExtension]) -> date | None:
    ends = [loan.subsidised_until] if loan.subsidised_until else []
    if extensions and not extension_is_subsidised:
        ends.append(extensions[0].from_on - ONE_DAY)
    return min(ends, default=None)
