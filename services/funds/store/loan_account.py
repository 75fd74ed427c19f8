"""Writing a loan's account: money lent, repaid, renewed; the plan of repayment; banks' lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.depreciation import months_later
from services.funds.rules.interest import Instalment, Repricing
from services.funds.rules.loan import EntryKind, LoanState, become
from services.funds.rules.loan_file import NoSuchLoanFile
from services.funds.rules.repayment import Repayment, plan
from services.funds.store.lending_policy import get_rate_table
from services.funds.store.loan import add_entry
from services.funds.tables import Loan, LoanEntry, LoanFile, LoanInstalment


@dataclass(frozen=True, slots=True)
class Noted:
    """When something moved, and who wrote it down: `reference` is the bank's number of the movement, where there is one."""

    on_day: date
    by: str
    at: datetime
    reference: str = ""
    file_id: UUID | None = None


def _entry(loan: Loan, noted: Noted, kind: EntryKind, *, principal_fen: int, interest_fen: int = 0) -> LoanEntry:
    return LoanEntry(
        loan_id=loan.id,
        region=loan.region,
        kind=kind,
        on_day=noted.on_day,
        principal_fen=principal_fen,
        interest_fen=interest_fen,
        reference=noted.reference,
        file_id=noted.file_id,
        written_by=noted.by,
        written_at=noted.at,
    )


async def draw(session: AsyncSession, loan: Loan, noted: Noted, *, amount_fen: int) -> None:
    """The money is lent: the loan is `LENT`, its plan stands. Raises LoanStateForbids, RateUnknown."""
    loan.state = become(loan.state, LoanState.LENT)
    loan.drawn_on, loan.due_on = noted.on_day, months_later(noted.on_day, loan.term_months)
    session.add(loan)
    rate = loan.rate
    if loan.repricing is not Repricing.FIXED:
        rate = max(get_rate_table(loan.table_code).rate(noted.on_day, loan.term_months) + rate, Fraction(0))
    owed = plan(
        loan.repayment or Repayment.BULLET,
        amount_fen,
        rate,
        drawn_on=noted.on_day,
        months=loan.term_months,
        months_each=loan.months_each,
    )
    put_plan(session, loan, owed, version=1)
    await session.flush()
    await add_entry(session, loan, _entry(loan, noted, EntryKind.DRAWN, principal_fen=amount_fen))


async def repay(session: AsyncSession, loan: Loan, noted: Noted, *, principal_fen: int, interest_fen: int) -> None:
    """Principal and interest came in; a loan of which nothing is owed any more is repaid."""
    entry = _entry(loan, noted, EntryKind.REPAID, principal_fen=-principal_fen, interest_fen=interest_fen)
    await add_entry(session, loan, entry)
    await _close(session, loan)


async def renew(session: AsyncSession, loan: Loan, noted: Noted) -> None:
    """What is owed of a loan is repaid by the one that renews it."""
    await add_entry(session, loan, _entry(loan, noted, EntryKind.RENEWED, principal_fen=-loan.outstanding_fen))
    await _close(session, loan)


async def recover(session: AsyncSession, loan: Loan, noted: Noted, *, amount_fen: int) -> None:
    """What a borrower paid after the fund stood in: principal first, the rest is interest."""
    principal = min(amount_fen, loan.outstanding_fen)
    entry = _entry(loan, noted, EntryKind.REPAID, principal_fen=-principal, interest_fen=amount_fen - principal)
    await add_entry(session, loan, entry)


async def _close(session: AsyncSession, loan: Loan) -> None:
    if loan.outstanding_fen == 0 and loan.state is LoanState.LENT:
        loan.state = become(loan.state, LoanState.REPAID)
        session.add(loan)
        await session.flush()


def put_plan(session: AsyncSession, loan: Loan, instalments: Sequence[Instalment], *, version: int) -> None:
    """A version of the plan, in force from now on."""
    session.add_all(
        LoanInstalment(
            loan_id=loan.id,
            region=loan.region,
            version=version,
            is_in_force=True,
            due_on=each.due_on,
            principal_fen=each.principal_fen,
        )
        for each in instalments
    )


async def end_plan(session: AsyncSession, loan_id: UUID) -> int:
    """The version in force is so no more; its number."""
    mine = (LoanInstalment.loan_id == loan_id, col(LoanInstalment.is_in_force))
    version = 0
    for row in await session.exec(select(LoanInstalment).where(*mine).with_for_update()):
        version, row.is_in_force = row.version, False
        session.add(row)
    await session.flush()
    return version


async def get_loan_file(session: AsyncSession, id: UUID) -> LoanFile:
    """Raises NoSuchLoanFile."""
    file = await session.get(LoanFile, id)
    if file is None:
        raise NoSuchLoanFile(file_id=str(id))
    return file
