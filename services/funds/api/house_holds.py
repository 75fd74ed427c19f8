"""Door one: money that is set aside for houses that are to be made safe."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from fastapi.responses import HTMLResponse

from services.funds.rules.house_hold import HOLD_STATE_NAMES, HoldState
from services.funds.schemas.house_hold import HoldPartView, HouseHoldView, lacking_of
from services.funds.store.house_hold import list_holds, list_parts_of
from services.funds.tables import HouseHold
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/house-holds", "危房改造资金预留")

Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Line = Annotated[str | None, Query(title="预算指标编号", pattern=r"^(B-\d{6}-\d{4}-\d{4,6})?$")]
State = Annotated[HoldState | None, Query(title="状态")]


@router.get("", summary="危房改造资金预留", responses=refuses(UnreadableCursor))
async def list_house_holds(
    session: Transaction, by: Reader, state: State = None, line: Line = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[HouseHoldView]:
    """县区审批后承诺的补助，预留在哪几条指标上，已请求发放多少；未落实的写明哪一来源缺多少，有余额后自动预留。先承诺的在前。"""
    rows = await list_holds(session, state=state, line=line or None, after=place(after), limit=limit)
    return Page(rows=await _views(session, rows), next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/page", summary="危房改造资金预留（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_house_holds(
    session: Transaction,
    by: Reader,
    state: Annotated[str | None, Query(title="状态", pattern="^(waiting|held|ended|freed)?$")] = None,
    line: Line = None,
    after: After = None,
) -> HTMLResponse:
    """按改造编号列出；手机可看，可打印。"""
    wanted = HoldState(state) if state else None
    rows = await list_holds(session, state=wanted, line=line or None, after=place(after), limit=PAGE_ROWS)
    query = "&".join(f"{name}={value}" for name, value in (("state", state), ("line", line)) if value)
    return page(
        "funds",
        "house_holds.html",
        holds=await _views(session, rows),
        states=HOLD_STATE_NAMES,
        state=wanted,
        line=line or "",
        query=query,
        is_first=after is None,
        next=cursor(rows[-1].id) if len(rows) == PAGE_ROWS else None,
    )


async def _views(session: Transaction, rows: Sequence[HouseHold]) -> list[HouseHoldView]:
    parts = await list_parts_of(session, [row.id for row in rows])
    return [
        HouseHoldView.model_validate(
            row.model_dump()
            | {
                "parts": [HoldPartView.model_validate(part) for part in parts[row.id]],
                "short": lacking_of(row.short),
                "held_fen": sum(part.amount_fen for part in parts[row.id]),
            }
        )
        for row in rows
    ]
