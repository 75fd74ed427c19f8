"""Boards over cases, as JSON, page and workbook: what is late and whose it is, and how fast help comes."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.registry.api.board_views import deadlines_view, late_place, public_view, statistics_view
from services.registry.rules.board import NEXT_LEVEL
from services.registry.rules.timing import PeriodBackwards, PeriodTooWide, check_period
from services.registry.schemas.case_board import DeadlinesView, PublicStatisticsView, StatisticsView
from services.registry.store.deadline import count_owed, list_late
from services.registry.store.timing import list_public_times, list_times
from shared import regions
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import china, now, today
from shared.database import EVERYWHERE
from shared.html import page, wall_clock
from shared.pages import PAGE_ROWS, After, Limit, UnreadableCursor
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, Sheet

ROWS_ON_PAGE = 200
router = door("/cases", "即时帮扶台账")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="不填为本人全部辖区")]
Department = Annotated[str, Query(title="责任单位代码", description="只列出该单位的逾期事项", pattern=r"^[a-z-]{0,32}$")]
Since = Annotated[date | None, Query(title="起始日期", description="不填为一年前")]
Until = Annotated[date | None, Query(title="截止日期", description="不填为今天")]
PERIOD = refuses(PeriodBackwards, PeriodTooWide)


@router.get("/deadlines", summary="期限看板：什么逾期、是谁的", responses=refuses(UnreadableCursor))
async def read_deadlines(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    who: Department = "",
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> DeadlinesView:
    """发现后 24 小时先行救助、5 日补齐手续、15 日得出结论，以及各环节各自的期限。逾期事项分页；数量每页都是全部的。"""
    return await _deadlines(session, by, region, who, limit, after=after)


@router.get("/deadlines/page", summary="期限看板（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_deadlines(
    session: Transaction, by: Reader, region: InRegion = None, who: Department = "", after: After = None
) -> HTMLResponse:
    """同样的内容，可打印。"""
    board = await _deadlines(session, by, region, who, ROWS_ON_PAGE, after=after)
    return page("registry", "deadlines.html", board=board, where=_named(board.region), who=who, is_first=after is None)


@router.get("/deadlines.xlsx", summary="期限看板（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_deadlines_workbook(session: Transaction, by: Reader, region: InRegion = None, who: Department = "") -> Response:
    """各地各部门的数量，和每一件逾期事项。"""
    board = await _deadlines(session, by, region, who, ROWS_LIMIT)
    counts = Sheet(
        "各地各部门",
        (("辖区", 36), ("责任单位", 14), ("未办结", 9), ("逾期", 9), ("一日内到期", 11), ("最早逾期期限", 18)),
        [
            (
                one.place_name,
                one.who_name,
                one.owed,
                one.late,
                one.within_a_day,
                wall_clock(one.late_since) if one.late_since else "—",
            )
            for one in board.counts
        ],
    )
    late = Sheet(
        "逾期事项",
        (("所在地", 40), ("事项", 24), ("责任单位", 14), ("紧急程度", 10), ("期限", 18), ("已逾期", 16), ("台账编号", 38)),
        [
            (
                one.region_name,
                one.step_name,
                one.who_name,
                one.urgency_name,
                wall_clock(one.due_at),
                one.overdue,
                str(one.case_id),
            )
            for one in board.late
        ],
    )
    asked = (
        ("辖区", _named(board.region)),
        ("责任单位", who or "全部"),
        ("统计时间", wall_clock(board.at)),
        ("统计人", by.subject),
    )
    return await as_book(f"期限看板-{china(board.at):%Y%m%d}.xlsx", counts, late, asked=asked)


@router.get("/statistics", summary="帮扶速度：发现到行动、到款、到办结", responses=PERIOD)
async def read_statistics(
    session: Transaction, by: Reader, region: InRegion = None, since: Since = None, until: Until = None
) -> StatisticsView:
    """中位数和 95 分位，按情形、月份和下一级辖区；撤销的台账不计。日期以发现日期为准。"""
    return await _statistics(session, by, region, since, until)


@router.get("/statistics/page", summary="帮扶速度（网页）", response_class=HTMLResponse, responses=PERIOD)
async def show_statistics(
    session: Transaction, by: Reader, region: InRegion = None, since: Since = None, until: Until = None
) -> HTMLResponse:
    """同样的数字，附图表，可打印。"""
    told = await _statistics(session, by, region, since, until)
    by_group = {group: [row for row in told.rows if row.by == group] for group in ("all", "kind", "month", "place")}
    return page("registry", "timing.html", told=told, groups=by_group, where=_named(told.region))


@router.get("/statistics.xlsx", summary="帮扶速度（工作簿）", response_class=Response, responses=AS_WORKBOOK | PERIOD)
async def read_statistics_workbook(
    session: Transaction, by: Reader, region: InRegion = None, since: Since = None, until: Until = None
) -> Response:
    """同样的数字，以毫秒计，便于再算。"""
    told = await _statistics(session, by, region, since, until)
    heads = [
        (f"{name}{figure}", 16)
        for name in ("首个行动", "到款", "办结")
        for figure in ("户次", "中位数（毫秒）", "95分位（毫秒）")
    ]
    spans = [
        (
            row.name,
            row.cases,
            *(figure for span in (row.first, row.money, row.close) for figure in (span.cases, span.median_ms, span.p95_ms)),
        )
        for row in told.rows
    ]
    asked = (("辖区", _named(told.region)), ("起止日期", f"{told.since} 至 {told.until}"), ("统计人", by.subject))
    sheet = Sheet("帮扶速度", (("组别", 36), ("台账数", 9), *heads), spans)
    return await as_book(f"帮扶速度-{told.since}-{told.until}.xlsx", sheet, asked=asked)


@router.get("/statistics/public", summary="帮扶速度（公开）", responses=PERIOD)
async def read_public_statistics(
    session: Transaction, by: Annotated[Principal | None, may()], since: Since = None, until: Until = None
) -> PublicStatisticsView:
    """任何人可查；逐县逐月逐情形的中位数，不足 5 户的不列，也不列合计，以免相减得出。"""
    first, last = _period(since, until)
    return public_view(await list_public_times(session, since=first, until=last), since=first, until=last)


async def _deadlines(
    session: Transaction, by: Principal, region: str | None, who: str, limit: int, *, after: str | None = None
) -> DeadlinesView:
    within, place, at = _within(by, region), late_place(after), now()
    counts = await count_owed(session, region=within, digits=NEXT_LEVEL[len(within)], at=at)
    found = await list_late(session, region=within, who=who, at=at, after=place, limit=limit)
    return deadlines_view(counts, found, region=within, at=at, limit=limit)


async def _statistics(
    session: Transaction, by: Principal, region: str | None, since: date | None, until: date | None
) -> StatisticsView:
    within, (first, last) = _within(by, region), _period(since, until)
    times = await list_times(session, region=within, digits=NEXT_LEVEL[len(within)], since=first, until=last)
    return statistics_view(times, region=within, since=first, until=last)


def _within(by: Principal, region: str | None) -> str:
    return region or by.region.removesuffix(EVERYWHERE)


def _named(region: str) -> str:
    return regions.name_of(region) if region else "全部辖区"


def _period(since: date | None, until: date | None) -> tuple[date, date]:
    last = until or today()
    first = since or last - timedelta(days=365)
    check_period(first, last)
    return first, last
