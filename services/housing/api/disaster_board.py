"""Door one: how far a disaster is, who has no roof tonight, and the same as pages and as a workbook."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.housing.api.disaster import DisasterId, IsEnded, Reader, list_disasters_, router
from services.housing.api.disaster_views import disaster_shown
from services.housing.rules.disaster import NoSuchDisaster, hours_since
from services.housing.schemas.disaster import DisasterEventView
from services.housing.schemas.disaster_board import (
    DisasterBoard,
    DisasterLineView,
    DisasterTotals,
    ProgressView,
    StruckView,
)
from services.housing.store.disaster import get_disaster, list_disaster_events
from services.housing.store.disaster_board import list_struck, read_disaster_board, read_progress
from services.housing.tables import Disaster
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.html import page, wall_clock
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT, After, Limit, Page, UnreadableCursor, cursor_in, place_in
from shared.regions import AnyRegion, name_of
from shared.security import ROLE_NAMES
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet, workbook

pages = door("/disasters", "灾情")
"""Included before the door of one disaster, whose `{disaster_id}` would else read `page`."""

REGION_DIGITS = 12
MARKS = (6, 12, 24, 48, 72, 120, 168, 336, 720)
"""Hours after it happened at which the board says how far it was."""
WORKBOOK_ROWS = 20_000

FIGURES = (
    ("households", "受灾户", 10),
    ("surveyed", "已排查", 10),
    ("survey_overdue", "逾期未排查", 12),
    ("graded", "已定级", 10),
    ("grade_overdue", "逾期未定级", 12),
    ("grade_a", "A 级", 8),
    ("grade_b", "B 级", 8),
    ("grade_c", "C 级", 8),
    ("grade_d", "D 级", 8),
    ("must_leave", "需要安置", 10),
    ("sheltered", "已安置", 10),
    ("persons", "安置人数", 10),
    ("tonight", "今晚没有住处", 14),
    ("shelter_overdue", "逾期未安置", 12),
)
LATE = ("survey_overdue", "grade_overdue", "grade_d", "tonight", "shelter_overdue")

Where = Annotated[AnyRegion | None, Query(title="辖区代码")]
Which = Annotated[
    Literal["tonight", "unsurveyed", "overdue", "ungraded", "sheltered"] | None,
    Query(
        title="哪些户",
        description="tonight 今晚没有住处，unsurveyed 待排查，overdue 逾期未排查，ungraded 待定级，sheltered 已安置；不填为全部",
    ),
]


@pages.get("/page", summary="灾情（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_disasters(session: Transaction, by: Reader, is_ended: IsEnded = None, after: After = None) -> HTMLResponse:
    found = await list_disasters_(session, by, is_ended=is_ended, after=after)
    return page(
        "housing", "disasters.html", disasters=found.rows, next=found.next, is_ended=is_ended, is_first=after is None
    )  # fmt: skip


@router.get("/{disaster_id}/board", summary="一场灾情的进度，按村", responses=refuses(NoSuchDisaster))
async def read_board(disaster_id: DisasterId, session: Transaction, by: Reader, region: Where = None) -> DisasterBoard:
    """只统计本人看得到的户；已销户的不计。"""
    disaster, at = await get_disaster(session, disaster_id), clock.now()
    asked = region or disaster.region
    lines = await read_disaster_board(session, disaster, region=asked, at=at)
    villages = [DisasterLineView.model_validate(line) for line in lines]
    return DisasterBoard(
        disaster=disaster_shown(disaster),
        at=at,
        total=DisasterTotals(**{name: sum(getattr(line, name) for line in lines) for name in DisasterTotals.model_fields}),
        villages=sorted(villages, key=lambda line: (-line.tonight, -line.survey_overdue, line.region)),
        events=[DisasterEventView.model_validate(each) for each in await list_disaster_events(session, disaster_id)],
        progress=await _progress(session, disaster, asked),
    )


async def _progress(session: Transaction, disaster: Disaster, region: str) -> list[ProgressView]:
    until = disaster.ended_at or clock.now()
    marks = [at for hours in MARKS if (at := disaster.happened_at + timedelta(hours=hours)) <= until]
    lines = await read_progress(session, disaster, region=region, marks=[*marks, until])
    return [
        ProgressView(
            hours=hours_since(disaster.happened_at, one.at),
            at=one.at,
            surveyed=one.surveyed,
            grade_d=one.grade_d,
            sheltered=one.sheltered,
        )
        for one in lines
    ]


@router.get(
    "/{disaster_id}/households", summary="受灾户：住房怎样，人在哪里", responses=refuses(NoSuchDisaster, UnreadableCursor)
)
async def list_households(
    disaster_id: DisasterId,
    session: Transaction,
    by: Reader,
    region: Where = None,
    which: Which = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[StruckView]:
    """按村排列。"""
    disaster = await get_disaster(session, disaster_id)
    found = await list_struck(
        session, disaster, region=region or disaster.region, which=which, at=clock.now(),
        after=place_in(after, digits=REGION_DIGITS), limit=limit,
    )  # fmt: skip
    rows = [StruckView.model_validate(one) for one in found[:limit]]
    return Page(rows=rows, next=cursor_in(found[limit - 1].region, found[limit - 1].id) if len(found) > limit else None)


@router.get(
    "/{disaster_id}/page", summary="一场灾情的进度（网页）", response_class=HTMLResponse, responses=refuses(NoSuchDisaster)
)
async def show_board(disaster_id: DisasterId, session: Transaction, by: Reader, region: Where = None) -> HTMLResponse:
    board = await read_board(disaster_id, session, by, region)
    return page("housing", "disaster.html", board=board, figures=FIGURES, late=LATE, region=region or "")


@router.get(
    "/{disaster_id}/households/page",
    summary="受灾户名单（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchDisaster, UnreadableCursor),
)
async def show_households(
    disaster_id: DisasterId,
    session: Transaction,
    by: Reader,
    region: Where = None,
    which: Which = "tonight",
    after: After = None,
) -> HTMLResponse:
    """今晚没有住处的，或按需要筛选的户；可打印带下村。"""
    disaster = disaster_shown(await get_disaster(session, disaster_id))
    found = await list_households(disaster_id, session, by, region, which, after, PAGE_ROWS)
    where = name_of(region) if region else disaster.region_name
    return page(
        "housing", "struck.html", disaster=disaster, households=found.rows, next=found.next, which=which, where=where,
        region=region or "", is_first=after is None, now=clock.now(),
    )  # fmt: skip


@router.get(
    "/{disaster_id}/board.xlsx",
    summary="一场灾情的进度、今晚名单和逐户情况（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(NoSuchDisaster),
)
async def read_board_workbook(disaster_id: DisasterId, session: Transaction, by: Reader, region: Where = None) -> Response:
    board, disaster = await read_board(disaster_id, session, by, region), await get_disaster(session, disaster_id)
    rows = [(one.village, *(getattr(one, name) for name, _, _ in FIGURES)) for one in board.villages]
    total = ("合计", *(getattr(board.total, name) for name, _, _ in FIGURES))
    villages = Sheet("各村", (("村（社区）", 30), *((title, width) for _, title, width in FIGURES)), [total, *rows])
    each = [one async for one in _every(session, disaster, region or disaster.region)]
    tonight = [_row(one) for one in each if one.must_leave and one.stay_id is None]
    asked = (
        ("灾情", board.disaster.title),
        ("辖区", name_of(region) if region else board.disaster.region_name),
        ("发生时间", wall_clock(board.disaster.happened_at)),
        ("灾后小时数", str(board.disaster.hours)),
        ("是否完整", "是" if len(each) < WORKBOOK_ROWS else f"逐户情况只列前 {WORKBOOK_ROWS} 户，请按镇街下载"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(board.at)),
    )
    sheets = (villages, Sheet("今晚没有住处", _COLUMNS, tonight), Sheet("逐户", _COLUMNS, [_row(one) for one in each]))
    packed = await asyncio.to_thread(workbook, *sheets, asked=asked)
    return attached(packed, f"{board.disaster.title}-{clock.china(board.at):%Y%m%d%H%M}.xlsx")


_COLUMNS = (
    ("村（社区）", 26),
    ("户编号", 20),
    ("在世人口", 10),
    ("住房编号", 22),
    ("门牌或方位", 20),
    ("住房情况", 16),
    ("排查完成时间", 18),
    ("住在哪里", 30),
    ("由何列入", 12),
)


def _row(one: StruckView) -> tuple[str | int, ...]:
    return (
        one.village,
        one.household_code or "尚无编号",
        one.members,
        one.house_number or "尚未登记",
        one.house_address or "",
        one.seen_as,
        wall_clock(one.completed_at) if one.completed_at else "",
        one.where,
        one.came_by_name,
    )


async def _every(session: Transaction, disaster: Disaster, region: str) -> AsyncIterator[StruckView]:
    after: tuple[str, UUID] | None = None
    for _ in range(WORKBOOK_ROWS // PAGE_ROWS_LIMIT):
        found = await list_struck(
            session, disaster, region=region, which=None, at=clock.now(), after=after, limit=PAGE_ROWS_LIMIT
        )
        for one in found[:PAGE_ROWS_LIMIT]:
            yield StruckView.model_validate(one)
        if len(found) <= PAGE_ROWS_LIMIT:
            return
        after = found[PAGE_ROWS_LIMIT - 1].region, found[PAGE_ROWS_LIMIT - 1].id
