"""Allocations: drafted, shown with their worksheet, approved by a second person, or given up."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.api.budget import County, Reader, Year
from services.funds.operations.budget import approve_allocation as approving
from services.funds.operations.budget import discard_allocation as discarding
from services.funds.operations.budget import draft_allocation as drafting
from services.funds.rules import allocation, budget
from services.funds.rules.account import Overdrawn
from services.funds.rules.allocation import AllocationState, NoSuchAllocation
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.allocation import AllocationLine, AllocationView, DiscardAllocation, DraftAllocation, ShareView
from services.funds.store.allocation import get_allocation, list_allocations, list_shares
from services.funds.store.budget_line import list_lines_of_allocation
from services.funds.tables import Allocation
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("/budgets", "资金分配")

AllocationId = Annotated[UUID, Path(title="方案编号（系统）")]


@router.post(
    "",
    status_code=201,
    summary="提出资金分配方案",
    responses=refuses(
        OutsideRegion,
        budget.NoBudgetRule,
        budget.ProgrammeUnknown,
        budget.SourceMayNotPay,
        budget.EarmarkForbids,
        budget.ShareOutsideCounty,
        budget.UseForbidden,
        budget.UseUnknown,
        budget.UseNotOfProgramme,
        budget.FeeAboveCeiling,
        allocation.WeightsNotWhole,
        allocation.FigureMissing,
        allocation.FigureNotPositive,
        allocation.AmountsDoNotAddUp,
        allocation.AmountWhereReckoned,
    ),
)
async def draft_allocation(form: DraftAllocation, session: Transaction, by: County) -> AllocationView:
    """因素法由系统计算并给出计算表，切块填写金额。负面清单上的支出、超出专款用途的安排不予受理。审批前不动资金。"""
    return await _shown(session, await drafting.draft_allocation(session, form, by=by, at=clock.now()))


@router.get("", summary="资金分配方案列表", responses=refuses(UnreadableCursor))
async def list_allocations_(
    session: Transaction,
    by: Reader,
    year: Year = None,
    state: Annotated[AllocationState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[AllocationLine]:
    """先提出的在前。"""
    rows = await list_allocations(session, year=year, state=state, after=place(after), limit=limit)
    lines = [AllocationLine.model_validate(row) for row in rows]
    return Page(rows=lines, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/{allocation_id}", summary="一个资金分配方案", responses=refuses(NoSuchAllocation))
async def show_allocation(allocation_id: AllocationId, session: Transaction, by: Reader) -> AllocationView:
    """分配结果、指标编号与计算表；任何人照计算表都能重算到分。"""
    return await _shown(session, await get_allocation(session, allocation_id))


@router.post(
    "/{allocation_id}/approval",
    status_code=201,
    summary="审批并下达指标",
    responses=refuses(
        NoSuchAllocation,
        allocation.AllocationStateForbids,
        SamePerson,
        budget.NoBudgetRule,
        Overdrawn,
        budget.FeeAboveCeiling,
    ),
)
async def approve_allocation(allocation_id: AllocationId, session: Transaction, by: County) -> AllocationView:
    """须由经办人以外的人审批。资金从资金池划入各条预算指标，要么全部下达，要么都不下达，随即公示。"""
    return await _shown(session, await approving.approve_allocation(session, allocation_id, by=by, at=clock.now()))


@router.post(
    "/{allocation_id}/discard",
    status_code=201,
    summary="作废分配方案",
    responses=refuses(NoSuchAllocation, allocation.AllocationStateForbids),
)
async def discard_allocation(
    allocation_id: AllocationId, form: DiscardAllocation, session: Transaction, by: County
) -> AllocationView:
    return await _shown(session, await discarding.discard_allocation(session, allocation_id, form, by=by))


async def _shown(session: Transaction, drafted: Allocation) -> AllocationView:
    shares = await list_shares(session, drafted.id)
    lines = await list_lines_of_allocation(session, drafted.id)
    numbers = iter(line.number for line in lines)
    views = [
        ShareView(
            position=share.position + 1,
            region=share.region,
            title=share.title,
            project=share.project,
            use=share.use,
            amount_fen=share.amount_fen,
            line=next(numbers, None) if share.amount_fen else None,
        )
        for share in shares
    ]
    line = AllocationLine.model_validate(drafted)
    return AllocationView(
        **line.model_dump(by_alias=False, exclude={"state_name", "method_name", "source_name"}),
        clause=drafted.clause,
        policy=drafted.policy,
        policy_version=drafted.policy_version,
        shares=views,
        worksheet=drafted.worksheet,
    )
