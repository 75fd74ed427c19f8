"""The board of data quality: what is to be mended where, by which rule, and how it goes week by week; page and workbook too."""

from datetime import datetime, time, timedelta

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.registry.api.quality import InRegion, Reader, named, within_of
from services.registry.api.quality_views import place_views, rule_count_views, week_views
from services.registry.rules.board import NEXT_LEVEL
from services.registry.schemas.quality import QualityBoard
from services.registry.store import finding_board as counts
from services.registry.store.finding import find_last_sweep
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import CHINA, china, now, today
from shared.database import EVERYWHERE
from shared.html import page, wall_clock
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet

router = door("/quality", "数据质量")

WEEKS = 26
"""Half a year: a campaign and what came of it."""


@router.get("/board", summary="数据质量看板：各地、各规则、逐周", responses=refuses())
async def read_quality_board(session: Transaction, by: Reader, region: InRegion = None) -> QualityBoard:
    """县看各镇，镇看各村；再往下看列表，从列表到户。"""
    within, at = within_of(by, region), now()
    digits = NEXT_LEVEL[len(within)]
    households = await counts.count_households(session, region=within, digits=digits)
    places = place_views(await counts.count_by_place(session, region=within, digits=digits), households)
    monday = today() - timedelta(days=today().weekday())
    since = monday - timedelta(weeks=WEEKS - 1)
    weeks = await counts.count_by_week(
        session, region=within, since=since, until=monday, since_at=datetime.combine(since, time.min, CHINA)
    )
    sweep = await find_last_sweep(session)
    return QualityBoard(
        region=within,
        at=at,
        households=sum(households.values()),
        odd_households=sum(each.households for each in places),
        open=sum(each.open for each in places),
        faults=sum(each.faults for each in places),
        accepted=sum(each.accepted for each in places),
        places=places,
        rules=rule_count_views(await counts.count_by_rule(session, region=within)),
        weeks=week_views(weeks),
        swept_at=sweep.finished_at if sweep else None,
    )


@router.get("/board/page", summary="数据质量看板（网页）", response_class=HTMLResponse, responses=refuses())
async def show_quality_board(session: Transaction, by: Reader, region: InRegion = None) -> HTMLResponse:
    board = await read_quality_board(session, by, region=region)
    upper = next((board.region[:digits] for digits in (9, 6, 4, 2) if digits < len(board.region)), "")
    own = by.region.removesuffix(EVERYWHERE)
    return page(
        "registry",
        "quality_board.html",
        board=board,
        where=named(board.region),
        upper=upper if upper.startswith(own) and len(board.region) > len(own) else None,
        is_village=len(board.region) == 12,
    )


@router.get("/board.xlsx", summary="数据质量看板（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_quality_board_workbook(session: Transaction, by: Reader, region: InRegion = None) -> Response:
    """各地、各规则、逐周三张表。"""
    board = await read_quality_board(session, by, region=region)
    numbers = (("待改正", 9), ("其中错误", 9), ("已接受", 9), ("涉及户数", 9))
    places = [(each.name, each.of_households, each.open, each.faults, each.accepted, each.households) for each in board.places]
    rules = [
        (each.name, each.severity_name, each.key, each.open, each.faults, each.accepted, each.households) for each in board.rules
    ]
    weeks = [(each.week.isoformat(), each.found, each.mended) for each in board.weeks]
    return await as_book(
        f"数据质量看板-{china(board.at):%Y%m%d}.xlsx",
        Sheet("各地", (("辖区", 40), ("在册户数", 9), *numbers), places),
        Sheet("各规则", (("规则", 50), ("程度", 8), ("代码", 30), *numbers), rules),
        Sheet("逐周", (("周一", 12), ("新发现", 9), ("已改正", 9)), weeks),
        asked=(("辖区", named(board.region)), ("统计时间", wall_clock(board.at)), ("统计人", by.subject)),
    )
