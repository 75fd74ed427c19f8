"""A loan from before the platform as it is written down: its file, its account, its plan and the days that were subsidised."""

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import old_loan_weighing as weighing
from services.funds.rules.loan import MILLION, EntryKind, LoanState
from services.funds.rules.loan_policy import LoanClass
from services.funds.store.lending_policy import get_rate_table
from services.funds.store.loan_account import put_plan
from services.funds.store.old_loan import OldEntry
from services.funds.tables import Loan, LoanEntry, LoanExtension, SubsidyLine


def loan_of(entry: OldEntry, loan_class: LoanClass, *, use: str, use_title: str, by: str) -> Loan:
    """The file of a loan that is lent; what the list and the policy say of it is still to be filled in."""
    terms = entry.loan.terms
    return Loan(
        number="",
        region=entry.region,
        county="",
        borrower=loan_class.borrower,
        household_id=entry.household_id,
        person_id=entry.person_id,
        enterprise=terms.enterprise,
        credit_code=terms.credit_code,
        loan_class=loan_class.code,
        class_title=loan_class.title,
        use=use,
        use_title=use_title,
        purpose="平台启用前发放",
        asked_fen=terms.lent_fen,
        term_months=entry.loan.months,
        policy="",
        policy_version="",
        state=LoanState.LENT,
        steps_taken=0,
        last_step_by=by,
        asked_by=by,
        asked_on=terms.signed_on,
        contract_number=entry.loan.contract,
        granted_fen=terms.lent_fen,
        subsidised_until=terms.subsidised_until,
        table_code=loan_class.base,
        rate_millionths=int(terms.rate * MILLION),
        repricing=terms.repricing,
        basis=terms.basis,
        striking=terms.striking,
        repayment=terms.repayment,
        months_each=terms.months_each,
        penalty_millionths=int(terms.penalty * MILLION),
        signed_on=terms.signed_on,
        approved_by=by,
        approved_on=terms.signed_on,
        drawn_on=terms.drawn_on,
        due_on=terms.due_on,
        renewals_before=terms.renewals,
    )


def write_plan(session: AsyncSession, loan: Loan, entry: OldEntry, *, by: str) -> None:
    """When its principal falls due, and that it was extended."""
    table = get_rate_table(loan.table_code)
    put_plan(session, loan, weighing.plan_of(entry.loan, table), version=1)
    later = weighing.later_rate_of(entry.loan, table)
    if later is not None:
        session.add(
            LoanExtension(
                loan_id=loan.id,
                region=loan.region,
                position=1,
                from_on=later.from_on,
                due_on=entry.loan.terms.due_on,
                rate_millionths=int(later.rate * MILLION),
                base_millionths=int(later.base * MILLION),
                reason="平台启用前已展期",
                clause="银行存量贷款清单",
                agreed_on=later.from_on,
                written_by=by,
            )
        )


def drawn_of(loan: Loan, entry: OldEntry, at: datetime) -> LoanEntry:
    """The first line of its account."""
    return _entry(loan, EntryKind.DRAWN, entry.loan.terms.drawn_on, entry.loan.terms.lent_fen, 0, at)


def repaid_of(loan: Loan, entry: OldEntry, at: datetime) -> list[LoanEntry]:
    """What was repaid, by day."""
    return [
        _entry(loan, EntryKind.REPAID, each.on, -each.principal_fen, each.interest_fen, at)
        for each in sorted(entry.loan.paid, key=lambda each: each.on)
    ]


def _entry(loan: Loan, kind: EntryKind, on: date, principal_fen: int, interest_fen: int, at: datetime) -> LoanEntry:
    return LoanEntry(
        loan_id=loan.id,
        region=loan.region,
        kind=kind,
        on_day=on,
        principal_fen=principal_fen,
        interest_fen=interest_fen,
        written_by=loan.approved_by,
        written_at=at,
    )


def subsidised_of(loan: Loan, entry: OldEntry) -> list[SubsidyLine]:
    """The days that were subsidised, which nobody can claim again."""
    return [
        SubsidyLine(
            old_list_id=loan.old_list_id,
            loan_id=loan.id,
            region=loan.region,
            from_on=run.from_on,
            to_on=run.to_on,
            days=(run.to_on - run.from_on).days + 1,
            amount_fen=run.amount_fen,
            accepted_fen=accepted_fen,
            is_standing=True,
        )
        for run, accepted_fen in zip(entry.loan.subsidised, entry.accepted_fen, strict=True)
    ]
