from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.aid import is_repeated, judge_earlier
from services.funds.rules.aid_policy import AidPolicy, Level
from services.funds.rules.budget_line import must_be_for_reserve
from services.funds.rules.grant_application import (
    AmountNotSeen,
    ApplicationNotChecked,
    ApplicationState,
    Verdict,
    become,
    decided_as,
    must_be_fresh,
)
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.payment import PaymentState
from services.funds.rules.public_text import Line, PublicText
from services.funds.rules.recovery import RecoveryWhy
from services.funds.rules.transfer import About
from services.funds.schemas.grant_application import DecideApplication
from services.funds.store.aid_policy import get_aid_policy_named
from services.funds.store.budget_line import get_line
from services.funds.store.grant_application import earlier_of, list_decisions, lock_application
from services.funds.store.notice import add_notice
from services.funds.store.payment import list_payments_about
from services.funds.store.recovery import add_recovery, find_open_recovery
from services.funds.tables import GrantApplication, GrantDecision, RecoveryOrder
from shared import outbox
from shared.clock import china
from shared.events.funds import GrantApplicationDecided, GrantRecoveryOrdered
from shared.security import Principal, Role
from shared.vault import seal

OVER = {ApplicationState.APPROVED, ApplicationState.SETTLED, ApplicationState.REFUSED}


async def decide_application(
    session: AsyncSession, application_id: UUID, form: DecideApplication, *, by: Principal, at: datetime
) -> GrantApplication:
    """The town decides within its limit and hands on what is above it; then the county decides. Each is another person.

    What is agreed to is shown first where the rule says so, and is paid by the job `pay_agreed_grant`. A refusal may ask the
    first aid back.

    Raises NoSuchApplication, OutsideRegion, ApplicationStateForbids, TownDecidesFirst, CountyDecides, SamePerson,
    ApplicationNotChecked, AmountNotSeen, YearlyTimesReached, YearlyAmountReached, RepeatNotJudged, NoSuchLine, LineNotForReserve,
    NoNoticeRule.
    """
    application = await lock_application(session, application_id)
    by.must_cover(application.region)
    policy, on = get_aid_policy_named(application.policy), china(at).date()
    decisions = await list_decisions(session, application_id)
    line = await get_line(session, form.line, pointer="/line") if form.line else None
    is_countys = by.role is Role.COUNTY

    before = [application.drafted_by, application.submitted_by or "", *application.surveyors]
    must_be_fresh(by.subject, [*before, *_deciders(decisions, application)])
    earlier = earlier_of(policy, application)
    next_state = decided_as(
        application.state,
        application.level,
        form.verdict,
        is_countys=is_countys,
        is_repeated=is_repeated(policy, application.kind, earlier, on=on),
        to_pay_fen=application.to_pay_fen,
    )
    if form.verdict is Verdict.AGREE:
        if application.checked_at is None:
            raise ApplicationNotChecked
        if form.amount_fen != application.amount_fen:
            raise AmountNotSeen(pointer="/amount_yuan", amount_fen=application.amount_fen)
        is_judged = form.is_repeat_judged or next_state is ApplicationState.AT_COUNTY
        is_heavy = application.is_heavy
        judge_earlier(policy, application.kind, application.amount_fen, earlier, on=on, is_heavy=is_heavy, is_judged=is_judged)
    if line is not None:
        must_be_for_reserve(line.programme, line_region=line.region, town=application.town)

    level = Level.COUNTY if is_countys else Level.TOWN
    session.add(_decision(application, form, level, by=by, at=at))
    application.state = become(application.state, next_state)
    if next_state in OVER:
        application.decided_at, application.decided_level = at, level
        application.line = line.number if line else ""
    order = None
    if next_state is ApplicationState.APPROVED and application.has_notice:
        application.notice_id = await _show(session, application, by=by, on=on)
    elif next_state is ApplicationState.REFUSED and form.recovers_first_aid:
        order = await _ask_back(session, application, policy, by=by, at=at)
    session.add(application)
    await session.flush()

    if next_state in OVER:
        await outbox.record(session, _decided(application, level, on=on))
    if order is not None:
        await outbox.record(
            session,
            GrantRecoveryOrdered(
                order_id=order.id,
                payment_id=order.payment_id,
                household_id=order.household_id,
                region=order.town,
                amount_fen=order.amount_fen,
                why=order.why.value,
                due_on=order.due_on,
            ),
        )
    return application


def _deciders(decisions: Sequence[GrantDecision], application: GrantApplication) -> list[str]:
    """Who decided since it was handed in last: whoever sent it back may decide on what comes again."""
    since = application.submitted_at
    return [one.decided_by for one in decisions if since is not None and one.decided_at >= since]


def _decision(
    application: GrantApplication, form: DecideApplication, level: Level, *, by: Principal, at: datetime
) -> GrantDecision:
    return GrantDecision(
        application_id=application.id,
        region=application.region,
        level=level,
        verdict=form.verdict,
        amount_fen=application.amount_fen,
        said_sealed=seal(form.said),
        is_repeat_judged=form.is_repeat_judged,
        decided_by=by.subject,
        decided_at=at,
    )


async def _show(session: AsyncSession, application: GrantApplication, *, by: Principal, on: date) -> UUID:
    """The notice in the village: funds knows no name, so it shows the number, which the village tells the household."""
    shown = Line(PublicText(f"申请编号 {application.number}"), PublicText("临时救助"), application.amount_fen)
    notice = await add_notice(
        session,
        Subject(NoticeAbout.GRANT, application.id),
        region=application.region,
        title=f"临时救助公示（{application.number}）",
        lines=[shown],
        opened_on=on,
        by=by.subject,
    )
    return notice.id


async def _ask_back(
    session: AsyncSession, application: GrantApplication, policy: AidPolicy, *, by: Principal, at: datetime
) -> RecoveryOrder | None:
    """First aid that the household has is asked back, unless it is already."""
    if application.grant_id is None:
        return None
    paid = await list_payments_about(session, About.EMERGENCY_GRANT, application.grant_id)
    for payment in paid:
        if payment.state is PaymentState.PAID and await find_open_recovery(session, payment.id) is None:
            why = RecoveryWhy.NOT_ELIGIBLE
            return await add_recovery(
                session, payment, why=why, policy=policy, by=by.subject, at=at, application_id=application.id
            )
    return None


def _decided(application: GrantApplication, level: Level, *, on: date) -> GrantApplicationDecided:
    return GrantApplicationDecided(
        application_id=application.id,
        household_id=application.household_id,
        region=application.town,
        level=level.value,
        is_approved=application.state is not ApplicationState.REFUSED,
        amount_fen=application.amount_fen,
        to_pay_fen=application.to_pay_fen,
        decided_on=on,
    )
