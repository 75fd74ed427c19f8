"""Who waits for whom, now."""

from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.notifier.api.board_views import (
    AskedNow,
    Linking,
    Reader,
    conditions,
    pair_view,
    party,
    region_name,
    stuck_view,
)
from services.notifier.api.boards import BOOK_ROWS, LIST_ROWS
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.waiting import Waiting
from services.notifier.schemas.board import PairView, StuckView
from services.notifier.store.waiting import count_waiting, list_waiting
from shared.attachments import AS_WORKBOOK, as_book
from shared.html import page
from shared.schemas import SeenText
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet

PAIRS_SHOWN = 1000
"""More than one place has people in it."""

router = door("/boards/waiting", "督办看板")
LAWS = refuses(OutsideRegion)

Why = Annotated[Waiting, Query(title="为什么等")]
Waits = Annotated[SeenText | None, Query(title="谁在等（代码）", description="不写为不限", max_length=110)]
Whom = Annotated[SeenText | None, Query(title="等谁（代码）", description="不写为不限", max_length=110)]


@router.get("", summary="谁在等谁", responses=LAWS)
async def read_waiting(session: Transaction, by: Reader, asked: AskedNow) -> list[PairView]:
    """此刻等着别人的工单：询问待答复、办结待检查、派出或转办待接单、请假待替班、承办人已离任。等得最久的在前。"""
    return [pair_view(one, asked.period.as_of) for one in await count_waiting(session, asked, limit=PAIRS_SHOWN)]


@router.get("/page", summary="谁在等谁（网页）", response_class=HTMLResponse, responses=LAWS)
async def show_waiting(session: Transaction, by: Reader, asked: AskedNow, query: Linking) -> HTMLResponse:
    """点件数可看到是哪些工单。"""
    pairs = await read_waiting(session, by, asked)
    return page(
        "notifier",
        "waiting_board.html",
        pairs=pairs,
        reasons=[(why, [pair for pair in pairs if pair.why is why]) for why in Waiting],
        at=asked.period.as_of,
        kind=asked.kind,
        kinds=list(OrderKind),
        region=by.region,
        region_name=region_name(asked),
        query=query,
    )


@router.get(".xlsx", summary="谁在等谁（工作簿）", response_class=Response, responses=AS_WORKBOOK | LAWS)
async def take_waiting(session: Transaction, by: Reader, asked: AskedNow) -> Response:
    """每一对一行。条件写在“说明”页。"""
    pairs = await read_waiting(session, by, asked)
    heads = (
        ("为什么等", 16),
        ("谁在等", 20),
        ("等谁", 20),
        ("件数", 8),
        ("其中已逾期", 10),
        ("最久的从何时等起", 17),
        ("最久", 14),
    )
    rows = [(one.why_label, one.waits_label, one.whom_label, one.many, one.late, one.longest_since, one.longest) for one in pairs]
    name = f"谁在等谁-{asked.period.to_on}.xlsx"
    return await as_book(name, Sheet("谁在等谁", heads, rows), asked=conditions(asked, rows=len(rows)))


@router.get("/list", summary="等着的工单", responses=LAWS)
async def list_waiting_orders(
    session: Transaction, by: Reader, asked: AskedNow, why: Why, waits: Waits = None, whom: Whom = None
) -> list[StuckView]:
    """某一对、或其中一方的工单，等得最久的在前，至多两万件。"""
    found = await list_waiting(session, asked, why, waits=waits, whom=whom, limit=BOOK_ROWS)
    return [stuck_view(one, asked.period.as_of) for one in found]


@router.get("/list/page", summary="等着的工单（网页）", response_class=HTMLResponse, responses=LAWS)
async def show_waiting_orders(
    session: Transaction, by: Reader, asked: AskedNow, query: Linking, why: Why, waits: Waits = None, whom: Whom = None
) -> HTMLResponse:
    """等得最久的在前。"""
    found = await list_waiting(session, asked, why, waits=waits, whom=whom, limit=LIST_ROWS + 1)
    return page(
        "notifier",
        "waiting_list.html",
        rows=[stuck_view(one, asked.period.as_of) for one in found[:LIST_ROWS]],
        is_cut=len(found) > LIST_ROWS,
        why=why,
        waits=party(waits, why) if waits else "",
        whom=party(whom, why) if whom else "",
        at=asked.period.as_of,
        region=by.region,
        query=query(),
        back=query(why=None, waits=None, whom=None),
    )


@router.get("/list.xlsx", summary="等着的工单（工作簿）", response_class=Response, responses=AS_WORKBOOK | LAWS)
async def take_waiting_orders(
    session: Transaction, by: Reader, asked: AskedNow, why: Why, waits: Waits = None, whom: Whom = None
) -> Response:
    """同样的工单，时间是可计算的单元格。条件写在“说明”页。"""
    rows = await list_waiting_orders(session, by, asked, why, waits, whom)
    heads = (
        ("工单编号", 38),
        ("种类", 10),
        ("名称", 30),
        ("地点", 30),
        ("谁在等", 18),
        ("等谁", 18),
        ("从何时等起", 17),
        ("办理期限", 17),
    )
    cells = [
        (str(one.order_id), one.kind_label, one.title, one.place, one.waits_label, one.whom_label, one.since, one.due_at)
        for one in rows
    ]
    told = [
        ("为什么等", why.label),
        ("谁在等", party(waits, why) if waits else "不限"),
        ("等谁", party(whom, why) if whom else "不限"),
    ]
    name = f"等着的工单-{asked.period.to_on}.xlsx"
    return await as_book(name, Sheet("工单", heads, cells), asked=conditions(asked, *told, rows=len(rows)))
