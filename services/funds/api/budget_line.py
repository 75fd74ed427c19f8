"""Budget lines and their execution: as a list, a workbook and a page."""

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Path, Query, Response
from fastapi.responses import HTMLResponse

from services.funds.api.budget import Reader, SourceAsked
from services.funds.api.budget_views import execution_view, sheet_of, total_of
from services.funds.api.exports import Taking
from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.budget_line import NoSuchLine
from services.funds.schemas.budget_line import ExecutionView, LineView, MoveView
from services.funds.schemas.house_hold import HoldOnLine
from services.funds.store.budget_line import LinesAsked, get_counted, list_counted, list_moves, sum_by_programme
from services.funds.store.house_hold import count_holds_on, list_holds_on
from shared import clock
from shared.html import page, wall_clock
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import UnknownRegion, exists, name_of
from shared.schemas import SeenText
from shared.security import ROLE_NAMES
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, XLSX, workbook

router = door("/budget-lines", "预算指标")

Number = Annotated[str, Path(title="指标编号", pattern=r"^B-\d{6}-\d{4}-\d{4,6}$")]
A_BOOK: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}, "description": "工作簿"}}


async def asked(
    year: Annotated[str | None, Query(title="预算年度", pattern=r"^(20\d{2})?$")] = None,
    source: SourceAsked = None,
    programme: Annotated[str | None, Query(title="专项代码", pattern=r"^([a-z][a-z-]{1,39})?$")] = None,
    region: Annotated[str | None, Query(title="地区代码", pattern=r"^(\d{2,12})?$")] = None,
    project: Annotated[SeenText | None, Query(title="项目编号", max_length=40)] = None,
) -> LinesAsked:
    """Which lines; what is empty does not matter, because a page's form sends every field. Raises UnknownRegion."""
    if region and not exists(region):
        raise UnknownRegion(pointer="/region", region=region)
    return LinesAsked(int(year) if year else None, programme or None, source or None, region or None, project or None)


Asked = Annotated[LinesAsked, Depends(asked)]


@router.get("", summary="预算执行", responses=refuses(UnreadableCursor, UnknownRegion))
async def list_lines(
    session: Transaction, by: Reader, which: Asked, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[ExecutionView]:
    """每条指标的预算数、预留、支付、可用与进度，先下达的在前。"""
    rows = await list_counted(session, which, after=place(after), limit=limit)
    views = [execution_view(row) for row in rows]
    return Page(rows=views, next=cursor(rows[-1].line.id) if len(rows) == limit else None)


@router.get(".xlsx", summary="预算执行（Excel）", response_class=Response, responses=A_BOOK | refuses(UnknownRegion))
async def take_out_lines(session: Transaction, by: Reader, taking: Taking, which: Asked) -> Response:
    """与列表相同的条件，导出全部指标。"""
    rows = await list_counted(session, which, after=None, limit=ROWS_LIMIT)
    at = clock.now()
    told = [*_told(which), ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"), ("导出时间", wall_clock(at))]
    packed = await asyncio.to_thread(workbook, sheet_of([execution_view(row) for row in rows]), asked=told)
    await taking.out("预算执行", rows=len(rows), by=by)
    name = quote(f"预算执行-{clock.china(at):%Y%m%d}.xlsx")
    return Response(packed, media_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"})


@router.get("/page", summary="预算执行（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor, UnknownRegion))
async def show_lines(session: Transaction, by: Reader, which: Asked, after: After = None) -> HTMLResponse:
    """各专项合计在上，逐条指标在下；可打印，手机可看。"""
    rows = await list_counted(session, which, after=place(after), limit=PAGE_ROWS_LIMIT)
    return page(
        "funds",
        "budget_lines.html",
        which=which,
        sources={source: name for source, name in SOURCE_NAMES.items() if source},
        totals=[total_of(total) for total in await sum_by_programme(session, which)],
        lines=[execution_view(row) for row in rows],
        for_houses=await count_holds_on(session, [row.line.number for row in rows]),
        told=_told(which),
        is_first=after is None,
        next=cursor(rows[-1].line.id) if len(rows) == PAGE_ROWS_LIMIT else None,
        query=_query(which),
        today=clock.today(),
    )


@router.get("/{number}", summary="一条预算指标", responses=refuses(NoSuchLine))
async def show_line(number: Number, session: Transaction, by: Reader) -> LineView:
    """执行情况，下达、调剂、结转、收回的每一笔，以及为哪几件危房改造预留。"""
    counted = await get_counted(session, number)
    moves = await list_moves(session, counted.line.id)
    holds = await list_holds_on(session, counted.line.account_id, limit=PAGE_ROWS_LIMIT)
    return LineView(
        **execution_view(counted).model_dump(by_alias=False),
        account_id=counted.line.account_id,
        moves=[MoveView.model_validate(move) for move in moves],
        holds=[HoldOnLine(number=hold.number, region=hold.region, amount_fen=part.amount_fen) for hold, part in holds],
    )


def _told(which: LinesAsked) -> list[tuple[str, str]]:
    """The conditions as a person reads them."""
    told = {
        "年度": str(which.year or ""),
        "资金来源": SOURCE_NAMES[Source(which.source)] if which.source else "",
        "专项": which.programme or "",
        "地区": name_of(which.region) if which.region else "",
        "项目": which.project or "",
    }
    return [(name, value) for name, value in told.items() if value]


def _query(which: LinesAsked) -> str:
    """The same as the address of another page or of the workbook."""
    named = {"year": which.year, "source": which.source, "programme": which.programme, "region": which.region}
    return "&".join(f"{name}={quote(str(value))}" for name, value in (named | {"project": which.project}).items() if value)
