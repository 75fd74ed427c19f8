"""Door one: what is late with renovations, whose it is, and for how long."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.api.hazard import NEXT_DIGITS
from services.housing.api.progress import InRegion, Reader, within
from services.housing.rules.awaited_step import (
    OWNER_NAMES,
    OWNERS,
    STEP_NAMES,
    STEPS_OF_RENOVATIONS,
    Owner,
    Step,
    days_late,
)
from services.housing.rules.household_question import QUESTION_NAMES, HouseholdQuestion
from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.rules.step_policy import NoStepRule
from services.housing.schemas.delay import DelayCount, DelayLine, DelayTotals
from services.housing.schemas.house import spoken_village
from services.housing.store.delay import LateCount, LateStep, WantedDelays, count_late, count_waiting, list_late
from services.housing.store.step_policy import get_step_policy
from shared import clock
from shared.attachments import AS_WORKBOOK, as_book
from shared.html import page, wall_clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor_in, place_in
from shared.regions import name_of, short_name_of
from shared.security import ROLE_NAMES
from shared.service import Transaction, door, refuses
from shared.workbook import Cell, Sheet

router = door("/renovation-delays", "危房改造逾期")

OfStep = Annotated[Step | None, Query(title="哪一步")]
OfOwner = Annotated[Owner | None, Query(title="该谁办")]
BOOK_ROWS = 20_000
_DIGITS = 8
"""A page starts after a day: 20200930."""
COLUMNS = (
    ("村（社区）代码", 16), ("村（社区）", 28), ("改造编号", 22), ("住房编号", 24), ("改造方式", 14), ("哪一步", 18),
    ("该谁办", 12), ("施工方", 28), ("说明", 30), ("从哪天起", 12), ("顺延天数", 10), ("应办结日期", 12), ("逾期天数", 10), 
    ("依据", 60),
)  # fmt: skip


@router.get("", summary="逾期未办的危房改造事项", responses=refuses(NoStepRule, UnreadableCursor))
async def list_delays(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    step: OfStep = None,
    owner: OfOwner = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DelayLine]:
    """逾期最久的在前：哪一步、该谁办、逾期几天、依据哪条。期限是当地政策文件所定，冬季、汛期停工顺延。"""
    return await _page(session, _wanted(within(by, region), step, owner), after=after, limit=limit)


@router.get("/totals", summary="逾期事项的件数", responses=refuses(NoStepRule))
async def read_delay_totals(
    session: Transaction, by: Reader, region: InRegion = None, step: OfStep = None, owner: OfOwner = None
) -> DelayTotals:
    """按步骤、责任方和下一级辖区统计。"""
    return await _totals(session, _wanted(within(by, region), step, owner))


@router.get(
    "/page",
    summary="逾期未办（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoStepRule, UnreadableCursor),
)
async def show_delays(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    step: OfStep = None,
    owner: OfOwner = None,
    after: After = None,
) -> HTMLResponse:
    place = within(by, region)
    wanted = _wanted(place, step, owner)
    asked = {"region": region, "step": step, "owner": owner}

    def query(**other: object) -> str:
        told = {name: value for name, value in (asked | other).items() if value}
        return f"?{urlencode(told)}" if told else ""

    return page(
        "housing",
        "delays.html",
        where=name_of(place) if place else "全部辖区",
        delays=await _page(session, wanted, after=after, limit=PAGE_ROWS),
        totals=await _totals(session, wanted),
        asked=asked,
        query=query,
        is_first=after is None,
        names=({each: STEP_NAMES[each] for each in STEPS_OF_RENOVATIONS}, OWNER_NAMES),
    )


@router.get(".xlsx", summary="逾期未办（工作簿）", response_class=Response, responses=AS_WORKBOOK | refuses(NoStepRule))
async def read_delays_workbook(
    session: Transaction, by: Reader, region: InRegion = None, step: OfStep = None, owner: OfOwner = None
) -> Response:
    """与列表相同的条件，至多 20,000 行；另有按步骤、责任方、辖区的件数。"""
    place = within(by, region)
    wanted = _wanted(place, step, owner)
    lines = await list_late(session, wanted, after=None, limit=BOOK_ROWS)
    totals = await _totals(session, wanted)
    rows = await asyncio.to_thread(lambda: [_cells(one, on=wanted.on) for one in lines])
    counts = [
        (title, each.title, each.late, each.longest)
        for title, counted in (("步骤", totals.steps), ("责任方", totals.owners), ("辖区", totals.places))
        for each in counted
    ]
    asked = (
        ("辖区", name_of(place) if place else "全部辖区"),
        ("统计日期", totals.on.isoformat()),
        ("哪一步", STEP_NAMES[step] if step else "全部"),
        ("该谁办", OWNER_NAMES[owner] if owner else "全部"),
        ("是否完整", "是" if len(lines) == totals.late else "否，请按辖区分别导出"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(clock.now())),
    )
    sheets = (
        Sheet("逾期未办", COLUMNS, rows),
        Sheet("件数", (("分法", 10), ("名称", 30), ("逾期件数", 10), ("最长逾期天数", 14)), counts),
    )
    return await as_book(f"危房改造逾期-{totals.on:%Y%m%d}.xlsx", *sheets, asked=asked)


def _wanted(place: str, step: Step | None, owner: Owner | None) -> WantedDelays:
    steps = [each for each in STEPS_OF_RENOVATIONS if step in (None, each) and owner in (None, OWNERS[each])]
    return WantedDelays(place, clock.today(), steps)


async def _page(session: AsyncSession, wanted: WantedDelays, *, after: str | None, limit: int) -> Page[DelayLine]:
    """The longest late first."""
    found = await list_late(session, wanted, after=_day_in(place_in(after, digits=_DIGITS)), limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        rows=[_line(one, on=wanted.on) for one in found[:limit]],
        next=cursor_in(f"{last.due_on:%Y%m%d}", last.id) if last else None,
    )


def _day_in(told: tuple[str, UUID] | None) -> tuple[date, UUID] | None:
    """Raises UnreadableCursor."""
    if told is None:
        return None
    try:
        return date.fromisoformat(told[0]), told[1]
    except ValueError:
        raise UnreadableCursor(pointer="/after") from None


def _line(one: LateStep, *, on: date) -> DelayLine:
    return DelayLine(
        thing_id=one.thing_id,
        renovation_id=one.renovation_id,
        number=one.number,
        region=one.region,
        house_id=one.house_id,
        house_number=one.house_number,
        mode=Mode(one.mode) if one.mode else None,
        step=one.step,
        owner=OWNERS[one.step],
        builder=one.builder,
        what=_what(one),
        since=one.since,
        put_off=one.put_off,
        due_on=one.due_on,
        days=days_late(one.due_on, on=on),
        clause=_clause(one, on=on),
    )


def _cells(one: LateStep, *, on: date) -> Sequence[Cell]:
    """The same as a row of the workbook, without a view in between: there may be thousands."""
    return (
        one.region, spoken_village(one.region), one.number, one.house_number, MODE_NAMES[Mode(one.mode)] if one.mode else "",
        STEP_NAMES[one.step], OWNER_NAMES[OWNERS[one.step]], one.builder, _what(one), one.since.isoformat(), one.put_off,
        one.due_on.isoformat(), days_late(one.due_on, on=on), _clause(one, on=on),
    )  # fmt: skip


def _what(one: LateStep) -> str:
    return QUESTION_NAMES[HouseholdQuestion(one.asks)] if one.step is Step.SETTLE and one.asks else one.what


def _clause(one: LateStep, *, on: date) -> str:
    return get_step_policy(one.region, on).clause(one.step, is_agreed=one.is_agreed)


async def _totals(session: AsyncSession, wanted: WantedDelays) -> DelayTotals:
    counted = await count_late(session, wanted, digits=NEXT_DIGITS[len(wanted.region)])
    on = wanted.on
    return DelayTotals(
        region=wanted.region,
        on=on,
        waiting=await count_waiting(session, wanted),
        late=sum(each.late for each in counted),
        steps=_counts(counted, lambda one: one.step.value, lambda key: STEP_NAMES[Step(key)], on=on),
        owners=_counts(counted, lambda one: OWNERS[one.step].value, lambda key: OWNER_NAMES[Owner(key)], on=on),
        places=_counts(counted, lambda one: one.place, _place_name, on=on),
    )


def _counts(
    counted: Iterable[LateCount], key: Callable[[LateCount], str], title: Callable[[str], str], *, on: date
) -> list[DelayCount]:
    """The most first."""
    late, longest = dict[str, int](), dict[str, int]()
    for one in counted:
        name = key(one)
        late[name] = late.get(name, 0) + one.late
        longest[name] = max(longest.get(name, 0), days_late(one.first_due_on, on=on))
    order = sorted(late.items(), key=lambda pair: (-pair[1], pair[0]))
    return [DelayCount(key=code, title=title(code), late=many, longest=longest[code]) for code, many in order]


def _place_name(code: str) -> str:
    return spoken_village(code) if len(code) == 12 else short_name_of(code)
