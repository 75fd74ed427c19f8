from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import extension as extensions
from services.funds.rules import loan as rules
from services.funds.rules import loan_asking, loan_life
from services.funds.rules.extension import ExtensionState
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.public_text import Line, PublicText
from services.funds.schemas.loan import AskExtension
from services.funds.store import loan as loans
from services.funds.store.lending_policy import get_lending_policy_named, get_rate_table
from services.funds.store.notice import add_notice
from services.funds.tables import ExtensionAsking, Loan
from shared.security import Principal


async def ask_extension(session: AsyncSession, loan_id: UUID, form: AskExtension, *, by: Principal, on: date) -> ExtensionAsking:
    """Ask that a loan which is not overdue fall due later, within the law; another person decides (`decide_extension`). Where the
    place's rule says so the village is shown it first, by the loan's number alone.

    Raises NoSuchLoan, OutsideRegion, LoanStateForbids, OverdueLoan, ExtensionAsked, AlreadyExtended, ExtensionTooLong,
    DrawnOutOfOrder, RateUnknown, RateAboveBase, NoticeTooLate, NoNoticeRule.
    """
    loan = await loans.lock_loan(session, loan_id)
    by.must_cover(loan.region)
    drawn_on, due_on = rules.must_be_lent(loan.state, loan.drawn_on, loan.due_on)
    facts = await loans.facts_of(session, loan, until_on=on)
    before = await loans.list_extensions(session, loan_id)
    policy = get_lending_policy_named(loan.policy)

    loan_life.must_be_punctual(facts, on)
    extensions.must_be_first(each.state for each in await loans.list_askings(session, loan_id))
    loan_life.check_day(form.agreed_on, not_before=drawn_on, on=min(on, due_on), pointer="/agreed_on")
    loan_life.check_extension(policy.extension, months=loan.term_months, due_on=due_on, until_on=form.due_on, before=len(before))
    base = get_rate_table(loan.table_code).rate(due_on, rules.months_between(drawn_on, form.due_on))
    rate = Fraction(form.rate_percent) / 100
    loan_asking.check_rate(loan_asking.class_of(policy, loan.loan_class), rate=rate, base=base)

    asking = ExtensionAsking(
        loan_id=loan.id,
        region=loan.region,
        state=ExtensionState.ASKED,
        due_on=form.due_on,
        rate_millionths=int(rate * rules.MILLION),
        reason=form.reason,
        agreed_on=form.agreed_on,
        asked_by=by.subject,
        asked_on=on,
    )
    if policy.extension.notice_days is not None:
        asking.notice_id = await _show(session, loan, asking, days=policy.extension.notice_days, by=by, on=on)
    session.add(asking)
    await session.flush()
    return asking


async def _show(session: AsyncSession, loan: Loan, asking: ExtensionAsking, *, days: int, by: Principal, on: date) -> UUID:
    """The notice in the village: funds knows no name, so it shows the number, which the village tells the household."""
    says = PublicText(f"{loan.class_title}拟展期至 {asking.due_on.isoformat()}")
    notice = await add_notice(
        session,
        Subject(NoticeAbout.LOAN, asking.id),
        region=loan.region,
        title=f"贷款展期公示（{loan.number}）",
        lines=[Line(PublicText(f"贷款编号 {loan.number}"), says, loan.outstanding_fen)],
        opened_on=on,
        by=by.subject,
        days=days,
    )
    extensions.must_be_in_time(notice.until_on, due_on=loan.due_on or on)
    return notice.id
