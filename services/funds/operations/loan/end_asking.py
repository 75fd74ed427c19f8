from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.loan import LoanState, become
from services.funds.schemas.loan import EndAsking
from services.funds.store.loan import lock_loan
from services.funds.tables import Loan
from shared.security import Principal


async def end_asking(session: AsyncSession, loan_id: UUID, form: EndAsking, *, by: Principal, on: date) -> Loan:
    """Withdraw an application or a loan that is not drawn yet, or write down that the bank refused it. What rested on the fund
    is free.

    Nobody is told but those who read the loan's file. Raises NoSuchLoan, OutsideRegion, LoanStateForbids.
    """
    loan = await lock_loan(session, loan_id)
    by.must_cover(loan.region)

    state = become(loan.state, LoanState.REFUSED if form.is_refused else LoanState.WITHDRAWN)

    loan.state, loan.ended_why = state, form.why
    session.add(loan)
    await session.flush()
    await session.refresh(loan)
    return loan
