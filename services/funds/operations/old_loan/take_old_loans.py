from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import old_loan as rules
from services.funds.rules import old_loan_weighing as weighing
from services.funds.rules.guarantee import NoSuchGuaranteeFund
from services.funds.rules.loan import LoanState
from services.funds.rules.loan_asking import UnknownLoanClass, subsidised_part
from services.funds.rules.number import Series
from services.funds.rules.old_loan import OldListState
from services.funds.rules.second_person import must_be_another
from services.funds.schemas.old_loan import TakeOldLoans
from services.funds.store.guarantee import find_fund
from services.funds.store.lending_policy import get_lending_policy
from services.funds.store.loan import lock_borrower
from services.funds.store.number import take_numbers
from services.funds.store.old_loan import OldEntry, entries_of, list_covered, list_known, list_taken, lock_list
from services.funds.store.old_loan_account import drawn_of, loan_of, repaid_of, subsidised_of, write_plan
from services.funds.tables import Loan, OldLoanList
from shared.clock import china
from shared.security import Principal


async def take_old_loans(session: AsyncSession, list_id: UUID, form: TakeOldLoans, *, by: Principal, at: datetime) -> OldLoanList:
    """Take in a list of loans from before the platform as another person looked at it: each with its account, its plan, and the
    days that were subsidised, which nobody can claim again. What is owed rests on the fund, whether or not it would bear it as
    new; reminders and quarters go by the loans from now on.

    Raises NoSuchOldLoanList, OutsideRegion, OldLoanListClosed, SamePerson, NoOldLoanSound, OldLoanListHasFaults,
    OldLoanListChanged, ContractKnown, NoSuchGuaranteeFund.
    """
    uploaded = await lock_list(session, list_id)
    by.must_cover(uploaded.region)
    on = china(at).date()
    entries = entries_of(uploaded)
    for borrower in sorted({(str(entry.household_id or ""), entry.loan.terms.credit_code) for entry in entries}):
        await lock_borrower(session, UUID(borrower[0]) if borrower[0] else None, borrower[1])
    known = await list_known(session, uploaded.region, uploaded.bank, [entry.loan.contract for entry in entries])

    rules.must_be_takeable(
        uploaded.state,
        seen=(form.loans, form.outstanding_fen),
        there=(uploaded.loans, uploaded.outstanding_fen),
        refused=uploaded.refused,
        leaves_out_refused=form.leave_out_refused,
    )
    must_be_another(uploaded.uploaded_by, by.subject)
    rules.must_be_unknown(list(known))

    covered = defaultdict(int, await list_covered(session, entries))
    numbers = await take_numbers(session, Series.LOAN, uploaded.region, on.year, many=len(entries))
    fund = await find_fund(session, uploaded.region, uploaded.bank, locked=True)
    made: list[tuple[Loan, OldEntry]] = []
    for entry, number in zip(sorted(entries, key=lambda each: each.loan.terms.drawn_on), numbers, strict=True):
        policy, version = get_lending_policy(entry.region, entry.loan.terms.drawn_on)
        loan_class = weighing.class_named(policy, entry.loan.terms.loan_class)
        if loan_class is None:
            raise UnknownLoanClass(pointer="/loan_class", allowed=[each.code for each in policy.classes])
        if loan_class.is_guaranteed and fund is None:
            raise NoSuchGuaranteeFund(pointer="/bank", county=uploaded.region, bank=uploaded.bank)
        key = (entry.borrower, loan_class.code)
        subsidised_fen = subsidised_part(loan_class, amount_fen=entry.loan.terms.lent_fen, others_fen=covered[key])
        covered[key] += weighing.still_covered(entry.loan, subsidised_fen)
        use = weighing.use_named(policy, entry.loan.terms.use) or ""
        use_title = next((each.title for each in policy.uses if each.code == use), "")
        loan = loan_of(entry, loan_class, use=use, use_title=use_title, by=by.subject)
        loan.number, loan.county, loan.bank, loan.old_list_id = number, uploaded.region, uploaded.bank, uploaded.id
        loan.policy, loan.policy_version, loan.strike_day = policy.policy, version, policy.quarter.strike_day
        loan.subsidised_fen = subsidised_fen
        loan.steps_taken = len(policy.steps_of(loan_class))
        loan.fund_id = fund.id if fund and loan_class.is_guaranteed else None
        made.append((loan, entry))
    session.add_all(loan for loan, _ in made)
    await session.flush()
    for loan, entry in made:
        write_plan(session, loan, entry, by=by.subject)
    session.add_all(drawn_of(loan, entry, at) for loan, entry in made)
    await session.flush()
    session.add_all(line for loan, entry in made for line in (*repaid_of(loan, entry, at), *subsidised_of(loan, entry)))
    await session.flush()
    for loan in await list_taken(session, list_id):
        if loan.outstanding_fen == 0:
            loan.state = LoanState.REPAID
            session.add(loan)
    uploaded = await lock_list(session, list_id)
    uploaded.state, uploaded.decided_by, uploaded.decided_at = OldListState.TAKEN, by.subject, at
    session.add(uploaded)
    await session.flush()
    return uploaded
