from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import loan as rules
from services.funds.rules import loan_life
from services.funds.schemas.loan import CheckLoan
from services.funds.store.loan import lock_loan
from services.funds.tables import LoanCheck
from shared.security import Principal


async def check_loan(session: AsyncSession, loan_id: UUID, form: CheckLoan, *, by: Principal, on: date) -> LoanCheck:
    """Write down a look at what a loan is used for. A wrong use ends the subsidy from its first day; what was paid since is owed
    back (`recover_money`), and the loan's page says how much.

    Raises NoSuchLoan, OutsideRegion, LoanStateForbids, MisuseNotDated, EntryOutOfOrder.
    """
    loan = await lock_loan(session, loan_id)
    by.must_cover(loan.region)

    drawn_on = rules.must_be_held(loan.state, loan.drawn_on)
    loan_life.check_finding(form.found, form.misused_from, drawn_on=drawn_on, checked_on=form.checked_on, on=on)

    if form.misused_from is not None:
        loan.misused_from = min(form.misused_from, loan.misused_from or form.misused_from)
        session.add(loan)
    check = LoanCheck(**form.model_dump(), loan_id=loan.id, region=loan.region, written_by=by.subject)
    session.add(check)
    await session.flush()
    return check
