"""The register in numbers: counts and shares of any day, the households behind each number, and what everybody may see."""

from collections.abc import Callable
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.registry.api.charts import sparks, tiles
from services.registry.api.register_views import asked_view, board_view, counted_view, public_board_view
from services.registry.rules.board import DIMENSION_NAMES, NEXT_LEVEL, TREND_MONTHS, DayToCome, Dimension, check_day
from services.registry.schemas.board import BoardView, CountedView, PublicBoardView, Which, WhichPage
from services.registry.store.board import Asked, count_households, find_published_day, list_counted, list_published, list_trend
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import today
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, Sheet

router = door("/boards", "登记看板")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
Everyone = Annotated[Principal | None, may()]
Until = Annotated[date | None, Query(title="截止日期", description="公布的最近一个月末，不晚于这一天；不填为最新")]
LISTED = refuses(DayToCome, UnreadableCursor)


@router.get("/register", summary="登记看板：各地各类户数与占比", responses=refuses(DayToCome))
async def read_board(session: Transaction, by: Reader, which: Annotated[Which, Query()]) -> BoardView:
    """任一日期的情况，按辖区、建档年度、户类型、主要致贫原因、脱贫状态和监测状态；每一户在每一组内只计一次。"""
    asked = _asked(by, which)
    digits = NEXT_LEVEL[len(asked.region)]
    whole = await count_households(session, asked, digits=digits)
    trend = await list_trend(session, region=asked.region, until=asked.on, months=TREND_MONTHS)
    return board_view(whole, trend, which, region=asked.region, on=asked.on)


@router.get("/register/page", summary="登记看板（网页）", response_class=HTMLResponse, responses=refuses(DayToCome))
async def show_board(session: Transaction, by: Reader, which: Annotated[Which, Query()]) -> HTMLResponse:
    """同样的数字，附趋势图与辖区图；点任一数字可看到背后的户。"""
    board = await read_board(session, by, which)
    groups = {each: [cell for cell in board.cells if cell.by == each] for each in Dimension}
    return page(
        "registry",
        "register_board.html",
        board=board,
        groups=groups,
        names=DIMENSION_NAMES,
        sparks=sparks(board.trend),
        tiles=tiles(groups[Dimension.PLACE]),
        query=_link(which),
        kept=_told(which),
    )


@router.get("/register.xlsx", summary="登记看板（工作簿）", response_class=Response, responses=AS_WORKBOOK | refuses(DayToCome))
async def read_board_workbook(session: Transaction, by: Reader, which: Annotated[Which, Query()]) -> Response:
    """各组的户数、人数、占比，和各月末的趋势。"""
    board = await read_board(session, by, which)
    counts = [
        (DIMENSION_NAMES[Dimension(cell.by)], cell.name, cell.households, cell.persons, _percent(cell.share_per_mille))
        for cell in board.cells
    ]
    trend = [(point.day.isoformat(), point.name, point.households) for point in board.trend]
    return await as_book(
        f"登记看板-{board.on}.xlsx",
        Sheet("户数", (("分组", 16), ("组别", 40), ("户数", 10), ("人数", 10), ("占户数", 10)), counts),
        Sheet("趋势", (("月末", 12), ("状态", 20), ("户数", 10)), trend),
        asked=[*board.asked.items(), ("统计人", by.subject)],
    )


@router.get("/register/households", summary="看板数字背后的户", responses=LISTED)
async def list_board_households(session: Transaction, by: Reader, which: Annotated[WhichPage, Query()]) -> Page[CountedView]:
    """条件与看板相同。"""
    found = await list_counted(session, _asked(by, which), after=place(which.after), limit=which.limit)
    rows = found[: which.limit]
    return Page(
        rows=[counted_view(one) for one in rows], next=cursor(rows[-1].household_id) if len(found) > which.limit else None
    )


@router.get("/register/households/page", summary="看板数字背后的户（网页）", response_class=HTMLResponse, responses=LISTED)
async def show_board_households(session: Transaction, by: Reader, which: Annotated[WhichPage, Query()]) -> HTMLResponse:
    """逐户链接到家庭档案。"""
    asked = _asked(by, which)
    found = await list_board_households(session, by, which)
    told = asked_view(which, region=asked.region, on=asked.on)
    return page(
        "registry",
        "register_list.html",
        rows=found.rows,
        next=found.next,
        asked=told,
        query=_link(which),
        is_first=not which.after,
    )


