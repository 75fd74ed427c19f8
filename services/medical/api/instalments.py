"""Instalments: agreed, paid, overdue."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import Path, Query

from services.medical.api.views import SEES_NAMES
from services.medical.operations.instalment.agree_instalments import agree_instalments
from services.medical.operations.instalment.record_payment import record_payment
from services.medical.rules import admission
from services.medical.rules import instalment as rules
from services.medical.rules.claim import Relation
from services.medical.rules.instalment import PlanStatus
from services.medical.rules.reversal import NoSuchSettlement
from services.medical.schemas.instalment import (
    AgreeInstalments,
    InstalmentView,
    PaymentView,
    PlanView,
    RecordPayment,
)
from services.medical.store import instalments
from services.medical.tables import InstalmentPlan
from shared import clock
from shared.identity import masked_name
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/instalment-plans", "分期还款")

PlanId = Annotated[UUID, Path(title="分期还款协议编号")]
Hospital = Annotated[Principal, may(Role.HOSPITAL)]
Reader = Annotated[Principal, may(Role.HOSPITAL, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
Status = Annotated[PlanStatus | None, Query(title="状态", description=rules.PLANS_SPOKEN)]
Overdue = Annotated[bool, Query(title="只列有逾期的")]


@router.post(
    "",
    status_code=201,
    summary="签订分期还款协议",
    responses=refuses(
        NoSuchSettlement,
        admission.NoSuchAdmission,
        rules.SettlementNotStanding,
        rules.PlanAlreadyThere,
        rules.PlanExceedsPatientPart,
        rules.InstalmentsOutOfOrder,
        rules.InstalmentsDoNotAddUp,
    ),
)
async def create_plan(form: AgreeInstalments, session: Transaction, by: Hospital) -> PlanView:
    """出院时付不起个人负担的，由担保人担保、村和镇街证明，约定各期；各期之和与总额相等到分。"""
    return await _view(session, await agree_instalments(session, form, by=by, on=clock.today()), by)


@router.post(
    "/{plan_id}/payments",
    status_code=201,
    summary="记录还款",
    responses=refuses(
        rules.NoSuchPlan,
        admission.NoSuchAdmission,
        admission.DateOutOfOrder,
        rules.PlanNotActive,
        rules.PaidMoreThanOwed,
    ),
)
async def create_payment(plan_id: PlanId, form: RecordPayment, session: Transaction, by: Hospital) -> PlanView:
    """先抵最早的一期，可提前还；全部还清的，自动移出恶意拖欠名单。"""
    return await _view(session, await record_payment(session, form, plan_id=plan_id, by=by, on=clock.today()), by)


@router.get("/{plan_id}", summary="查询分期还款协议", responses=refuses(rules.NoSuchPlan))
async def read_plan(plan_id: PlanId, session: Transaction, by: Reader) -> PlanView:
    return await _view(session, await instalments.get_plan(session, plan_id), by)


@router.get("", summary="分期还款协议列表", responses=refuses(UnreadableCursor))
async def list_plans(
    session: Transaction,
    by: Reader,
    status: Status = None,
    overdue: Overdue = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PlanView]:
    """按签约先后排列；医疗机构只见本院的。"""
    late_on = clock.today() if overdue else None
    found = await instalments.list_plans(session, status=status, overdue_on=late_on, after=place(after), limit=limit)
    rows = [await _view(session, plan, by) for plan in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


async def _view(session: Transaction, plan: InstalmentPlan, by: Principal) -> PlanView:
    """The plan with its instalments as they stand today."""
    guarantor, today = orjson.loads(unseal(plan.guarantor_sealed)), clock.today()
    found = await instalments.list_instalments(session, plan.id)
    return PlanView(
        **plan.model_dump(include=set(PlanView.model_fields) - {"status"}),
        status=PlanStatus(plan.status),
        owed_fen=plan.amount_fen - plan.paid_fen,
        guarantor_name=guarantor["name"] if by.role in SEES_NAMES else masked_name(guarantor["name"]),
        guarantor_relation=Relation(guarantor["relation"]),
        instalments=[
            InstalmentView(
                number=due.number,
                due_on=due.due_on,
                amount_fen=due.amount_fen,
                owed_fen=due.owed_fen(plan.paid_fen),
                is_overdue=plan.status == PlanStatus.ACTIVE and due.is_overdue(plan.paid_fen, on=today),
                told_on=due.told_on,
                told_times=one.told_times,
            )
            for one, due in zip(found, instalments.dues(found), strict=True)
        ],
        payments=[PaymentView.model_validate(one) for one in await instalments.list_payments(session, plan.id)],
    )
