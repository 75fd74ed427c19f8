from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.loan_life import check_repaying
from services.funds.schemas.loan import RepayLoan
from services.funds.store.loan import lock_loan
from services.funds.store.loan_account import Noted, repay
from services.funds.tables import Loan
from shared.clock import china
from shared.security import Principal


async def repay_loan(session: AsyncSession, loan_id: UUID, form: RepayLoan, *, by: Principal, at: datetime) -> Loan:
    """Write down principal and interest that the bank got. What is repaid rests on the fund no more; the loan's account tells of
    it.

    Raises NoSuchLoan, OutsideRegion, LoanStateForbids, EntryOutOfOrder, RepaidTooMuch.
    """
    loan = await lock_loan(session, loan_id)
    by.must_cover(loan.region)

    check_repaying(
        state=loan.state,
        repaid_on=form.repaid_on,
        drawn_on=loan.drawn_on,
        principal_fen=form.principal_fen,
        outstanding_fen=loan.outstanding_fen,
        on=china(at).date(),
    )

    noted = Noted(form.repaid_on, by.subject, at, form.reference)
    await repay(session, loan, noted, principal_fen=form.principal_fen, interest_fen=form.interest_fen)
    return loan
