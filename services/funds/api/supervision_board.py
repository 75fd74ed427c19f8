"""What supervision found in a place, in figures: as data, as a page whose numbers lead to their lists, and as a workbook."""

import asyncio
from datetime import date

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.funds.api.book_sheets import XLSX_ANSWER, as_download
from services.funds.api.exports import Taking
from services.funds.api.supervision_views import (
    InRegion,
    Supervisor,
    digits_below,
    named,
    place_counts,
    rule_counts,
    who_asked,
    within,
)
from services.funds.schemas.supervision import FindingCountView, FindingMonthView, SupervisionBoard
from services.funds.store import supervision_board as counts
from services.funds.store.money_finding import find_last_look
from shared import clock
from shared.html import page
from shared.regions import UnknownRegion
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses
from shared.workbook import Cell, Sheet, Yuan, workbook

router = door("/supervision", "资金监督")

MONTHS = 12
_NUMBERS = (
    ("现有", 9), ("待处理", 9), ("已说明待认定", 12), ("已认定", 9), ("疑似违规未认定", 14), ("未认定金额（元）", 18),
    ("最早发现", 12),
)  # fmt: skip


@router.get("/board", summary="监督看板", responses=refuses(UnknownRegion, OutsideRegion))
async def show_board(session: Transaction, by: Supervisor, region: InRegion = None) -> SupervisionBoard:
    """没有消除的发现，按规则、按下一级各地；最近十二个月逐月发现与消除。"""
    whole, on = within(by, region), clock.today()
    rules = await counts.count_by_rule(session, whole)
    places = await counts.count_by_place(session, whole, digits=digits_below(whole))
    until = on.replace(day=1)
    since = date(until.year - (until.month < MONTHS), until.month % MONTHS + 1, 1)
    look = await find_last_look(session, whole[:6])
    return SupervisionBoard(
        region=whole,
        at=clock.now(),
        looked_at=look.done_at if look else None,
        rules=rule_counts(rules),
        places=place_counts(places, digits=digits_below(whole)),
        months=[
            FindingMonthView.model_validate(one) for one in await counts.count_by_month(session, whole, since=since, until=until)
        ],
        **{name: sum(getattr(one, name) for one in rules) for name in ("standing", "open", "explained", "accepted", "faults")},
    )


@router.get("/page", summary="监督看板（网页）", response_class=HTMLResponse, responses=refuses(UnknownRegion, OutsideRegion))
async def show_board_page(session: Transaction, by: Supervisor, region: InRegion = None) -> HTMLResponse:
    """每个数字点开是名单，名单点开是对象本身；可打印，手机可看。"""
    board = await show_board(session, by, region)
    return page("funds", "supervision.html", board=board, where=named(board.region))


@router.get(
    "/board.xlsx",
    summary="监督看板（工作簿）",
    response_class=Response,
    responses=XLSX_ANSWER | refuses(UnknownRegion, OutsideRegion),
)
async def take_out_board(session: Transaction, by: Supervisor, taking: Taking, region: InRegion = None) -> Response:
    """各规则、各地、逐月三张表。"""
    board = await show_board(session, by, region)

    sheets = (
        Sheet("各规则", (("程度", 10), ("类别", 14), ("发现", 40), ("代码", 30), *_NUMBERS),
              [(one.level_name, one.theme_name, one.name, one.key, *_cells(one)) for one in board.rules]),
        Sheet("各地", (("地区", 40), *_NUMBERS),
              [(one.name + ("（本级）" if one.is_own else ""), *_cells(one)) for one in board.places]),
        Sheet("逐月", (("月份", 12), ("新发现", 9), ("消除", 9), ("月末现有", 10)),
              [(f"{one.month:%Y-%m}", one.found, one.ended, one.standing) for one in board.months]),
    )  # fmt: skip
    content = await asyncio.to_thread(workbook, *sheets, asked=who_asked(by, board.region, board.at))
    await taking.out("监督看板", rows=len(board.rules) + len(board.places) + len(board.months), by=by)
    return as_download("监督看板", content)


def _cells(one: FindingCountView) -> tuple[Cell, ...]:
    sums = (one.standing, one.open, one.explained, one.accepted, one.faults)
    return *sums, Yuan(one.amount_fen), one.oldest_on.isoformat() if one.oldest_on else ""
