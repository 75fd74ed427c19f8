from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.loan import EntryKind, LoanState, become
from services.funds.rules.loan_life import must_be_reversible
from services.funds.schemas.loan_account import ReverseEntry
from services.funds.store.loan import add_entry, find_reversal, get_entry_of_loan, lock_loan
from services.funds.tables import Loan, LoanEntry
from shared.security import Principal


async def reverse_entry(
    session: AsyncSession, loan_id: UUID, entry_id: UUID, form: ReverseEntry, *, by: Principal, at: datetime
) -> Loan:
    """Take back a repayment that was written down by mistake, as if it had not been: a line of its own on the same day.

    Interest and subsidies follow from the lines, so they are right again; what lists have claimed too much is owed back. Raises
    NoSuchLoan, OutsideRegion, NoSuchLoanEntry, EntryStands, LoanStateForbids.
    """
    loan = await lock_loan(session, loan_id)
    by.must_cover(loan.region)
    entry = await get_entry_of_loan(session, loan_id, entry_id)

    must_be_reversible(entry.kind, loan.state, is_reversed=await find_reversal(session, entry.id) is not None)

    if loan.state is LoanState.REPAID and entry.principal_fen:
        loan.state = become(loan.state, LoanState.LENT)
        session.add(loan)
        await session.flush()
    back = LoanEntry(
        loan_id=loan.id,
        region=loan.region,
        kind=EntryKind.REVERSED,
        on_day=entry.on_day,
        principal_fen=-entry.principal_fen,
        interest_fen=-entry.interest_fen,
        reverses_id=entry.id,
        reference="",
        written_by=by.subject,
        written_at=at,
    )
    await add_entry(session, loan, back)
    return loan
