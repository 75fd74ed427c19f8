"""Whether every household has a helper: counts, who has none, and the list by which many get one at once."""

import asyncio
import json
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import File, Path, Request, Response, UploadFile
from fastapi.responses import HTMLResponse

from services.registry.api.assignments import Arranger, InRegion, Reader
from services.registry.api.helper_views import coverage_view, region_name, uncovered_line
from services.registry.operations.assignment.import_assignments import import_assignments
from services.registry.rules.assignment import HelperHasLeft
from services.registry.rules.assignment_list import NoAssignments, NotAnAssignmentList
from services.registry.rules.board import NEXT_LEVEL
from services.registry.schemas.assignment import AssignmentFault, AssignmentImportView, CoverageView, UncoveredLine
from services.registry.schemas.assignments_back import write_assignments_back
from services.registry.store import helped as store
from services.registry.store.assignment import NoSuchAssignmentImport, get_import
from services.registry.tables import AssignmentImport
from shared.attachments import AS_WORKBOOK, as_book, attached
from shared.cells import Fault, Row
from shared.clock import china, now, today
from shared.database import EVERYWHERE
from shared.errors import NotFound
from shared.grid import FILE_BYTES, GRID_LAWS
from shared.html import page, wall_clock
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal
from shared.service import Transaction, door, door_with_limit, refuses
from shared.vault import unseal
from shared.workbook import ROWS_LIMIT, Sheet

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""
ERRORS_SHOWN = 100

router = door("/helpers", "帮扶责任人")
lists = door_with_limit("/helpers/lists", "帮扶责任人", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

ImportId = Annotated[UUID, Path(title="导入编号")]


class NoAssignmentRefused(NotFound):
    """这份名单没有退回的行"""

    mend = "全部户已结对，无需更正"


@router.get("/coverage", summary="责任人覆盖：应有多少户、还缺多少户")
async def read_coverage(session: Transaction, by: Reader, region: InRegion = None) -> CoverageView:
    """按下一级辖区统计，缺得多的在前。"""
    within, on = _within(by, region), today()
    counted = await store.count_coverage(session, region=within, digits=NEXT_LEVEL[len(within)], on=on)
    return coverage_view(counted, region=within, on=on)


@router.get("/uncovered", summary="没有责任人的户", responses=refuses(UnreadableCursor))
async def list_uncovered(
    session: Transaction, by: Reader, region: InRegion = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[UncoveredLine]:
    found = await store.list_uncovered(session, region=_within(by, region), on=today(), after=place(after), limit=limit)
    rows = found[:limit]
    following = cursor(rows[-1].household_id) if len(found) > limit else None
    return Page(rows=[uncovered_line(each, by) for each in rows], next=following)


@router.get("/coverage/page", summary="责任人覆盖（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_coverage(session: Transaction, by: Reader, region: InRegion = None, after: After = None) -> HTMLResponse:
    """各地缺多少，和没有责任人的每一户；适合在手机上看。"""
    board = await read_coverage(session, by, region=region)
    found = await list_uncovered(session, by, region=region, after=after, limit=PAGE_ROWS_LIMIT)
    return page(
        "registry",
        "coverage.html",
        where=region_name(board.region),
        board=board,
        households=found.rows,
        next=found.next,
        is_first=after is None,
        at=now(),
    )


@router.get("/coverage.xlsx", summary="责任人覆盖（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_coverage_workbook(session: Transaction, by: Reader, region: InRegion = None) -> Response:
    """各地缺多少，和没有责任人的每一户。"""
    board, on = await read_coverage(session, by, region=region), today()
    bare = await store.list_uncovered(session, region=board.region, on=on, after=None, limit=ROWS_LIMIT)
    lines = [uncovered_line(each, by) for each in bare[:ROWS_LIMIT]]
    places = Sheet(
        "各地覆盖",
        (("辖区", 40), ("应有责任人", 12), ("没有责任人", 12)),
        [(one.place_name, one.households, one.uncovered) for one in board.places],
    )
    households = Sheet(
        "没有责任人的户",
        (("所在地", 44), ("户编号", 20), ("户主姓名", 14), ("何时起没有", 14), ("户标识", 38)),
        sorted(
            (one.region_name, one.household_code or "", one.head, _day(one.without_since_on), str(one.household_id))
            for one in lines
        ),
    )
    asked = (("辖区", region_name(board.region)), ("依据", board.clause), ("统计时间", wall_clock(now())), ("统计人", by.subject))
    return await as_book(f"责任人覆盖-{on:%Y%m%d}.xlsx", places, households, asked=asked)


@lists.post(
    "",
    status_code=201,
    summary="导入结对名单（户编号或户主证件号码，责任人姓名、电话、单位）",
    description="无误的行当即结对，有误的行退回。责任人凭电话辨认；没有登记过的一并登记。同一名单重复提交不会重复办理。",
    responses=refuses(*GRID_LAWS, NotAnAssignmentList, NoAssignments, HelperHasLeft),
)
async def post_list(
    file: Annotated[UploadFile, File(title="结对名单", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv")],
    session: Transaction,
    by: Arranger,
    request: Request,
) -> AssignmentImportView:
    return _view(await import_assignments(session, await file.read(), by=by, on=today()), request)


@lists.get("/{import_id}", summary="结对名单的导入结果", responses=refuses(NoSuchAssignmentImport))
async def read_list(import_id: ImportId, session: Transaction, by: Arranger, request: Request) -> AssignmentImportView:
    return _view(await get_import(session, import_id), request)


@lists.get(
    "/{import_id}/errors.xlsx",
    summary="结对名单退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(NoSuchAssignmentImport, NoAssignmentRefused),
)
async def read_list_errors(import_id: ImportId, session: Transaction, by: Arranger) -> Response:
    """有误的单元格标红并有批注；更正后原样提交即可。"""
    done = await get_import(session, import_id)
    rows, faults = _refused(done)
    if not rows:
        raise NoAssignmentRefused(import_id=import_id)
    packed = await asyncio.to_thread(write_assignments_back, rows, faults)
    return attached(packed, f"需更正的结对-{china(done.imported_at):%Y%m%d}.xlsx")


def _refused(done: AssignmentImport) -> tuple[list[Row], list[Fault]]:
    told = json.loads(unseal(done.refused_sealed)) if done.refused_sealed else {"rows": [], "faults": []}
    return [Row(number, cells) for number, cells in told["rows"]], [Fault(**fault) for fault in told["faults"]]


def _view(done: AssignmentImport, request: Request) -> AssignmentImportView:
    behind = request.scope.get("root_path", "")  # the gateway's name for this service, if it came through there
    rows, faults = _refused(done)
    return AssignmentImportView(
        import_id=done.id,
        rows=done.rows,
        taken=done.taken,
        unchanged=done.unchanged,
        helpers=done.helpers,
        refused=len(rows),
        errors=[AssignmentFault(**vars(fault)) for fault in faults[:ERRORS_SHOWN]],
        errors_workbook=f"{behind}/helpers/lists/{done.id}/errors.xlsx" if rows else None,
        imported_at=done.imported_at,
    )


def _within(by: Principal, region: str | None) -> str:
    return region or by.region.removesuffix(EVERYWHERE)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"
