"""Money asked back from households."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.api.grant_file import recovery_shown
from services.funds.operations.recovery import decide_recovery as deciding
from services.funds.operations.recovery import lift_recovery as lifting
from services.funds.operations.recovery import order_recovery as ordering
from services.funds.operations.recovery import plan_instalments as planning
from services.funds.operations.recovery import receive_recovery as receiving
from services.funds.rules import recovery as rules
from services.funds.rules.account import NoSuchAccount, Overdrawn
from services.funds.rules.aid import NoAidRule
from services.funds.rules.payment import NoSuchPayment
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.recovery import (
    DecideRecovery,
    LiftRecovery,
    OrderRecovery,
    PlanInstalments,
    ReceiveRecovery,
    RecoveryLine,
    RecoveryView,
)
from services.funds.store.recovery import get_recovery, list_recoveries
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/recoveries", "救助资金追回")

OrderId = Annotated[UUID, Path(title="追回标识")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.get("", summary="追回通知列表", responses=refuses(UnreadableCursor))
async def list_recoveries_(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")] = None,
    state: Annotated[rules.RecoveryState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[RecoveryLine]:
    """先发出的在前。"""
    found = await list_recoveries(session, region=region or "", state=state, after=place(after), limit=limit)
    rows = [RecoveryLine.model_validate(order) for order in found]
    return Page(rows=rows, next=cursor(found[-1].id) if len(found) == limit else None)


@router.post(
    "",
    status_code=201,
    summary="发出追回通知",
    responses=refuses(
        NoSuchPayment, OutsideRegion, rules.NothingToAskBack, rules.NothingToRecover, rules.RecoveryOpen, NoAidRule
    ),
)
async def order_recovery(form: OrderRecovery, session: Transaction, by: Officer) -> RecoveryView:
    """经核查不符合条件的先行救助或临时救助。手续逾期的，宽限期满由系统自动发出。"""
    order = await ordering.order_recovery(session, form, by=by, at=clock.now())
    return await recovery_shown(session, order, on=clock.today())


@router.get("/{order_id}", summary="一份追回通知", responses=refuses(rules.NoSuchRecovery))
async def show_recovery(order_id: OrderId, session: Transaction, by: Reader) -> RecoveryView:
    """分期、退款、逾期。"""
    return await recovery_shown(session, await get_recovery(session, order_id), on=clock.today())


@router.post(
    "/{order_id}/decision",
    status_code=201,
    summary="决定是否追回",
    responses=refuses(rules.NoSuchRecovery, OutsideRegion, rules.RecoveryDecided, rules.InstalmentsWrong),
)
async def decide_recovery(order_id: OrderId, form: DecideRecovery, session: Transaction, by: County) -> RecoveryView:
    """台账撤销时救助金已经发放的，平台提出，由县区决定：全额追回、分期追回，或者因该户困难不追回并写明理由。决定以前不通知该户。"""
    order = await deciding.decide_recovery(session, order_id, form, by=by, at=clock.now())
    return await recovery_shown(session, order, on=clock.today())


@router.post(
    "/{order_id}/instalments",
    status_code=201,
    summary="约定分期退回",
    responses=refuses(rules.NoSuchRecovery, OutsideRegion, rules.RecoveryOver, rules.RecoveryUndecided, rules.InstalmentsWrong),
)
async def plan_instalments(order_id: OrderId, form: PlanInstalments, session: Transaction, by: Officer) -> RecoveryView:
    """尚未退回的金额分期；重新约定的，以最后一次为准，以前的留在记录中。"""
    order = await planning.plan_instalments(session, order_id, form, by=by, on=clock.today())
    return await recovery_shown(session, order, on=clock.today())


@router.post(
    "/{order_id}/receipts",
    status_code=201,
    summary="登记退款",
    responses=refuses(
        rules.NoSuchRecovery,
        OutsideRegion,
        NoSuchAccount,
        rules.RecoveryOver,
        rules.RecoveryUndecided,
        rules.RecoveredTooMuch,
        rules.RecoveredInFuture,
        Overdrawn,
    ),
)
async def receive_recovery(order_id: OrderId, form: ReceiveRecovery, session: Transaction, by: Officer) -> RecoveryView:
    """全部一次退回的冲正原发放，分期的逐笔入账，退回原来支付的备用金或指标；每笔随即公示。指标支付的由县区登记。"""
    order = await receiving.receive_recovery(session, order_id, form, by=by, at=clock.now())
    return await recovery_shown(session, order, on=clock.today())


@router.post(
    "/{order_id}/lifting",
    status_code=201,
    summary="解除追回",
    responses=refuses(rules.NoSuchRecovery, OutsideRegion, rules.RecoveryOver, rules.RecoveryUndecided, SamePerson),
)
async def lift_recovery(order_id: OrderId, form: LiftRecovery, session: Transaction, by: County) -> RecoveryView:
    """尚未退回的不再追回，已退回的不退还。由发出人以外的县区人员办理。"""
    order = await lifting.lift_recovery(session, order_id, form, by=by, at=clock.now())
    return await recovery_shown(session, order, on=clock.today())
