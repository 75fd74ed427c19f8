"""Payments to households: seen, signed for, withdrawn, sent again."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.operations.payment import withdraw_payment as withdrawing
from services.funds.operations.payment.approve_payments import Judged
from services.funds.operations.payment.approve_payments import approve_payments as approve
from services.funds.operations.payment.renew_payment import renew_payment
from services.funds.rules import payment as rules
from services.funds.rules.payment_batch import LINE_STATE_NAMES
from services.funds.rules.payment_policy import NoPaymentRule
from services.funds.rules.transfer import About
from services.funds.schemas.payment import (
    ApprovalView,
    ApprovePayments,
    DoubleDipView,
    JudgedView,
    PaymentLine,
    PaymentWhole,
    SentView,
    SignatureView,
    WithdrawPayment,
)
from services.funds.store import payment as payments
from services.funds.store.double_dip import list_double_dips_of
from services.funds.store.payment_batch import list_lines_of
from services.funds.store.payment_policy import get_payment_policy
from services.funds.tables import Payment
from shared import clock
from shared.clock import china
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/payments", "到户发放")

PaymentId = Annotated[UUID, Path(title="发放编号")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.DEPARTMENT, Role.AUDITOR)]


@router.get("", summary="到户发放列表", responses=refuses(UnreadableCursor))
async def list_payments(
    session: Transaction,
    by: Reader,
    state: Annotated[rules.PaymentState | None, Query(title="状态")] = None,
    household_id: Annotated[UUID | None, Query(title="户标识")] = None,
    about: Annotated[About | None, Query(title="事项种类")] = None,
    about_id: Annotated[UUID | None, Query(title="事项编号")] = None,
    region: Annotated[AnyRegion | None, Query(title="地区代码")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PaymentLine]:
    """先提出的在前。"""
    rows = await payments.list_payments(
        session,
        state=state,
        household_id=household_id,
        about=about,
        about_id=about_id,
        region=region or "",
        after=place(after),
        limit=limit,
    )
    lines = [PaymentLine.model_validate(row) for row in rows]
    return Page(rows=lines, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post("/approvals", status_code=201, summary="审核到户发放（可成批）", responses=refuses(NoPaymentRule))
async def approve_payments(form: ApprovePayments, session: Transaction, by: Officer) -> ApprovalView:
    """逐笔判断，一笔有问题不影响其他各笔。按金额须一人或多人审核，提出人和收款账户登记人不能审核。一次至多 2,000 笔。"""
    judged = await approve(session, form, by=by, at=clock.now())
    return ApprovalView(
        approved=sum(one.is_approved for one in judged),
        signed=sum(not one.is_approved and one.refusal is None for one in judged),
        refused=sum(one.refusal is not None for one in judged),
        payments=[_judged(one) for one in judged],
    )


@router.get("/{payment_id}", summary="一笔到户发放", responses=refuses(rules.NoSuchPayment, NoPaymentRule))
async def show_payment(payment_id: PaymentId, session: Transaction, by: Reader) -> PaymentWhole:
    """审核记录、疑似重复、每次送银行的结果。"""
    return await _whole(session, await payments.get_payment(session, payment_id))


@router.post(
    "/{payment_id}/withdrawal",
    status_code=201,
    summary="撤回一笔到户发放",
    responses=refuses(rules.NoSuchPayment, rules.PaymentStateForbids),
)
async def withdraw_payment(payment_id: PaymentId, form: WithdrawPayment, session: Transaction, by: County) -> PaymentWhole:
    """尚未送银行或被银行退回的可以撤回，预留的资金随即释放；已发放的，请冲正其款项。"""
    return await _whole(session, await withdrawing.withdraw_payment(session, payment_id, form, at=clock.now()))


@router.post(
    "/{payment_id}/renewal",
    status_code=201,
    summary="更正账户后重新提请发放",
    responses=refuses(
        rules.NoSuchPayment,
        rules.PaymentStateForbids,
        rules.PayeeMissing,
        rules.PayeeNotSettled,
        rules.AccountNotMended,
        rules.MendedByTheSame,
    ),
)
async def post_renewal(payment_id: PaymentId, session: Transaction, by: Officer) -> PaymentWhole:
    """银行退回的，更正收款账户后由更正人以外的人提请，随下一批次发放；原审核继续有效。"""
    return await _whole(session, await renew_payment(session, payment_id, by=by, at=clock.now()))


def _judged(one: Judged) -> JudgedView:
    refusal = one.refusal
    if refusal is None:
        return JudgedView(payment_id=one.payment_id, is_approved=one.is_approved)
    return JudgedView(payment_id=one.payment_id, is_approved=False, code=refusal.code, reason=refusal.title, mend=refusal.mend)


async def _whole(session: Transaction, payment: Payment) -> PaymentWhole:
    signatures = (await payments.list_signatures(session, [payment.id])).get(payment.id, [])
    dips = (await list_double_dips_of(session, [payment.id])).get(payment.id, [])
    needed = get_payment_policy(payment.region, china(payment.asked_at).date()).needed_for(payment.amount_fen)
    lines = await list_lines_of(session, payment.id)
    return PaymentWhole(
        **payment.model_dump(),
        needed=needed.persons,
        needed_of_county=needed.of_county,
        signatures=[SignatureView.model_validate(one) for one in signatures],
        double_dips=[DoubleDipView.model_validate(dip) for dip in dips],
        sent=[SentView(**line.model_dump(), state_name=LINE_STATE_NAMES[line.state]) for line in lines],
    )
