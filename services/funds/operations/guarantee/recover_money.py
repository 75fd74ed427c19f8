from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import guarantee as rules
from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.interest import struck
from services.funds.rules.loan import must_be_held
from services.funds.rules.loan_life import check_day
from services.funds.rules.subsidy import BillState, SubsidyTo, owed_back
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.guarantee import RecoverMoney
from services.funds.store.guarantee import find_paid_compensation, get_fund, list_recoveries
from services.funds.store.ledger import add_transfers, get_account, lock_accounts
from services.funds.store.loan import facts_of, lock_loan
from services.funds.store.loan_account import Noted, recover
from services.funds.store.subsidy import list_lines_of_loan
from services.funds.tables import Loan, LoanRecovery, Transfer
from shared.clock import china
from shared.regions import town_of
from shared.security import Principal


async def recover_money(session: AsyncSession, loan_id: UUID, form: RecoverMoney, *, by: Principal, at: datetime) -> LoanRecovery:
    """Book money that came back: a subsidy that was not due returns to its budget line; of what a borrower pays after the fund
    stood in for the loan, the fund gets its part and the bank the rest.

    The board tells of it. Raises NoSuchLoan, OutsideRegion, LoanStateForbids, DrawnOutOfOrder, MoreThanToRecover, Overdrawn.
    """
    loan = await lock_loan(session, loan_id)
    by.must_cover(loan.region)
    drawn_on = must_be_held(loan.state, loan.drawn_on)
    check_day(form.received_on, not_before=drawn_on, on=china(at).date(), pointer="/received_on")
    before_fen = sum(each.amount_fen for each in await list_recoveries(session, loan_id) if each.recovery_of is form.recovery_of)
    if form.recovery_of is rules.RecoveryOf.SUBSIDY:
        from_key, to_key, owed_fen = await _subsidy(session, loan)
        part_fen = form.amount_fen
    else:
        compensation = await find_paid_compensation(session, loan_id)
        if compensation is None:
            raise rules.MoreThanToRecover(pointer="/recovery_of", owed_fen=0)
        fund = await get_fund(session, compensation.fund_id, locked=True)
        from_key, to_key = AccountKey(AccountKind.BANK_PAID_OUT, fund.region, fund.bank), fund.key
        owed_fen = compensation.principal_fen + compensation.interest_fen
        part_fen = rules.funds_part(before_fen + form.amount_fen, compensation.fund_share) - rules.funds_part(
            before_fen, compensation.fund_share
        )
    target, source = await lock_accounts(session, to_key, from_key)

    rules.must_be_recoverable(form.amount_fen, owed_fen=owed_fen - before_fen)
    legs = transfer.move(source, target, part_fen)

    moved = Transfer(
        phase=Phase.MOVED,
        purpose=Purpose.RECOVERY,
        region=loan.county,
        amount_fen=part_fen,
        about=About.LOAN,
        about_id=loan.id,
        memo=form.memo,
        made_at=at,
    )
    await add_transfers(session, (moved, legs))
    recovery = LoanRecovery(
        **form.model_dump(),
        loan_id=loan.id,
        region=loan.region,
        fund_fen=part_fen,
        transfer_id=moved.id,
        written_by=by.subject,
    )
    session.add(recovery)
    await session.flush()
    if form.recovery_of is rules.RecoveryOf.COMPENSATION:
        await recover(session, loan, Noted(form.received_on, by.subject, at), amount_fen=form.amount_fen)
    return recovery


async def _subsidy(session: AsyncSession, loan: Loan) -> tuple[AccountKey, AccountKey, int]:
    """From where to where, and how much of what was paid was not due as is known now."""
    paid = [(line, bill) for line, bill in await list_lines_of_loan(session, loan.id) if bill.state is BillState.PAID]
    if not paid:
        raise rules.MoreThanToRecover(pointer="/recovery_of", owed_fen=0)
    facts = await facts_of(session, loan, until_on=max(line.to_on for line, _ in paid) + timedelta(days=1))
    due = [struck(facts, line.from_on, line.to_on).subsidy_fen for line, _ in paid]
    owed_fen = owed_back([line.amount_fen for line, _ in paid], due)
    bill = paid[-1][1]
    line_account = await get_account(session, bill.account_id)
    if bill.paid_to is SubsidyTo.HOUSEHOLD:
        return AccountKey(AccountKind.HOUSEHOLD_PAID_OUT, town_of(loan.region)), line_account.key, owed_fen
    return AccountKey(AccountKind.BANK_PAID_OUT, loan.county, loan.bank), line_account.key, owed_fen
