"""Door one: what is late with renovations, whose it is, and for how long."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.api.hazard import NEXT_DIGITS
from services.housing.api.progress import InRegion, Reader, within
from services.housing.rules.deadline import (
    OWNER_NAMES,
    OWNERS,
    STEP_NAMES,
    DeadlinePolicy,
    NoDeadlineRule,
    Owner,
    Step,
    Turn,
    days_late,
    due_on,
)
from services.housing.rules.mode import Mode
from services.housing.schemas.delay import DelayCount, DelayLine, DelayTotals
from services.housing.schemas.house import spoken_village
from services.housing.store.deadline_policy import get_deadline_policy
from services.housing.store.delay import ROWS_LIMIT, Waiting, list_waiting
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house import find_house_numbers
from shared import clock
from shared.attachments import AS_WORKBOOK, as_book
from shared.html import page, wall_clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor_in, place_in
from shared.regions import county_of, name_of, short_name_of
from shared.security import ROLE_NAMES
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet

router = door("/renovation-delays", "危房改造逾期")

OfStep = Annotated[Step | None, Query(title="哪一步")]
OfOwner = Annotated[Owner | None, Query(title="该谁办")]
BOOK_ROWS = 20_000
_DIGITS = 6
COLUMNS = (
    ("村（社区）代码", 16), ("村（社区）", 28), ("改造编号", 22), ("住房编号", 24), ("改造方式", 14), ("哪一步", 18),
    ("该谁办", 12), ("施工方", 28), ("说明", 30), ("从哪天起", 12), ("顺延天数", 10), ("应办结日期", 12), ("逾期天数", 10), 
    ("依据", 60),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Late:
    """Something that waits, and how late it is."""

    waiting: Waiting
    due_on: date
    days: int
    clause: str

    @property
    def owner(self) -> Owner:
        return OWNERS[self.waiting.step]


@dataclass(frozen=True, slots=True)
class Found:
    late: Sequence[Late]
    waiting: int


@router.get("", summary="逾期未办的危房改造事项", responses=refuses(NoDeadlineRule, UnreadableCursor))
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
    found = await _find(session, within(by, region), step, owner)
    return await _page(session, found.late, after=after, limit=limit)


@router.get("/totals", summary="逾期事项的件数", responses=refuses(NoDeadlineRule))
async def read_delay_totals(
    session: Transaction, by: Reader, region: InRegion = None, step: OfStep = None, owner: OfOwner = None
) -> DelayTotals:
    """按步骤、责任方和下一级辖区统计。"""
    place = within(by, region)
    return _totals(await _find(session, place, step, owner), place)


@router.get(
    "/page",
    summary="逾期未办（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoDeadlineRule, UnreadableCursor),
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
    found = await _find(session, place, step, owner)
    asked = {"region": region, "step": step, "owner": owner}

    def query(**other: object) -> str:
        told = {name: value for name, value in (asked | other).items() if value}
        return f"?{urlencode(told)}" if told else ""

    return page(
        "housing",
        "delays.html",
        where=name_of(place) if place else "全部辖区",
        delays=await _page(session, found.late, after=after, limit=PAGE_ROWS),
        totals=_totals(found, place),
        asked=asked,
        query=query,
        is_first=after is None,
        names=(STEP_NAMES, OWNER_NAMES),
    )


@router.get(".xlsx", summary="逾期未办（工作簿）", response_class=Response, responses=AS_WORKBOOK | refuses(NoDeadlineRule))
async def read_delays_workbook(
    session: Transaction, by: Reader, region: InRegion = None, step: OfStep = None, owner: OfOwner = None
) -> Response:
    """与列表相同的条件，至多 20,000 行；另有按步骤、责任方、辖区的件数。"""
    place = within(by, region)
    found = await _find(session, place, step, owner)
    lines = (await _page(session, found.late, after=None, limit=BOOK_ROWS)).rows
    totals = _totals(found, place)
    rows = [
        (
            one.region, one.village, one.number, one.house_number, one.mode_name, one.step_name, one.owner_name, one.builder,
            one.what, one.since.isoformat(), one.put_off, one.due_on.isoformat(), one.days, one.clause,
        )
        for one in lines
    ]  # fmt: skip
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
        ("是否完整", "是" if totals.is_whole and len(lines) == totals.late else "否，请按辖区分别导出"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(clock.now())),
    )
    sheets = (
        Sheet("逾期未办", COLUMNS, rows),
        Sheet("件数", (("分法", 10), ("名称", 30), ("逾期件数", 10), ("最长逾期天数", 14)), counts),
    )
    return await as_book(f"危房改造逾期-{totals.on:%Y%m%d}.xlsx", *sheets, asked=asked)


async def _find(session: AsyncSession, place: str, step: Step | None, owner: Owner | None) -> Found:
    """What is late today, the longest first."""
    on = clock.today()
    own = get_deadline_policy(place, on)
    policies = {place[:6]: own}
    waiting = await list_waiting(session, region=place, on=on, uncounted=own.uncounted_names)
    late = []
    for one in waiting:
        if (step and one.step is not step) or (owner and OWNERS[one.step] is not owner):
            continue
        county = county_of(one.region)
        policy = policies.get(county) or policies.setdefault(county, get_deadline_policy(county, on))
        due = due_on(policy, _turn(one))
        if days := days_late(due, on=on):
            late.append(Late(one, due, days, _clause(policy, one.step)))
    late.sort(key=_order)
    return Found(late, len(waiting))


def _order(one: Late) -> tuple[int, bytes]:
    return -one.days, one.waiting.thing_id.bytes


def _turn(one: Waiting) -> Turn:
    if one.step is not Step.NOTICE:
        return Turn(one.step, one.since, one.put_off)
    term = getattr(get_help_policy_named(one.policy).notices, one.notice)
    return Turn(one.step, one.since, notice_days=term.days, notice_working_days=term.working_days)


def _clause(policy: DeadlinePolicy, step: Step) -> str:
    deadline = policy.of(step)
    return f"{deadline.spoken}。{policy.source(deadline).spoken}".removeprefix("。")


async def _page(session: AsyncSession, late: Sequence[Late], *, after: str | None, limit: int) -> Page[DelayLine]:
    told = place_in(after, digits=_DIGITS)
    begun = (-int(told[0]), told[1].bytes) if told else None
    rest = [one for one in late if begun is None or _order(one) > begun]
    shown = rest[:limit]
    numbers = await find_house_numbers(session, {one.waiting.house_id for one in shown})
    rows = [_line(one, numbers[one.waiting.house_id]) for one in shown]
    last = shown[-1] if len(rest) > limit else None
    return Page(rows=rows, next=cursor_in(f"{last.days:0{_DIGITS}}", last.waiting.thing_id) if last else None)


def _line(one: Late, house_number: str) -> DelayLine:
    waiting = one.waiting
    return DelayLine(
        thing_id=waiting.thing_id,
        renovation_id=waiting.renovation_id,
        number=waiting.number,
        region=waiting.region,
        house_id=waiting.house_id,
        house_number=house_number,
        mode=Mode(waiting.mode) if waiting.mode else None,
        step=waiting.step,
        owner=one.owner,
        builder=waiting.builder,
        what=waiting.what,
        since=waiting.since,
        put_off=waiting.put_off,
        due_on=one.due_on,
        days=one.days,
        clause=one.clause,
    )


def _totals(found: Found, place: str) -> DelayTotals:
    digits = NEXT_DIGITS[len(place)]
    return DelayTotals(
        region=place,
        on=clock.today(),
        waiting=found.waiting,
        late=len(found.late),
        steps=_counts(found.late, lambda one: one.waiting.step.value, lambda key: STEP_NAMES[Step(key)]),
        owners=_counts(found.late, lambda one: one.owner.value, lambda key: OWNER_NAMES[Owner(key)]),
        places=_counts(found.late, lambda one: one.waiting.region[:digits], _place_name),
        is_whole=found.waiting < ROWS_LIMIT,
    )


def _counts(late: Iterable[Late], key: Callable[[Late], str], title: Callable[[str], str]) -> list[DelayCount]:
    """The most first."""
    counted = dict[str, list[int]]()
    for one in late:
        counted.setdefault(key(one), []).append(one.days)
    order = sorted(counted.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [DelayCount(key=code, title=title(code), late=len(days), longest=max(days)) for code, days in order]


def _place_name(code: str) -> str:
    return spoken_village(code) if len(code) == 12 else short_name_of(code)
