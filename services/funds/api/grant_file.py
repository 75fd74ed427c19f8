"""What a grant's file holds, put together for those who read it."""

from collections.abc import Sequence
from datetime import date

from fastapi.responses import HTMLResponse

from services.funds.api.reserve_book import papers_said
from services.funds.rules.aid import RELATION_NAMES, Relation, is_repeated, missing_papers
from services.funds.rules.aid_policy import AidPolicy
from services.funds.rules.paper import PaperAbout
from services.funds.rules.payment import MATTER_NAMES, METHOD_NAMES, PAYMENT_STATE_NAMES
from services.funds.rules.recovery import late_fen
from services.funds.rules.transfer import About
from services.funds.schemas.grant import GrantView, PaperView
from services.funds.schemas.grant_application import ApplicationLine, ApplicationView, EarlierView, GrantDecisionView
from services.funds.schemas.recovery import InstalmentView, RecoveryLine, RecoveryReceiptView, RecoveryView
from services.funds.store.aid_policy import get_aid_policy_named
from services.funds.store.grant_application import earlier_of, list_decisions
from services.funds.store.paper import list_kinds
from services.funds.store.payment import list_payments_about, list_payments_by_id
from services.funds.store.recovery import list_plan, list_receipts, list_recoveries_of, parts_of
from services.funds.tables import EmergencyGrant, GrantApplication, GrantDecision, RecoveryOrder
from shared import clock
from shared.events.civil_affairs import TRIGGER_NAMES, Trigger
from shared.html import page
from shared.security import Principal, Role
from shared.service import Transaction
from shared.vault import unseal

_COMPUTED = {"state_name", "level_name"}


async def application_shown(session: Transaction, application: GrantApplication, *, by: Principal) -> ApplicationView:
    """An application with everything around it. What was explained is for those who weigh it; an auditor sees what came of it."""
    policy = get_aid_policy_named(application.policy)
    kind = policy.kind_of(application.kind)
    files = [(PaperAbout.GRANT_APPLICATION, application.id)]
    files += [(PaperAbout.EMERGENCY_GRANT, application.grant_id)] if application.grant_id else []
    missing = missing_papers(policy, await list_kinds(session, files), is_heavy=application.is_heavy)
    required = [*policy.papers.kinds, *(policy.heavy.papers if application.is_heavy else ())]
    paid = await list_payments_by_id(session, [application.payment_id]) if application.payment_id else []
    may_read = by.role is not Role.AUDITOR
    explained = application.explanation_sealed
    return ApplicationView(
        **ApplicationLine.model_validate(application).model_dump(by_alias=False, exclude=_COMPUTED),
        kind_name=kind.title if kind else application.kind,
        people=application.people,
        months=application.months,
        suggested_months=application.suggested_months,
        burden_fen=application.burden_fen,
        is_heavy=application.is_heavy,
        line_fen=application.line_fen,
        line_policy=application.line_policy,
        has_notice=application.has_notice,
        clause=application.clause,
        reasons=application.reasons,
        policy=application.policy,
        policy_version=application.policy_version,
        weighed_on=application.weighed_on,
        surveyed_on=application.surveyed_on,
        surveyors=application.surveyors,
        explanation=unseal(explained) if explained and may_read else "",
        required_papers=[PaperView.model_validate(one) for one in required],
        missing_papers=[PaperView.model_validate(one) for one in missing],
        checked_at=application.checked_at,
        earlier=_earlier(policy, application),
        decisions=[_decision(one, may_read=may_read) for one in await list_decisions(session, application.id)],
        notice_id=application.notice_id,
        budget_line=application.line,
        payment_id=application.payment_id,
        payment_state_name=PAYMENT_STATE_NAMES[paid[0].state] if paid else "",
    )


def _earlier(policy: AidPolicy, application: GrantApplication) -> list[EarlierView]:
    judged = zip(application.earlier, earlier_of(policy, application), strict=True)
    return [
        EarlierView(
            relation_name=RELATION_NAMES[Relation(found["relation"])],
            cause_name=_cause(policy, found["what"], found["cause"]),
            on=one.on,
            amount_fen=one.amount_fen,
            town=found["town"],
            is_repeat=is_repeated(policy, application.kind, [one], on=application.weighed_on),
        )
        for found, one in judged
    ]


def _cause(policy: AidPolicy, what: str, cause: str) -> str:
    if what == "grant":
        return f"{TRIGGER_NAMES[Trigger(cause)]}（先行救助）"
    kind = policy.kind_of(cause)
    return kind.title if kind else cause


def _decision(decision: GrantDecision, *, may_read: bool) -> GrantDecisionView:
    return GrantDecisionView(
        level=decision.level,
        verdict=decision.verdict,
        amount_fen=decision.amount_fen,
        said=unseal(decision.said_sealed) if may_read else "",
        is_repeat_judged=decision.is_repeat_judged,
        decided_by=decision.decided_by,
        decided_at=decision.decided_at,
    )


async def file_page(
    session: Transaction,
    grant: EmergencyGrant | None,
    applications: Sequence[GrantApplication],
    *,
    by: Principal,
    shown: GrantView | None = None,
) -> HTMLResponse:
    """The whole file as a page: first aid (if there was any), what was applied for, what was paid and what is asked back."""
    payments = list(await list_payments_about(session, About.EMERGENCY_GRANT, grant.id)) if grant else []
    for application in applications:
        payments += await list_payments_about(session, About.GRANT_APPLICATION, application.id)
    orders = await list_recoveries_of(session, [payment.id for payment in payments])
    today = clock.today()
    return page(
        "funds",
        "grant.html",
        grant=shown,
        papers_said=papers_said(grant, on=today) if grant else "",
        applications=[await application_shown(session, each, by=by) for each in applications],
        payments=payments,
        matters=MATTER_NAMES,
        states=PAYMENT_STATE_NAMES,
        methods=METHOD_NAMES,
        recoveries=[await recovery_shown(session, order, on=today) for order in orders],
        now=clock.now(),
    )


async def recovery_shown(session: Transaction, order: RecoveryOrder, *, on: date) -> RecoveryView:
    """An order with its parts and what came in."""
    parts, before_fen = parts_of(order, await list_plan(session, order.id))
    is_open = order.closed_at is None
    return RecoveryView(
        **RecoveryLine.model_validate(order).model_dump(by_alias=False, exclude={"state_name", "why_name"}),
        clause=order.clause,
        lifted_by=order.lifted_by,
        lifted_why=order.lifted_why,
        late_fen=late_fen(parts, order.recovered_fen - before_fen, on=on) if is_open else 0,
        instalments=[InstalmentView.model_validate(part) for part in parts],
        receipts=[RecoveryReceiptView.model_validate(one) for one in await list_receipts(session, order.id)],
    )
