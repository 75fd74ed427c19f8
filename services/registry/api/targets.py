"""Targets by place and year: what documents set, what the register counts, what is carried over, and what is missing."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.registry.api.target_views import (
    NOBODY,
    added_up,
    counted_in,
    held_view,
    is_yearly,
    oddities,
    place_view,
    roll_up,
    whole_view,
)
from services.registry.operations.target.set_target import set_target
from services.registry.rules.board import NEXT_LEVEL
from services.registry.rules.target import Held, TargetChangedMeanwhile, TargetOfNoTime, TargetWithoutReason
from services.registry.rules.target_indicator import TargetUnknown, indicator_of
from services.registry.schemas.target import HeldView, SetTarget, TargetsView
from services.registry.store import target as store
from shared import regions
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import today
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS_LIMIT, Limit
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet

router = door("/targets", "减贫任务")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="不填为本人全部辖区")]
AskedYear = Annotated[int | None, Query(title="年度", description="不填为今年", ge=2010, le=2100)]


@router.post(
    "",
    status_code=201,
    summary="下达或更正任务数",
    description="更正时填现行版本号、出处与理由；文件所载的数为版本 0，原数保留，随时可查。",
    responses=refuses(OutsideRegion, TargetUnknown, TargetOfNoTime, TargetChangedMeanwhile, TargetWithoutReason),
)
async def post_target(form: SetTarget, session: Transaction, by: Annotated[Principal, may(Role.COUNTY)]) -> HeldView:
    by.must_cover(form.region, pointer="/region")
    made = await set_target(session, form, by=by.subject)
    return held_view(await store.get_target(session, (made.region, made.indicator, made.since_year, made.year)))


@router.get("/held", summary="现行的任务数、出处和以前的版本")
async def list_held(
    session: Transaction, by: Reader, region: InRegion = None, year: AskedYear = None, limit: Limit = PAGE_ROWS_LIMIT
) -> list[HeldView]:
    """本级和下一级的，按辖区、指标、年度排列；再往下的请按辖区查询。"""
    where = _where(by, region)
    held = await store.list_targets(session, region=where)
    near = [one for one in held if len(one.region) <= NEXT_LEVEL[len(where)] and year in (None, one.year)]
    return [held_view(one) for one in near[:limit]]


@router.get("", summary="任务、完成、结转与差距")
async def read_targets(session: Transaction, by: Reader, region: InRegion = None, year: AskedYear = None) -> TargetsView:
    """实际数由登记自动计数：当年脱贫的人数，按脱贫那天的家庭成员；完成措施的户数。上年没完成的结转到下年，提前完成的抵减。"""
    where, asked = _where(by, region), year or today().year
    digits = NEXT_LEVEL[len(where)]
    held = await store.list_targets(session, region=where)
    exits = await store.count_exits(session, region=where, digits=digits)
    relapses = await store.count_relapses(session, region=where, digits=digits)
    yearly = [one for one in held if is_yearly(one)]
    own = [one for one in yearly if one.region == where]
    below = [one for one in yearly if one.region != where and len(one.region) == digits]
    places = sorted({one.region for one in below} | ({*exits} if digits != len(where) else set()))
    return TargetsView(
        region=where,
        year=asked,
        own=place_view(where, _named(where), own or _summed(where, below), added_up(exits), added_up(relapses), year=asked),
        places=[
            place_view(
                place,
                regions.name_of(place),
                [one for one in below if one.region == place],
                exits.get(place, NOBODY),
                relapses.get(place, NOBODY),
                year=asked,
            )
            for place in places
        ],
        roll_up=roll_up(own, below),
        wholes=[whole_view(one, await _actual(session, one)) for one in held if one.region == where and not is_yearly(one)],
        oddities=oddities(store.list_targets_policies(), where),
    )


@router.get("/page", summary="任务、完成、结转与差距（网页）", response_class=HTMLResponse)
async def show_targets(session: Transaction, by: Reader, region: InRegion = None, year: AskedYear = None) -> HTMLResponse:
    """附图，可打印。"""
    told = await read_targets(session, by, region=region, year=year)
    return page("registry", "targets.html", told=told, where=_named(told.region))


@router.get(".xlsx", summary="任务、完成、结转与差距（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def export_targets(session: Transaction, by: Reader, region: InRegion = None, year: AskedYear = None) -> Response:
    told = await read_targets(session, by, region=region, year=year)
    columns = (
        ("辖区", 30),
        ("年度", 8),
        ("任务数", 10),
        ("上年结转", 10),
        ("应完成", 10),
        ("实际", 10),
        ("还差", 10),
        ("返贫", 10),
    )
    rows = [
        (one.region_name, line.year, line.target, line.carried, line.owed, line.actual, line.gap, line.relapsed)
        for one in (told.own, *told.places)
        for line in one.years
    ]
    wholes = [
        (one.indicator_name, f"{one.since_year}—{one.year}", one.unit, one.target, one.actual, one.gap, one.source)
        for one in told.wholes
    ]
    asked = [
        ("辖区", _named(told.region)),
        ("截至年度", str(told.year)),
        ("导出人", by.subject),
        ("导出日期", today().isoformat()),
    ]
    heads = (("任务", 30), ("年度", 14), ("单位", 8), ("任务数", 10), ("实际", 10), ("还差", 10), ("出处", 60))
    sheets = Sheet("减贫任务", columns, rows), Sheet("跨年度任务", heads, wholes)
    return await as_book(f"减贫任务-{told.year}.xlsx", *sheets, asked=asked)


async def _actual(session: Transaction, held: Held) -> int:
    """What the register counts of a target over several years."""
    indicator, digits = indicator_of(held.indicator), max(2, len(held.region))
    if indicator.is_exits:
        by_place = await store.count_exits(session, region=held.region, digits=digits, nature=indicator.nature)
        return sum(
            counted_in(counted, indicator.unit)
            for by_year in by_place.values()
            for year, counted in by_year.items()
            if held.since_year <= year <= held.year
        )
    assert indicator.nature is not None
    done = await store.count_done(
        session, region=held.region, digits=digits, nature=indicator.nature, since_year=held.since_year, year=held.year
    )
    return sum(counted_in(counted, indicator.unit) for counted in done.values())


def _summed(region: str, below: Sequence[Held]) -> list[Held]:
    """A place without targets of its own goes by those inside it."""
    years = sorted({held.year for held in below})
    return [
        Held(region, "exits", year, year, sum(held.amount for held in below if held.year == year), 0, "下级合计")
        for year in years
    ]


def _where(by: Principal, region: str | None) -> str:
    return region or by.region.removesuffix(EVERYWHERE)


def _named(region: str) -> str:
    return regions.name_of(region) if region else "全部辖区"
