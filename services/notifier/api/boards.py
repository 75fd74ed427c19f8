"""Boards of orders: open, due and late by department, place, kind, level and month, how long things take, and the orders behind
each number."""

from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.api.board_views import (
    Asked,
    FromOn,
    Group,
    InRegion,
    Key,
    Linking,
    Reader,
    ToOn,
    asked_for,
    behind_view,
    conditions,
    figure_names,
    label_of,
    line_view,
    region_name,
    turn_view,
    work_view,
)
from services.notifier.api.orders import OrderId
from services.notifier.rules.board import By, Figure, PeriodEndsEarly, PeriodToCome, PeriodTooLong
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_times import Line, reckon
from services.notifier.schemas.board import BehindView, BoardLine, OrderBoardView, TurnView, WorkView
from services.notifier.store import order_board as store
from services.notifier.store.order import OrderNotFound, get_order
from services.notifier.store.order_act import list_acts
from services.notifier.store.order_board import count_orders, list_behind
from services.notifier.store.work_board import count_work
from shared import clock
from shared.attachments import AS_WORKBOOK, as_book
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet

LIST_ROWS = 200
"""On a page; the workbook has all."""
BOOK_ROWS = 20_000

router = door("/boards", "督办看板")
LAWS = refuses(OutsideRegion, PeriodEndsEarly, PeriodTooLong, PeriodToCome)

OfFigure = Annotated[Figure, Query(title="哪一个数", description="如 late 逾期未办结、finished 期内办结")]


@router.get("/orders", summary="工单看板：在办、到期、逾期与用时", responses=LAWS)
async def read_order_board(session: Transaction, by: Reader, asked: Asked, group: Group = By.DEPARTMENT) -> OrderBoardView:
    """按承办单位、地方、种类、层级或月份。由办理记录推算：以前的日期今后再查，数不变。线索移交只计指定本人可见的。"""
    return await _board(session, asked, group)


@router.get("/orders/page", summary="督办看板（网页）", response_class=HTMLResponse, responses=LAWS)
async def show_order_board(
    session: Transaction, by: Reader, asked: Asked, query: Linking, group: Group = By.DEPARTMENT
) -> HTMLResponse:
    """同样的数字，点任一数字可看到背后的工单；另有村级任务、消息送达、监督举报转办件和逾期督办。"""
    return page(
        "notifier",
        "order_board.html",
        board=await _board(session, asked, group),
        work=work_view(await count_work(session, asked.period, region=asked.region)),
        region=by.region,
        groups=list(By),
        kinds=list(OrderKind),
        figures=figure_names(),
        query=query,
    )


@router.get("/orders.xlsx", summary="督办看板（工作簿）", response_class=Response, responses=AS_WORKBOOK | LAWS)
async def take_order_board(session: Transaction, by: Reader, asked: Asked, group: Group = By.DEPARTMENT) -> Response:
    """各组一行，末行合计；用时以分钟计。条件写在“说明”页。"""
    board = await _board(session, asked, group)
    heads = [(group.label, 24), *((figure.label, 12) for figure in Figure)]
    heads += [(f"{name}{which}（分钟）", 16) for name in ("接单", "办结", "检查") for which in ("中位", "95%")]
    heads += [("其中等派单人答复（分钟）", 16), ("逾期最久", 24)]
    sheet = Sheet("督办看板", heads, [_cells(line) for line in [*board.lines, board.whole]])
    return await as_book(f"督办看板-{board.to_on}.xlsx", sheet, asked=conditions(asked, ("分组", group.label)))


