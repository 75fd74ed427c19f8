"""The accounts that households' money goes to."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.operations.payee.decide_payee import decide_payee
from services.funds.operations.payee.end_payee import end_payee
from services.funds.operations.payee.record_payee import record_payee
from services.funds.rules import payee as rules
from services.funds.schemas.payee import (
    DecidePayee,
    EndPayee,
    FindingView,
    PayeeView,
    RecordPayee,
    SharedCardPage,
    SharedCardView,
)
from services.funds.store import payee as payees
from services.funds.tables import Payee
from shared import clock
from shared.identity import InvalidIdNumber, masked, masked_name
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/payees", "收款账户（一卡通）")

PayeeId = Annotated[UUID, Path(title="收款账户编号")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]
LastCard = Annotated[str, Query(title="分页位置", description="上一页返回的 next", pattern=r"^[0-9a-f]{0,64}$")]


@router.post(
    "",
    status_code=201,
    summary="登记收款账户",
    responses=refuses(OutsideRegion, InvalidIdNumber, rules.InvalidCard, rules.StartsBeforeTheLast),
)
async def create_payee(form: RecordPayee, session: Transaction, by: Officer) -> PayeeView:
    """原有账户从启用之日起停用并保留为历史。持卡人不是该户成员、姓名前后不同的，须由另一人核实后才能收款。"""
    return payee_view(await record_payee(session, form, by=by, at=clock.now()))


@router.get("", summary="收款账户列表", responses=refuses(UnreadableCursor))
async def list_payees(
    session: Transaction,
    by: Reader,
    household_id: Annotated[UUID | None, Query(title="户标识")] = None,
    state: Annotated[rules.PayeeState | None, Query(title="状态")] = None,
    is_current: Annotated[bool | None, Query(title="是否在用")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PayeeView]:
    """先登记的在前。卡号、户名、证件只显示首尾。"""
    rows = await payees.list_payees(
        session, household_id=household_id, state=state, is_current=is_current, after=place(after), limit=limit
    )
    return Page(rows=[payee_view(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/shared-cards", summary="多户共用的卡号")
async def list_shared_cards(session: Transaction, by: Reader, after: LastCard = "", limit: Limit = PAGE_ROWS) -> SharedCardPage:
    """同一卡号用于两户以上的，供监督核查；父母代管等情形由镇街说明。"""
    cards = await payees.list_shared_cards(session, after=after, limit=limit)
    return SharedCardPage(
        rows=[SharedCardView.model_validate(card) for card in cards],
        next=cards[-1].card_hash if len(cards) == limit else None,
    )


@router.get("/{payee_id}", summary="一个收款账户", responses=refuses(rules.NoSuchPayee))
async def show_payee(payee_id: PayeeId, session: Transaction, by: Reader) -> PayeeView:
    return payee_view(await payees.get_payee(session, payee_id))


@router.post(
    "/{payee_id}/decision",
    status_code=201,
    summary="核实收款账户",
    responses=refuses(rules.NoSuchPayee, rules.PayeeDecided, rules.DecidedByItsRecorder),
)
async def post_decision(payee_id: PayeeId, form: DecidePayee, session: Transaction, by: Officer) -> PayeeView:
    """由登记人以外的人核实；不予使用的随即停用。"""
    return payee_view(await decide_payee(session, payee_id, form, by=by, at=clock.now()))


@router.post(
    "/{payee_id}/end",
    status_code=201,
    summary="停用收款账户",
    responses=refuses(rules.NoSuchPayee, rules.PayeeDecided, rules.EndsBeforeItStarts),
)
async def post_end(payee_id: PayeeId, form: EndPayee, session: Transaction, by: Officer) -> PayeeView:
    return payee_view(await end_payee(session, payee_id, form, by=by, at=clock.now()))


def payee_view(payee: Payee) -> PayeeView:
    """As officers and auditors may see it."""
    return PayeeView(
        **payee.model_dump(include=set(PayeeView.model_fields) - {"findings"}),
        holder_name=masked_name(unseal(payee.holder_name_sealed)),
        holder_id=masked(unseal(payee.holder_id_sealed)),
        state_name=rules.PAYEE_STATE_NAMES[payee.state],
        findings=[FindingView(code=code, title=rules.FINDING_NAMES[rules.PayeeFinding(code)]) for code in payee.findings],
    )
