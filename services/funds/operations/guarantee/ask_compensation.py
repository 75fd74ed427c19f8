from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import guarantee as rules
from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.interest import overdue_from, strike, strike_days, unpaid_interest
from services.funds.rules.loan import must_be_lent
from services.funds.rules.loan_asking import class_of
from services.funds.rules.subsidy import SubsidyTo
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.guarantee import AskCompensation
from services.funds.store.guarantee import get_fund, list_compensations
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.lending_policy import get_lending_policy_named
from services.funds.store.loan import facts_of, list_entries_of_loan, lock_loan
from services.funds.store.subsidy import sum_paid_of_loan
from services.funds.tables import Compensation, Transfer
from shared.clock import china
from shared.security import Principal


async def ask_compensation(
    session: AsyncSession, loan_id: UUID, form: AskCompensation, *, by: Principal, at: datetime
) -> Compensation:
    """Ask that the fund stands in for a loan that is overdue long enough: its part of the principal and of the interest that the
    bank has not got. The money is set aside until another person has looked.

    Raises NoSuchLoan, OutsideRegion, LoanStateForbids, NotGuaranteed, NotOverdueLongEnough, CompensationAsked, Overdrawn.
    """
    loan = await lock_loan(session, loan_id)
    by.must_cover(loan.region)
    drawn_on, _ = must_be_lent(loan.state, loan.drawn_on, loan.due_on)
    if loan.fund_id is None or loan.striking is None:
        raise rules.NotGuaranteed
    fund = await get_fund(session, loan.fund_id, locked=True)
    earlier = await list_compensations(session, loan_id)
    on = china(at).date()
    facts = await facts_of(session, loan, until_on=on)
    entries = await list_entries_of_loan(session, loan_id)
    policy = get_lending_policy_named(loan.policy)
    to_bank = class_of(policy, loan.loan_class).subsidy.to is SubsidyTo.BANK
    subsidised_fen = await sum_paid_of_loan(session, loan_id, to_bank=to_bank)
    account, bank = await lock_accounts(session, fund.key, AccountKey(AccountKind.BANK_PAID_OUT, fund.region, fund.bank))

    rules.must_be_first(each.state for each in earlier)
    late_from = overdue_from(facts, on)
    frame = policy.guarantee
    rules.check_wait(frame, late_from, (late_from or on) + timedelta(days=frame.compensate_after_days), on)
    periods = strike(facts, strike_days(loan.striking, loan.strike_day, from_on=drawn_on, until_on=on), until_on=on)
    interest_fen = unpaid_interest(periods, paid_fen=sum(each.interest_fen for each in entries) + subsidised_fen)
    fund_fen = rules.funds_part(loan.outstanding_fen + interest_fen, fund.fund_share)
    legs = transfer.reserve(account, bank, fund_fen)

    compensation = Compensation(
        loan_id=loan.id,
        region=loan.region,
        fund_id=fund.id,
        state=rules.CompensationState.ASKED,
        overdue_from=late_from or on,
        principal_fen=loan.outstanding_fen,
        interest_fen=interest_fen,
        fund_share=fund.fund_share,
        fund_fen=fund_fen,
        reserved_id=loan.id,
        reason=form.reason,
        asked_by=by.subject,
        asked_on=on,
    )
    reserved = Transfer(
        phase=Phase.RESERVED,
        purpose=Purpose.GUARANTEE,
        region=fund.region,
        amount_fen=fund_fen,
        about=About.LOAN,
        about_id=loan.id,
        memo=f"代偿 {loan.number}",
        made_at=at,
    )
    await add_transfers(session, (reserved, legs))
    compensation.reserved_id = reserved.id
    session.add(compensation)
    await session.flush()
    return compensation
