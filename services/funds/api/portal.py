"""The county's money as anyone may look at it, without a token: where it came from, where it went, and every line behind it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.api.portal_asked import EVERY_YEAR, Asked, OfPortal, place_name
from services.funds.api.portal_views import board_of, charts_of
from services.funds.rules.disclosure import DISCLOSURE_NAMES, DisclosureKind, PublicEntry
from services.funds.rules.flow import STAGE_NAMES, Stage
from services.funds.store import flow_total as store
from services.funds.store.flow import list_titles
from services.funds.store.flow_total import Behind, Total
from services.funds.store.village_figure import list_figures
from shared.attachments import AS_WORKBOOK, attached
from shared.clock import now, today
from shared.html import page, wall_clock
from shared.money import yuan_grouped
from shared.pages import PAGE_ROWS, After, UnreadableCursor, cursor_in, place_in
from shared.regions import UnknownRegion
from shared.security import anyone
from shared.service import Transaction, door, refuses
from shared.throttle import Throttle, TooOften
from shared.workbook import ROWS_LIMIT, Sheet, Yuan, workbook

router = door("/portal", "资金公开（无需登录）")

NEWEST, QUARTERS = 8, 4
press = Throttle(a_minute=10)
"""A workbook of a hundred thousand lines takes a core for ten seconds."""


@router.get(
    "/page", summary="资金公开（网页）", response_class=HTMLResponse, dependencies=[anyone], responses=refuses(UnknownRegion)
)
async def show_portal(session: Transaction, which: OfPortal) -> HTMLResponse:
    """资金从来源到村：流向图、各专项、各地、各项目，按年度和地区查看；每个数字点开就是逐笔明细。"""
    years = await store.list_years(session, which.region)
    which = replace(which, year=which.year or _year_of(years, which), stage="", kind="")
    totals = await store.list_totals(session, which.which(), digits=which.digits)
    names = await _names(session, {*_numbers(totals), which.project, which.line})
    newest = await store.list_behind(session, which.which(), after=None, limit=NEWEST)
    return page(
        "funds",
        "portal.html",
        asked=which,
        every_year=EVERY_YEAR,
        told=[one for one in which.told(names) if one[0] != "年度"],
        years=sorted({year for year, *_ in years}, reverse=True),
        by_year=_by_year(years),
        charts=charts_of(totals, which, names),
        board=board_of(totals, which, names),
        newest=[(PublicEntry.read(one.canonical), one) for one in newest],
        kinds=DISCLOSURE_NAMES,
        above=which.region[: next((digits for digits in (9, 6, 4, 2) if digits < len(which.region)), 0)],
        figures=await list_figures(session, within=which.region, quarters=QUARTERS) if len(which.region) > 6 else [],
        place_name=place_name,
        waiting=await store.count_waiting(session),
        at=now(),
    )


@router.get(
    "/entries",
    summary="一个数字背后的逐笔明细（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(UnknownRegion, UnreadableCursor),
)
async def show_entries(session: Transaction, which: OfPortal, after: After = None) -> HTMLResponse:
    """列出每一笔，当场把逐笔相加的数与合计核对；每笔都能打开原文和证明。"""
    told = place_in(after, digits=1)
    wanted = which.which()
    kept = await store.sum_totals(session, wanted)
    added = await store.sum_lines(session, wanted)
    found = await store.list_behind(session, wanted, after=(told[1], int(told[0])) if told else None, limit=PAGE_ROWS + 1)
    rows = found[:PAGE_ROWS]
    return page(
        "funds",
        "portal_entries.html",
        asked=which,
        told=which.told(await _names(session, {which.project, which.line})),
        kept=kept,
        added=added,
        rows=[(PublicEntry.read(one.canonical), one) for one in rows],
        kinds=DISCLOSURE_NAMES,
        is_first=after is None,
        next=cursor_in(str(rows[-1].part), rows[-1].entry_id) if len(found) > PAGE_ROWS else None,
    )


@router.get(
    "/entries.xlsx",
    summary="逐笔明细（工作簿）",
    response_class=Response,
    dependencies=[anyone],
    responses=AS_WORKBOOK | refuses(UnknownRegion, TooOften),
)
async def take_out_entries(request: Request, session: Transaction, which: OfPortal) -> Response:
    """条件与明细相同，至多十万行；条件和合计写在“说明”页。"""
    press.admit(request)
    found = await store.list_behind(session, which.which(), after=None, limit=ROWS_LIMIT)
    lines, fen = await store.sum_totals(session, which.which())
    asked = [(title, value) for title, value, _ in which.told(await _names(session, {which.project, which.line}))]
    asked += [("笔数", f"{lines:,}"), ("合计（元）", yuan_grouped(fen))]
    asked += [("是否完整", "否，请按地区或年度分别下载" if lines > len(found) else "是"), ("下载时间", wall_clock(now()))]
    heads = (
        ("公示日期", 12), ("公示号", 12), ("类别", 16), ("地区", 30), ("对象", 30), ("事由", 30), ("依据", 30), ("资金来源", 12),
        ("专项", 22), ("年度", 8), ("项目编号", 20), ("预算指标", 20), ("计入金额（元）", 16), ("条目编号", 38),
    )  # fmt: skip
    packed = await asyncio.to_thread(workbook, Sheet("明细", heads, map(_line, found)), asked=asked)
    return attached(packed, f"资金公开明细-{today()}.xlsx")


@router.get(
    "/totals.xlsx",
    summary="合计表（工作簿）",
    response_class=Response,
    dependencies=[anyone],
    responses=AS_WORKBOOK | refuses(UnknownRegion, TooOften),
)
async def take_out_totals(request: Request, session: Transaction, which: OfPortal) -> Response:
    """与网页相同的条件，按环节、来源、专项、项目、指标、用途、地区的全部合计。"""
    press.admit(request)
    totals = await store.list_totals(session, which.which(), digits=which.digits)
    names = await _names(session, _numbers(totals))
    heads = (
        ("环节", 12), ("类别", 16), ("资金来源", 12), ("专项", 24), ("项目编号", 20), ("项目", 30), ("预算指标", 20),
        ("指标名称", 30), ("用途", 24), ("地区代码", 14), ("地区", 24), ("笔数", 8), ("金额（元）", 16),
    )  # fmt: skip
    rows = [
        (
            STAGE_NAMES[one.stage], DISCLOSURE_NAMES[one.kind], one.source, one.programme, one.project,
            names.get(one.project, ""), one.line, names.get(one.line, ""), one.what, one.region,
            place_name(one.region, which.region), one.lines, Yuan(one.amount_fen),
        )
        for one in totals
    ]  # fmt: skip
    asked = [(title, value) for title, value, _ in which.told(names)] + [("下载时间", wall_clock(now()))]
    packed = await asyncio.to_thread(workbook, Sheet("合计", heads, rows), asked=asked)
    return attached(packed, f"资金公开合计-{today()}.xlsx")


def _year_of(years: Sequence[tuple[int, Stage, int, int]], which: Asked) -> str:
    """The last year in which money came or went; all of them for what runs through years."""
    if which.is_narrow:
        return EVERY_YEAR
    moved = [year for year, stage, *_ in years if stage in (Stage.RECEIVED, Stage.SPENT)]
    return str(max(moved, default=today().year))


def _by_year(years: Sequence[tuple[int, Stage, int, int]]) -> list[tuple[int, dict[str, tuple[int, int]]]]:
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for year, stage, lines, fen in years:
        found.setdefault(year, {})[stage.value] = (lines, fen)
    return list(found.items())


def _numbers(totals: Sequence[Total]) -> set[str]:
    return {number for one in totals for number in (one.project, one.line) if number}


async def _names(session: AsyncSession, numbers: set[str]) -> dict[str, str]:
    return await list_titles(session, numbers - {""})


def _line(one: Behind) -> tuple[Any, ...]:
    entry = PublicEntry.read(one.canonical)
    return (
        entry.published_on, entry.number, DISCLOSURE_NAMES[DisclosureKind(entry.kind)], entry.region_name, entry.subject,
        entry.reason, entry.clause, entry.source, entry.programme, entry.year, entry.project, entry.line,
        Yuan(one.amount_fen), entry.id,
    )  # fmt: skip