@router.get(
    "/register/households.xlsx",
    summary="看板数字背后的户（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(DayToCome),
)
async def read_board_households_workbook(session: Transaction, by: Reader, which: Annotated[Which, Query()]) -> Response:
    """至多 100,000 户；条件写在“说明”页。"""
    asked = _asked(by, which)
    found = await list_counted(session, asked, after=None, limit=ROWS_LIMIT - 1)
    told = asked_view(which, region=asked.region, on=asked.on)
    told |= {"统计人": by.subject, "是否完整": "否，超过上限，请按辖区分别导出" if len(found) >= ROWS_LIMIT else "是"}
    heads = (("户标识", 38), ("所在地", 40), ("人数", 8), *((DIMENSION_NAMES[each], 18) for each in Dimension if each != "place"))
    views = map(counted_view, found[: ROWS_LIMIT - 1])
    rows = [
        (
            str(one.household_id),
            one.region_name,
            one.persons,
            one.year,
            one.category,
            one.cause,
            one.poverty,
            one.watch,
            one.known,
        )
        for one in views
    ]
    return await as_book(f"户名单-{asked.on}.xlsx", Sheet("户", heads, rows), asked=list(told.items()))


@router.get("/public", summary="向公众公开的登记数字", responses=refuses())
async def read_public_board(session: Transaction, by: Everyone, until: Until = None) -> PublicBoardView:
    """任何人可查；每月末各县（区）的数字，公布后不再改动。不足 5 户的不列，并隐去另一组，以免由合计相减得出。"""
    on = await find_published_day(session, until=until or today())
    return public_board_view(await list_published(session, on=on) if on else [], on=on)


@router.get("/public/page", summary="向公众公开的登记数字（网页）", response_class=HTMLResponse, responses=refuses())
async def show_public_board(session: Transaction, by: Everyone, until: Until = None) -> HTMLResponse:
    """同样的数字，手机与打印均可。"""
    board = await read_public_board(session, by, until)
    return page("registry", "register_public.html", board=board, names=DIMENSION_NAMES)


@router.get("/public.xlsx", summary="向公众公开的登记数字（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_public_workbook(session: Transaction, by: Everyone, until: Until = None) -> Response:
    """同样的数字。"""
    board = await read_public_board(session, by, until)
    rows = [
        (county.county_name, DIMENSION_NAMES[Dimension(cell.by)], cell.name, _shown(cell.households), _shown(cell.persons))
        for county in board.counties
        for cell in county.cells
    ]
    heads = (("县（区）", 30), ("分组", 16), ("组别", 24), ("户数", 10), ("人数", 10))
    day = board.on.isoformat() if board.on else "还没有公布"
    return await as_book(f"登记数字-{day}.xlsx", Sheet("公开数字", heads, rows), asked=[("统计日期", str(day))])


def _asked(by: Principal, which: Which) -> Asked:
    """Raises DayToCome."""
    on = which.on or today()
    check_day(on, today())
    values = {each: value for each in Dimension if (value := getattr(which, each.value, None))}
    return Asked(which.region or by.region.removesuffix(EVERYWHERE), on, values)


def _link(which: Which) -> Callable[..., str]:
    """Makes the query of a link: what was asked for, with some of it otherwise; None takes a condition away."""
    asked = _told(which)

    def query(**changed: str | None) -> str:
        told = {name: value for name, value in (asked | changed).items() if value is not None}
        return f"?{urlencode(told)}" if told else ""

    return query


def _told(which: Which) -> dict[str, str]:
    return which.model_dump(mode="json", exclude_none=True, exclude={"after", "limit"})


def _percent(per_mille: int | None) -> str:
    return "" if per_mille is None else f"{per_mille // 10}.{per_mille % 10}%"


def _shown(figure: int | None) -> str | int:
    return "不公开" if figure is None else figure