@router.get("/orders/list", summary="看板数字背后的工单", responses=LAWS | refuses(UnreadableCursor))
async def list_board_orders(
    session: Transaction,
    by: Reader,
    asked: Asked,
    figure: OfFigure,
    group: Group = By.DEPARTMENT,
    key: Key = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[BehindView]:
    """条件与看板相同，件数与看板上的数相同。一件工单的几次派发不分在两页。"""
    found = await list_behind(session, asked, figure, group=group, key=key, after=place(after), limit=limit)
    rows = [behind_view(one, asked.period.as_of) for one in found]
    return Page(rows=rows, next=cursor(rows[-1].order_id) if len(rows) >= limit else None)


@router.get("/orders/list/page", summary="看板数字背后的工单（网页）", response_class=HTMLResponse, responses=LAWS)
async def show_board_orders(
    session: Transaction,
    by: Reader,
    asked: Asked,
    query: Linking,
    figure: OfFigure,
    group: Group = By.DEPARTMENT,
    key: Key = None,
) -> HTMLResponse:
    """最急的在前。"""
    found = await list_behind(session, asked, figure, group=group, key=key, limit=LIST_ROWS + 1, urgent_first=True)
    return page(
        "notifier",
        "order_board_list.html",
        rows=[behind_view(one, asked.period.as_of) for one in found[:LIST_ROWS]],
        is_cut=len(found) > LIST_ROWS,
        figure=figure,
        label=label_of(group, key) if key else "合计",
        asked=asked,
        region_name=region_name(asked),
        region=by.region,
        query=query,
        back=query(figure=None, key=None),
    )


@router.get("/orders/list.xlsx", summary="看板数字背后的工单（工作簿）", response_class=Response, responses=AS_WORKBOOK | LAWS)
async def take_board_orders(
    session: Transaction, by: Reader, asked: Asked, figure: OfFigure, group: Group = By.DEPARTMENT, key: Key = None
) -> Response:
    """最急的在前，至多两万行；时间、件数是可计算的单元格。条件写在“说明”页。"""
    found = await list_behind(session, asked, figure, group=group, key=key, limit=BOOK_ROWS + 1, urgent_first=True)
    rows = [behind_view(one, asked.period.as_of) for one in found[:BOOK_ROWS]]
    heads = (
        ("工单编号", 38), ("种类", 10), ("名称", 30), ("地点", 30), ("区划代码", 16), ("承办单位", 12), ("第几次", 8),
        ("派发时间", 17), ("办理期限", 17), ("接单时间", 17), ("办结时间", 17), ("检查时间", 17), ("接单用时（分钟）", 12),
        ("办结用时（分钟）", 12), ("其中等答复（分钟）", 12), ("逾期", 24),
    )  # fmt: skip
    cells = [
        (
            str(one.order_id), one.kind_label, one.title, one.place, one.region, one.office, one.turn, one.opened_at, one.due_at,
            one.accepted_at, one.completed_at, one.checked_at, one.accept_minutes, one.finish_minutes, one.asked_minutes,
            one.late,
        )
        for one in rows
    ]  # fmt: skip
    told = [("哪一个数", figure.label), (group.label, label_of(group, key) if key else "合计")]
    told.append(("是否完整", "否，超过上限，请加条件分别导出" if len(found) > BOOK_ROWS else "是"))
    name = f"{figure.label}-{asked.period.to_on}.xlsx"
    return await as_book(name, Sheet("工单", heads, cells), asked=conditions(asked, *told, rows=len(rows)))


@router.get("/orders/{order_id}/times", summary="一件工单的时间用在哪里", responses=refuses(OrderNotFound))
async def read_order_times(order_id: OrderId, session: Transaction, by: Reader) -> list[TurnView]:
    """每次派发：接单、办结、检查各用多久，其间等接单、等答复、等检查各多久。"""
    order = await get_order(session, order_id, by=by)
    lines = [Line(act.act, act.turn, act.at, act.due_at) for act in await list_acts(session, order.id)]
    as_of = clock.now()
    return [turn_view(turn, as_of) for turn in reckon(lines, is_checked=order.is_checked, as_of=as_of)]


@router.get("/work", summary="村级任务、消息送达、举报转办件与督办", responses=LAWS)
async def read_work(
    session: Transaction, by: Reader, region: InRegion = None, from_on: FromOn = None, to_on: ToOn = None
) -> WorkView:
    """村级任务按种类；消息送到本人才算送达，只记入值班日志的另计；监督举报的数字见公开统计，这里只有转给本地办理的。"""
    asked = await asked_for(by, region, None, from_on, to_on)
    return work_view(await count_work(session, asked.period, region=asked.region))


async def _board(session: AsyncSession, asked: store.Asked, group: By) -> OrderBoardView:
    whole, lines = await count_orders(session, asked, group=group)
    period = asked.period
    return OrderBoardView(
        region=asked.region,
        region_name=region_name(asked),
        from_on=period.from_on,
        to_on=period.to_on,
        as_of=period.as_of,
        by=group,
        kind=asked.kind,
        whole=line_view(whole, group, period.as_of),
        lines=[line_view(line, group, period.as_of) for line in lines],
    )


def _cells(line: BoardLine) -> list[str | int | None]:
    counts = [getattr(line, figure.column) for figure in Figure]
    times = [each for one in (line.accept, line.finish, line.check) for each in (one.median_minutes, one.high_minutes)]
    return [line.label, *counts, *times, line.asked_minutes, line.longest_late]
