"""The figures of supervision as pages and workbooks: every number leads to its list."""

import asyncio
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.funds.api.book_sheets import XLSX_ANSWER, as_download
from services.funds.api.exports import Taking
from services.funds.api.money_boards import (
    LAWS,
    OF_NAMES,
    AgeKey,
    By,
    Of,
    Programme,
    Stage,
    Year,
    show_concentration,
    show_idle,
    show_late,
    show_speed,
)
from services.funds.api.supervision_views import InRegion, Supervisor, named, who_asked
from services.funds.rules.ageing import IDLE_DAYS, STAGE_NAMES, WAITING_DAYS
from services.funds.store.money_board import SPEED_BY_NAMES, SpeedBy
from shared import clock
from shared.html import page
from shared.service import Transaction, door
from shared.workbook import Sheet, Yuan, workbook

router = door("/supervision", "资金监督")

A_BOOK = XLSX_ANSWER | LAWS


@router.get("/speed/page", summary="支出进度（网页）", response_class=HTMLResponse, responses=LAWS)
async def show_speed_page(
    session: Transaction,
    by: Supervisor,
    group: By = SpeedBy.TOWN,
    region: InRegion = None,
    programme: Programme = None,
    year: Year = None,
) -> HTMLResponse:
    """逐月累计曲线对照时间进度和上年；各行对照上年同期。"""
    told = await show_speed(session, by, group, region, programme, year)
    asked = {"region": told.region, "programme": programme or "", "year": told.year}
    return page(
        "funds",
        "money_speed.html",
        told=told,
        where=named(told.region),
        group=group,
        groups=SPEED_BY_NAMES,
        programme=programme or "",
        query=lambda **other: _query(asked | {"group": group.value} | other),
        lines=_cumulated(told.months, told.last_months, told.total.budget_fen, told.total.last_budget_fen, told.on.month),
    )


@router.get("/speed.xlsx", summary="支出进度（工作簿）", response_class=Response, responses=A_BOOK)
async def take_out_speed(
    session: Transaction,
    by: Supervisor,
    taking: Taking,
    group: By = SpeedBy.LINE,
    region: InRegion = None,
    programme: Programme = None,
    year: Year = None,
) -> Response:
    """与支出进度相同的条件。"""
    told = await show_speed(session, by, group, region, programme, year)
    columns = (
        (told.by, 44), ("预算（元）", 18), ("已支出（元）", 18), ("支出进度", 10), ("是否落后", 10), ("上年预算（元）", 18),
        ("上年同期已支出（元）", 20), ("上年同期进度", 14),
    )  # fmt: skip
    rows = [
        (
            one.name, Yuan(one.budget_fen), Yuan(one.spent_fen), one.share, "落后" if one.is_behind else "",
            Yuan(one.last_budget_fen), Yuan(one.last_spent_fen), one.last_share or "",
        )
        for one in [*told.rows, told.total]
    ]  # fmt: skip
    asked = [("年度", str(told.year)), ("截止日期", told.on.isoformat()), ("时间进度", told.calendar)]
    asked += [("专项", programme)] if programme else []
    book = await asyncio.to_thread(
        workbook, Sheet("支出进度", columns, rows), asked=[*asked, *who_asked(by, told.region, clock.now())]
    )
    await taking.out("支出进度", rows=len(told.rows), by=by)
    return as_download("支出进度", book)


@router.get("/idle/page", summary="闲置资金（网页）", response_class=HTMLResponse, responses=LAWS)
async def show_idle_page(session: Transaction, by: Supervisor, region: InRegion = None, age: AgeKey = None) -> HTMLResponse:
    """点分段看其中各账户。"""
    told = await show_idle(session, by, region, age)
    return page(
        "funds",
        "money_idle.html",
        told=told,
        where=named(told.region),
        age=next((step.name for step in IDLE_DAYS if step.key == age), ""),
        query=lambda **other: _query({"region": told.region} | other),
    )


@router.get("/idle.xlsx", summary="闲置资金（工作簿）", response_class=Response, responses=A_BOOK)
async def take_out_idle(
    session: Transaction, by: Supervisor, taking: Taking, region: InRegion = None, age: AgeKey = None
) -> Response:
    """与闲置资金相同的条件。"""
    told = await show_idle(session, by, region, age)
    columns = (
        ("账户类别", 16), ("名称", 40), ("指标编号", 24), ("所在地", 30), ("资金来源", 14), ("年度", 8), ("可用余额（元）", 18),
        ("最近一次支出", 14), ("未动用天数", 12),
    )  # fmt: skip
    rows = [
        (
            one.kind_name, one.name, one.line or "", one.region_name, one.source_name, str(one.year or ""), Yuan(one.free_fen),
            one.since_on.isoformat() if one.since_on else "", one.days,
        )
        for one in told.rows
    ]  # fmt: skip
    ages = Sheet("按天数", (("未动用", 20), ("账户数", 10), ("可用余额（元）", 18)),
                 [(one.name, one.many, Yuan(one.amount_fen)) for one in told.buckets])  # fmt: skip
    asked = [("截止日期", told.on.isoformat()), *who_asked(by, told.region, clock.now())]
    await taking.out("闲置资金", rows=len(told.rows), by=by)
    return as_download("闲置资金", await asyncio.to_thread(workbook, Sheet("闲置资金", columns, rows), ages, asked=asked))


