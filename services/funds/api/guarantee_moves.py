"""Money into guarantee funds and back: asked by one person, moved by another."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.api.loans import County, Reader
from services.funds.operations.guarantee import ask_guarantee_move as asking
from services.funds.operations.guarantee import decide_guarantee_move as deciding
from services.funds.rules import guarantee as rules
from services.funds.rules.account import Overdrawn
from services.funds.rules.budget_line import NoSuchLine
from services.funds.rules.second_person import SamePerson
from services.funds.rules.transfer import NothingToMove
from services.funds.schemas.guarantee import DecideGuaranteeMove, GuaranteeMoveView, MoveGuarantee
from services.funds.store.budget_line import get_lines_of
from services.funds.store.guarantee import list_fund_moves
from services.funds.tables import GuaranteeMove
from shared.clock import now
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("", "小额信贷担保基金")

FundId = Annotated[UUID, Path(title="基金标识")]
MoveId = Annotated[UUID, Path(title="存退编号")]
_ASKING = (
    rules.NoSuchGuaranteeFund,
    OutsideRegion,
    NoSuchLine,
    rules.LineNotForLoans,
    NothingToMove,
    Overdrawn,
    rules.GuaranteeExhausted,
)


@router.post("/guarantee-funds/{fund_id}/deposits", status_code=201, summary="提出担保基金存入", responses=refuses(*_ASKING))
async def fill_fund(fund_id: FundId, form: MoveGuarantee, session: Transaction, by: County) -> GuaranteeMoveView:
    """由预算指标拨入：款项先预留，另一人复核后划转并公示。"""
    asked = await asking.ask_guarantee_move(session, fund_id, form, is_back=False, by=by, at=now())
    return _shown(asked, form.line)


@router.post(
    "/guarantee-funds/{fund_id}/withdrawals", status_code=201, summary="提出担保基金退回预算指标", responses=refuses(*_ASKING)
)
async def give_back(fund_id: FundId, form: MoveGuarantee, session: Transaction, by: County) -> GuaranteeMoveView:
    """余下的仍须足以担保在保贷款；款项先预留，另一人复核后划转并公示。"""
    asked = await asking.ask_guarantee_move(session, fund_id, form, is_back=True, by=by, at=now())
    return _shown(asked, form.line)


@router.get("/guarantee-moves", summary="担保基金存退列表", responses=refuses(UnreadableCursor))
async def list_moves(
    session: Transaction,
    by: Reader,
    fund_id: Annotated[UUID | None, Query(title="基金标识")] = None,
    state: Annotated[rules.FundMoveState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[GuaranteeMoveView]:
    """先提出的在前。"""
    rows = await list_fund_moves(session, fund_id=fund_id, state=state, after=place(after), limit=limit)
    return Page(rows=[_shown(*row) for row in rows], next=cursor(rows[-1][0].id) if len(rows) == limit else None)


@router.post(
    "/guarantee-moves/{move_id}/decision",
    status_code=201,
    summary="复核担保基金存退",
    responses=refuses(rules.NoSuchFundMove, OutsideRegion, rules.FundMoveDecided, SamePerson),
)
async def decide_move(move_id: MoveId, form: DecideGuaranteeMove, session: Transaction, by: County) -> GuaranteeMoveView:
    """由经办人以外的人复核；同意的划转并随即公示，未通过的释放预留。"""
    decided = await deciding.decide_guarantee_move(session, move_id, form, by=by, at=now())
    [line] = await get_lines_of(session, decided.line_id)
    return _shown(decided, line.number)


def _shown(move: GuaranteeMove, line: str) -> GuaranteeMoveView:
    return GuaranteeMoveView(**move.model_dump(exclude={"line_id", "region", "reserved_id", "transfer_id"}), line=line)
