from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import loan_life
from services.funds.rules.guarantee import must_guarantee
from services.funds.schemas.loan import DrawLoan
from services.funds.store import loan as loans
from services.funds.store.guarantee import get_fund, standing_of
from services.funds.store.ledger import lock_accounts
from services.funds.store.lending_policy import get_lending_policy_named
from services.funds.store.loan_account import Noted, draw, renew
from services.funds.tables import Loan
from shared.clock import china
from shared.security import Principal


async def draw_loan(session: AsyncSession, loan_id: UUID, form: DrawLoan, *, by: Principal, at: datetime) -> Loan:
    """Write down that the bank lent the money: the account begins, and the plan of repayment stands. A renewal repays the loan
    that it renews on the same day.

    The public reads of it with its quarter (`publish_loans`). Raises NoSuchLoan, OutsideRegion, LoanStateForbids,
    DrawnOutOfOrder, AboveLimit, NotRenewable, RateUnknown, LendingStopped, GuaranteeExhausted.
    """
    renews_id = (await loans.get_loan(session, loan_id)).renews_id
    renewed = await loans.lock_loan(session, renews_id) if renews_id else None
    loan = await loans.lock_loan(session, loan_id)
    by.must_cover(loan.region)
    on: date = china(at).date()

    loan_life.check_drawing(
        state=loan.state,
        drawn_on=form.drawn_on,
        signed_on=loan.signed_on,
        amount_fen=form.amount_fen,
        granted_fen=loan.granted_fen,
        on=on,
    )
    if renewed is not None:
        loan_life.must_cover_renewed(form.amount_fen, renewed.outstanding_fen)
        # The old loan may have been repaid in part since: then more is new than rested on the fund at the approval.
        await _guarantee_more(session, loan, form.amount_fen - renewed.exposure_fen - loan.exposure_fen, on=on)

    noted = Noted(form.drawn_on, by.subject, at, form.reference)
    if renewed is not None and renewed.outstanding_fen:
        await renew(session, renewed, Noted(form.drawn_on, by.subject, at))
    await draw(session, loan, noted, amount_fen=form.amount_fen)
    return loan


async def _guarantee_more(session: AsyncSession, loan: Loan, amount_fen: int, *, on: date) -> None:
    if loan.fund_id is None or amount_fen <= 0:
        return
    fund = await get_fund(session, loan.fund_id, locked=True)
    [account] = await lock_accounts(session, fund.key)
    standing = await standing_of(session, fund, account, on=on)
    must_guarantee(get_lending_policy_named(loan.policy).guarantee, standing, amount_fen, multiple=fund.multiple)
