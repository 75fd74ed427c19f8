"""Reconciliation: the hospital's day beside ours, as JSON or as a file, by line or by totals."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Query, Response, UploadFile

from services.medical.api.filters import HospitalFilter
from services.medical.operations.reconciliation.reconcile_day import reconcile_day
from services.medical.rules.admission import HospitalUnknown
from services.medical.rules.reconciliation import DayNotThere, Kind, LineState, NoSuchReconciliation
from services.medical.schemas.reconciliation import DifferenceView, ReconcileDay, ReconciliationView, RunView
from services.medical.schemas.reconciliation_book import differences_workbook
from services.medical.schemas.reconciliation_file import DayColumnsMissing, DayColumnsUnknown, DayRowsUnreadable, read_lines
from services.medical.store import hospitals, policies, reconciliations
from services.medical.tables import Difference, Reconciliation
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.grid import GRID_LAWS, read_grid
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses

BODY_BYTES = 16 * 2**20
"""Twenty thousand lines with ten payers each, written out."""

router = door_with_limit("/reconciliations", "对账", body_limit_bytes=BODY_BYTES)

RunId = Annotated[UUID, Path(title="对账编号")]
Hospital = Annotated[Principal, may(Role.HOSPITAL)]
Reader = Annotated[Principal, may(Role.HOSPITAL, Role.COUNTY, Role.AUDITOR)]
RUNNING = (HospitalUnknown, DayNotThere)


@router.post("", status_code=201, summary="提交一天的结算对账", responses=refuses(*RUNNING))
async def create_reconciliation(form: ReconcileDay, session: Transaction, by: Hospital) -> RunView:
    """逐笔或按合计。答复列出每一处差异及其类别；对账不改变任何结算，可以重复进行。"""
    if form.lines is not None:
        told = [line.line(at) for at, line in enumerate(form.lines, 1)]
        return await _answered(session, await reconcile_day(session, form.day, told, by=by, on=clock.today()))
    assert form.totals is not None  # the form holds one of both
    tallies = {LineState.SETTLED: form.totals.settled.tally, LineState.REVERSED: form.totals.reversed.tally}
    return await _answered(session, await reconcile_day(session, form.day, tallies, by=by, on=clock.today()))


@router.post(
    "/file",
    status_code=201,
    summary="以表格提交一天的结算对账（.xlsx 或 .csv）",
    responses=refuses(*RUNNING, *GRID_LAWS, DayColumnsMissing, DayColumnsUnknown, DayRowsUnreadable),
)
async def create_reconciliation_from_file(
    day: Annotated[date, Form(title="对账日期", examples=["2020-06-12"])],
    file: Annotated[UploadFile, File(title="对账表", description="第一行为表头；每笔结算一行")],
    session: Transaction,
    by: Hospital,
) -> RunView:
    """列：结算编号、状态（已结算、已冲正，可省略）、医疗费总额、个人负担、医疗机构负担，以及每个保障项目一列（名称或代码）。"""
    content = await file.read()
    lines = await asyncio.to_thread(lambda: read_lines(read_grid(content), _layers()))
    return await _answered(session, await reconcile_day(session, day, lines, by=by, on=clock.today()))


@router.post(
    "/{reconciliation_id}/repetition",
    status_code=201,
    summary="以原来所传的内容重新对账",
    responses=refuses(NoSuchReconciliation, *RUNNING),
)
async def repeat_reconciliation(reconciliation_id: RunId, session: Transaction, by: Hospital) -> RunView:
    """补传或冲正之后，不必再传一次。"""
    run = await reconciliations.get_run(session, reconciliation_id)
    read = reconciliations.unpacked_lines if run.mode == "lines" else reconciliations.unpacked_tallies
    again = await reconcile_day(session, run.day, read(run.upload), by=by, on=clock.today(), repeats_id=run.id)
    return await _answered(session, again)


@router.get("", summary="对账记录", responses=refuses(UnreadableCursor))
async def list_reconciliations(
    session: Transaction,
    by: Reader,
    hospital: HospitalFilter = None,
    day: Annotated[date | None, Query(title="对账日期")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ReconciliationView]:
    """先办理的在前。"""
    runs = await reconciliations.list_runs(session, hospital=hospital, day=day, after=place(after), limit=limit)
    rows = [ReconciliationView.model_validate(run) for run in runs]
    return Page(rows=rows, next=cursor(runs[-1].id) if len(runs) == limit else None)


@router.get("/{reconciliation_id}", summary="一次对账及其差异", responses=refuses(NoSuchReconciliation))
async def read_reconciliation(reconciliation_id: RunId, session: Transaction, by: Reader) -> RunView:
    return await _answered(session, await reconciliations.get_run(session, reconciliation_id))


@router.get("/{reconciliation_id}/differences", summary="按页查询差异", responses=refuses(NoSuchReconciliation))
async def list_differences(
    reconciliation_id: RunId,
    session: Transaction,
    by: Reader,
    kind: Annotated[Kind | None, Query(title="类别")] = None,
    after: Annotated[int, Query(title="从此序号之后", ge=0, le=2_000_000_000)] = 0,
    limit: Limit = PAGE_ROWS,
) -> Page[DifferenceView]:
    await reconciliations.get_run(session, reconciliation_id)
    found = await reconciliations.list_differences(session, reconciliation_id, kind=kind, after=after, limit=limit)
    return Page(rows=_shown(found), next=str(found[-1].number) if len(found) == limit else None)


@router.get(
    "/{reconciliation_id}/differences.xlsx",
    summary="全部差异（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(NoSuchReconciliation),
)
async def read_differences_workbook(reconciliation_id: RunId, session: Transaction, by: Reader) -> Response:
    """逐处列出类别、所传的行、结算编号、部分、两边的金额和状态。"""
    run = await reconciliations.get_run(session, reconciliation_id)
    found = await reconciliations.list_differences(session, run.id, kind=None, after=0, limit=run.difference_count)
    view, hospital = ReconciliationView.model_validate(run), await hospitals.get_title(session, run.hospital)
    packed = await asyncio.to_thread(differences_workbook, view, _shown(found), hospital=hospital)
    return attached(packed, f"对账差异-{run.hospital}-{run.day}.xlsx")


async def _answered(session: Transaction, run: Reconciliation) -> RunView:
    found = await reconciliations.list_differences(session, run.id, kind=None, after=0, limit=PAGE_ROWS_LIMIT)
    return RunView(**ReconciliationView.model_validate(run).model_dump(exclude={"agrees"}), differences=_shown(found))


def _shown(found: Sequence[Difference]) -> list[DifferenceView]:
    return [DifferenceView.model_validate(difference) for difference in found]


def _layers() -> dict[str, str]:
    """What may stand above a payer's column: the layer's name, or the title that a policy file gives it."""
    layers = [layer for policy in policies.shelf().policies for layer in policy.layers]
    return {layer.name: layer.name for layer in layers} | {layer.title: layer.name for layer in layers}
