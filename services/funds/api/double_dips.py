"""What looks like paid twice: for a person to decide, with a reason."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.operations.payment.decide_double_dip import decide_double_dip
from services.funds.rules import double_dip as rules
from services.funds.schemas.payment import DecideDoubleDip, DoubleDipView
from services.funds.store.double_dip import list_double_dips
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/double-dips", "疑似重复发放")

Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.get("", summary="疑似重复发放清单", responses=refuses(UnreadableCursor))
async def list_all(
    session: Transaction,
    by: Reader,
    state: Annotated[rules.DoubleDipState | None, Query(title="决定")] = None,
    kind: Annotated[rules.DoubleDipKind | None, Query(title="关系")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DoubleDipView]:
    """同一专项、同一时段，同一户由两个事项发放，或有共同成员（含曾经的）的两户各自发放；先发现的在前。"""
    rows = await list_double_dips(session, state=state, kind=kind, after=place(after), limit=limit)
    return Page(
        rows=[DoubleDipView.model_validate(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None
    )


@router.post(
    "/{double_dip_id}/decision",
    status_code=201,
    summary="决定疑似重复的发放",
    responses=refuses(rules.NoSuchDoubleDip, rules.DoubleDipDecided, rules.DecidedByTheAsker),
)
async def post_decision(
    double_dip_id: Annotated[UUID, Path(title="编号")],
    form: DecideDoubleDip,
    session: Transaction,
    by: Annotated[Principal, may(Role.COUNTY)],
) -> DoubleDipView:
    """由提出人以外的县区人员决定并写明理由；不予发放的，该笔不能审核，应予撤回。"""
    return DoubleDipView.model_validate(await decide_double_dip(session, double_dip_id, form, by=by, at=clock.now()))