@router.get("/late/page", summary="拨付与收缴时长（网页）", response_class=HTMLResponse, responses=LAWS)
async def show_late_page(
    session: Transaction, by: Supervisor, region: InRegion = None, stage: Stage = None, age: AgeKey = None
) -> HTMLResponse:
    """点数字看其中各笔，点名称看对象。"""
    told = await show_late(session, by, region, stage, age)
    parts = (STAGE_NAMES.get(stage or "", ""), next((step.name for step in WAITING_DAYS if step.key == age), ""))
    return page(
        "funds",
        "money_late.html",
        told=told,
        where=named(told.region),
        steps=WAITING_DAYS,
        condition="，".join(filter(None, parts)),
        query=lambda **other: _query({"region": told.region} | other),
    )


@router.get("/late.xlsx", summary="拨付与收缴时长（工作簿）", response_class=Response, responses=A_BOOK)
async def take_out_late(
    session: Transaction, by: Supervisor, taking: Taking, region: InRegion = None, stage: Stage = None, age: AgeKey = None
) -> Response:
    """与拨付与收缴时长相同的条件。"""
    told = await show_late(session, by, region, stage, age)
    columns = (
        ("环节", 22), ("名称", 44), ("所在地", 30), ("金额（元）", 18), ("自哪天起", 12), ("已过工作日", 12), ("编号", 38),
    )  # fmt: skip
    rows = [
        (
            one.stage_name,
            one.label,
            one.region_name,
            Yuan(one.amount_fen),
            one.since_on.isoformat(),
            one.working_days,
            str(one.id),
        )
        for one in told.rows
    ]
    asked = [("截止日期", told.on.isoformat()), *who_asked(by, told.region, clock.now())]
    await taking.out("拨付与收缴时长", rows=len(told.rows), by=by)
    return as_download("拨付与收缴时长", await asyncio.to_thread(workbook, Sheet("各笔", columns, rows), asked=asked))


@router.get("/concentration/page", summary="资金集中程度（网页）", response_class=HTMLResponse, responses=LAWS)
async def show_concentration_page(
    session: Transaction, by: Supervisor, of: Of = "supplier", region: InRegion = None, year: Year = None
) -> HTMLResponse:
    """前十名占比和赫芬达尔指数，名单按金额从多到少。"""
    told = await show_concentration(session, by, of, region, year)
    return page(
        "funds",
        "money_concentration.html",
        told=told,
        where=named(told.region),
        kinds=OF_NAMES,
        query=lambda **other: _query({"region": told.region, "of": of, "year": told.year} | other),
    )


@router.get("/concentration.xlsx", summary="资金集中程度（工作簿）", response_class=Response, responses=A_BOOK)
async def take_out_concentration(
    session: Transaction, by: Supervisor, taking: Taking, of: Of = "supplier", region: InRegion = None, year: Year = None
) -> Response:
    """与资金集中程度相同的条件。"""
    told = await show_concentration(session, by, of, region, year)
    columns = (("名次", 8), (OF_NAMES[of], 44), ("金额（元）", 18), ("笔数", 10), ("占比", 10))
    rows = [(one.place, one.name, Yuan(one.amount_fen), one.many, one.share) for one in told.rows]
    asked = [
        ("年度", str(told.year)),
        ("对象个数", str(told.many)),
        ("前十名占比", f"{told.first_share}（上年 {told.last_first_share}）"),
        ("赫芬达尔指数", f"{told.herfindahl}，{told.reading}（上年 {told.last_herfindahl}）"),
        *who_asked(by, told.region, clock.now()),
    ]
    await taking.out("资金集中程度", rows=len(told.rows), by=by)
    return as_download("资金集中程度", await asyncio.to_thread(workbook, Sheet(OF_NAMES[of], columns, rows), asked=asked))


def _query(values: dict[str, object]) -> str:
    return urlencode({name: str(value) for name, value in values.items() if value})


def _cumulated(months: list[int], last: list[int], budget: int, last_budget: int, until: int) -> dict[str, list[int]]:
    """Two lines of points in thousandths of a year's budget, at the end of each month; this year's ends with today's."""
    return {
        "now": [min(sum(months[: month + 1]) * 1000 // budget, 1000) if budget else 0 for month in range(until)],
        "last": [min(sum(last[: month + 1]) * 1000 // last_budget, 1000) if last_budget else 0 for month in range(12)],
    }
