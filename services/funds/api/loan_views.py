"""A loan as people read it: its file, and its account day by day."""

from datetime import date, timedelta
from fractions import Fraction

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.guarantee import RecoveryOf
from services.funds.rules.interest import Facts, Repricing, Stretch, Struck, overdue_from, stretches, strike, strike_days, struck
from services.funds.rules.loan import HELD, LoanState, percent
from services.funds.rules.loan_asking import class_of
from services.funds.rules.subsidy import BILL_STATE_NAMES, BillState, owed_back
from services.funds.schemas.loan import LoanLine, LoanView, StepView
from services.funds.schemas.loan_account import (
    AccountView,
    EntryView,
    InstalmentView,
    StretchView,
    StruckView,
    SubsidisedView,
)
from services.funds.store import loan as loans
from services.funds.store.guarantee import sum_recovered
from services.funds.store.lending_policy import get_lending_policy_named, get_rate_table
from services.funds.store.subsidy import list_lines_before, list_lines_of_loan
from services.funds.tables import Loan, SubsidyLine
from shared.money import down

ONE_DAY = timedelta(days=1)
DAYS_SHOWN = 31


def loan_line(loan: Loan, overdue_fen: int = 0) -> LoanLine:
    shown = set(LoanLine.model_fields) - {"overdue_fen"}
    return LoanLine(**loan.model_dump(include=shown), overdue_fen=overdue_fen)


async def loan_view(session: AsyncSession, loan: Loan, *, on: date) -> LoanView:
    """The whole file. Raises what the account raises."""
    policy = get_lending_policy_named(loan.policy)
    loan_class = class_of(policy, loan.loan_class)
    steps = policy.steps_of(loan_class)
    taken = await loans.list_steps(session, loan.id)
    facts = await loans.facts_of(session, loan, until_on=on + ONE_DAY) if loan.state in HELD else None
    is_open = loan.state is LoanState.ASKED and loan.steps_taken < len(steps)
    shown = set(LoanView.model_fields) - {"overdue_fen", "clause", "next_step", "steps", "rate_said", "penalty_said"}
    return LoanView(
        **loan.model_dump(include=shown),
        overdue_fen=overdue_fen(facts, loan, on),
        clause=policy.source(loan_class).spoken,
        next_step=steps[loan.steps_taken].title if is_open else None,
        steps=[StepView.model_validate(each) for each in taken],
        rate_said=_rate(loan),
        penalty_said=percent(loan.penalty),
    )


def overdue_fen(facts: Facts | None, loan: Loan, on: date) -> int:
    from_now = [] if facts is None else stretches(facts, on, on + ONE_DAY)
    return from_now[0].overdue_fen if from_now and loan.outstanding_fen else 0


def _rate(loan: Loan) -> str:
    if loan.repricing is None:
        return ""
    if loan.repricing is Repricing.FIXED:
        return percent(loan.rate)
    table = get_rate_table(loan.table_code).title
    sign = "加" if loan.rate >= 0 else "减"
    return table if not loan.rate else f"{table}{sign} {percent(abs(loan.rate))}"


async def account_view(session: AsyncSession, loan: Loan, *, until_on: date) -> AccountView:
    """Everything recomputed from the entries, until before `until_on`."""
    entries = await loans.list_entries_of_loan(session, loan.id)
    claimed = await list_lines_of_loan(session, loan.id)
    runs: list[Stretch] = []
    periods: list[Struck] = []
    late = None
    to_recover = back_before = 0
    before = await list_lines_before(session, loan.id)
    plan = await loans.list_plan(session, loan.id)
    if loan.drawn_on is not None and loan.striking is not None:
        facts = await loans.facts_of(session, loan, until_on=until_on)
        runs = stretches(facts, loan.drawn_on, until_on)
        ends = strike_days(loan.striking, loan.strike_day, from_on=loan.drawn_on, until_on=until_on)
        last = runs[-1].to_on + ONE_DAY if runs else until_on
        periods = strike(facts, ends, until_on=min(last, until_on))
        late = overdue_from(facts, until_on)
        paid = [line for line, bill in claimed if bill.state is BillState.PAID]
        due = [struck(facts, line.from_on, line.to_on).subsidy_fen for line in paid]
        recovered = await sum_recovered(session, loan.id, RecoveryOf.SUBSIDY)
        to_recover = max(owed_back([line.amount_fen for line in paid], due) - recovered, 0)
        due_before = [struck(facts, line.from_on, line.to_on).subsidy_fen for line in before]
        back_before = owed_back([line.amount_fen - line.accepted_fen for line in before], due_before)
    return AccountView(
        loan_id=loan.id,
        until_on=until_on,
        entries=[EntryView.model_validate(each) for each in entries],
        plan=[InstalmentView.model_validate(each) for each in plan],
        stretches=[stretch_view(each) for each in runs],
        struck=[StruckView.model_validate(each) for each in periods],
        subsidised=[_before(line) for line in before]
        + [
            SubsidisedView(
                bill_id=bill.id,
                bill_number=bill.number,
                state_name=BILL_STATE_NAMES[bill.state],
                from_on=line.from_on,
                to_on=line.to_on,
                days=line.days,
                amount_fen=line.amount_fen,
                is_standing=line.is_standing,
            )
            for line, bill in claimed
        ],
        outstanding_fen=loan.outstanding_fen,
        interest_fen=sum(each.interest_fen for each in periods),
        penalty_fen=sum(each.penalty_fen for each in periods),
        subsidy_fen=sum(each.subsidy_fen for each in periods),
        paid_subsidy_fen=sum(line.amount_fen for line in (*before, *(line for line, _ in claimed)) if line.is_standing),
        before_fen=sum(line.amount_fen for line in before),
        to_recover_fen=to_recover,
        to_recover_before_fen=back_before,
        overdue_from=late,
    )


def _before(line: SubsidyLine) -> SubsidisedView:
    return SubsidisedView(
        bill_id=None,
        bill_number="平台启用前",
        state_name=BILL_STATE_NAMES[BillState.PAID],
        from_on=line.from_on,
        to_on=line.to_on,
        days=line.days,
        amount_fen=line.amount_fen,
        is_standing=line.is_standing,
    )


def stretch_view(run: Stretch) -> StretchView:
    return StretchView(
        from_on=run.from_on,
        to_on=run.to_on,
        days=run.days,
        principal_fen=run.principal_fen,
        overdue_fen=run.overdue_fen,
        rate=percent(run.rate),
        subsidised_fen=run.subsidised_fen,
        subsidy_rate=percent(run.subsidy_rate),
        interest=exact_yuan(run.interest),
        penalty=exact_yuan(run.penalty),
        subsidy=exact_yuan(run.subsidy),
    )


def exact_yuan(exact_fen: Fraction) -> str:
    """`549.7916`: cut to a ten-thousandth of a yuan, for reading; nothing is reckoned from it."""
    whole, rest = divmod(down(exact_fen * 100), 10_000)
    return f"{whole}.{rest:04d}"


def days_of(facts: Facts, from_on: date, until_on: date) -> list[StretchView]:
    """Each day of its own: what a day costs, and what of it is subsidised. At most a month."""
    found: list[StretchView] = []
    day = from_on
    while day < until_on and len(found) < DAYS_SHOWN:
        found += [stretch_view(run) for run in stretches(facts, day, day + ONE_DAY)]
        day += ONE_DAY
    return found
