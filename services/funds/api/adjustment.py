"""Adjustments between lines."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.api.budget import County, Reader
from services.funds.operations.budget import approve_adjustment as approving
from services.funds.operations.budget import ask_adjustment as asking
from services.funds.operations.budget import refuse_adjustment as refusing
from services.funds.rules.account import Overdrawn
from services.funds.rules.budget import FeeAboveCeiling, NoBudgetRule
from services.funds.rules.budget_line import (
    AdjustmentDecided,
    AdjustmentState,
    LinesNotAkin,
    NoSuchAdjustment,
    NoSuchLine,
)
from services.funds.rules.second_person import SamePerson
from services.funds.rules.transfer import SameAccount
from services.funds.schemas.budget_line import (
    AdjustmentView,
    AskAdjustment,
    DecideAdjustment,
)
from services.funds.store.budget_line import get_lines_of, list_adjustments
from services.funds.tables import BudgetAdjustment
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("", "预算调剂")

AdjustmentId = Annotated[UUID, Path(title="调剂编号")]


@router.post(
    "/budget-adjustments",
    status_code=201,
    summary="提出指标调剂",
    responses=refuses(NoSuchLine, OutsideRegion, LinesNotAkin, SameAccount, Overdrawn),
)
async def ask_adjustment(form: AskAdjustment, session: Transaction, by: County) -> AdjustmentView:
    """只能在来源、专项、年度和专款属性相同的指标之间调剂；金额随即预留，另一人同意后划转。"""
    return await _shown(session, await asking.ask_adjustment(session, form, by=by, at=clock.now()))


@router.get("/budget-adjustments", summary="指标调剂列表", responses=refuses(UnreadableCursor))
async def list_adjustments_(
    session: Transaction,
    by: Reader,
    state: Annotated[AdjustmentState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[AdjustmentView]:
    """先提出的在前。"""
    rows = await list_adjustments(session, state=state, after=place(after), limit=limit)
    views = [await _shown(session, row) for row in rows]
    return Page(rows=views, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post(
    "/budget-adjustments/{budget_adjustment_id}/approval",
    status_code=201,
    summary="同意调剂",
    responses=refuses(NoSuchAdjustment, AdjustmentDecided, SamePerson, FeeAboveCeiling, NoBudgetRule),
)
async def approve_adjustment(
    budget_adjustment_id: AdjustmentId, form: DecideAdjustment, session: Transaction, by: County
) -> AdjustmentView:
    """须由提出人以外的人审批，随即公示。"""
    decided = await approving.approve_adjustment(session, budget_adjustment_id, form, by=by, at=clock.now())
    return await _shown(session, decided)


@router.post(
    "/budget-adjustments/{budget_adjustment_id}/refusal",
    status_code=201,
    summary="不同意调剂",
    responses=refuses(NoSuchAdjustment, AdjustmentDecided, SamePerson),
)
async def refuse_adjustment(
    budget_adjustment_id: AdjustmentId, form: DecideAdjustment, session: Transaction, by: County
) -> AdjustmentView:
    """预留的金额随即释放。"""
    return await _shown(session, await refusing.refuse_adjustment(session, budget_adjustment_id, form, by=by, at=clock.now()))


async def _shown(session: Transaction, row: BudgetAdjustment) -> AdjustmentView:
    source, target = await get_lines_of(session, row.from_line_id, row.to_line_id)
    kept = row.model_dump(exclude={"from_line_id", "to_line_id", "reserved_id"})
    return AdjustmentView(**kept, from_line=source.number, to_line=target.number)
