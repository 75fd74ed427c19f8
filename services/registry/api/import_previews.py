"""What a file would do, household by household: as a list and a workbook; the rows that go back; and our own template."""

import asyncio
import json
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.preview import DECISION_NAMES, Decision, Entry
from services.registry.schemas.handed_back import write_handed_back
from services.registry.schemas.preview_sheet import LINES_LIMIT, write_preview
from services.registry.schemas.register_import import PreviewedHousehold, file_name_of, household_view
from services.registry.schemas.template import write_template
from services.registry.store.field_lists import get_field_lists
from services.registry.store.import_stretch import entries_in, get_stretch, list_stretches
from services.registry.store.register_import import NoSuchImport, get_import
from services.registry.tables import RegisterImport
from shared.attachments import AS_WORKBOOK, attached
from shared.cells import Fault, Row
from shared.clock import china, now, today
from shared.database import EVERYWHERE
from shared.errors import NotFound
from shared.html import wall_clock
from shared.pages import PAGE_ROWS, Limit, Page
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
READERS = (*OFFICERS, Role.AUDITOR)
WORKBOOK_ROWS = 5_000
"""In one workbook of rows that go back: openpyxl writes a thousand rows of fifty cells a second."""
ERRORS_DESCRIPTION = """与提交的表相同的列，另加原行号、错误列、错误原因、如何更正；有误的单元格标红并有批注。
提交 .csv、.xls 的也退回 .xlsx。更正后原样提交即可，多出的列会被忽略。每个工作簿至多 5,000 行，其余用 part=2、3…… 取。"""

router = door("/imports", "登记导入")

ImportId = Annotated[UUID, Path(title="导入编号")]
Which = Annotated[Decision | None, Query(alias="decision", title="如何处理", description="只列出新增、更新、无变化或退回的户")]
AfterNumber = Annotated[int, Query(title="从第几户之后开始", description="上一页返回的 next", ge=0, le=10_000_000)]


class NothingRefused(NotFound):
    """这次导入没有退回的行"""

    mend = "全部人员可以录入，无需更正；退回的行保留 30 天"


def errors_workbook_of(behind: str, import_id: UUID) -> str:
    return f"{behind}/imports/{import_id}/errors.xlsx"


@router.get(
    "/template.xlsx",
    summary="下载登记模板（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK,
)
async def read_template(by: Annotated[Principal, may(*OFFICERS)]) -> Response:
    """47 列加主要致贫原因，可选值有下拉列表，另有填表说明；示例行不会被录入。"""
    lists = get_field_lists(by.region.removesuffix(EVERYWHERE), today())
    return attached(await asyncio.to_thread(write_template, lists, on=today()), "登记模板.xlsx")


@router.get("/{import_id}/households", summary="预览：逐户如何处理、逐项差异", responses=refuses(NoSuchImport))
async def read_households(
    import_id: ImportId,
    session: Transaction,
    by: Annotated[Principal, may(*READERS)],
    decision: Which = None,
    after: AfterNumber = 0,
    limit: Limit = PAGE_ROWS,
) -> Page[PreviewedHousehold]:
    """按文件中的先后。录入之后只留退回的户，30 天后删除；撤回、过期的预览随即删除。"""
    await get_import(session, import_id)
    found = await _entries(session, import_id, decision, after=after, limit=limit + 1)
    rows = [household_view(entry, to_auditor=by.role is Role.AUDITOR) for entry in found[:limit]]
    return Page(rows=rows, next=str(rows[-1].number) if len(found) > limit else None)


@router.get(
    "/{import_id}/preview.xlsx",
    summary="预览（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(NoSuchImport),
)
async def read_preview_workbook(
    import_id: ImportId, session: Transaction, by: Annotated[Principal, may(*READERS)], decision: Which = None
) -> Response:
    """每项差异一行；至多 20,000 户，其余用 decision 分别下载。"""
    told = await get_import(session, import_id)
    found = await _entries(session, import_id, decision, after=0, limit=LINES_LIMIT)
    households = [household_view(entry, to_auditor=by.role is Role.AUDITOR) for entry in found]
    asked = [
        ("导入编号", str(import_id)),
        ("文件", file_name_of(told)),
        ("如何处理", DECISION_NAMES[decision] if decision else "全部"),
        ("户数", f"{len(households)}{'（已达上限）' if len(households) == LINES_LIMIT else ''}"),
        ("下载人", by.subject),
        ("下载时间", wall_clock(now())),
    ]
    return attached(await asyncio.to_thread(write_preview, households, asked), f"导入预览-{china(told.imported_at):%Y%m%d}.xlsx")


@router.get(
    "/{import_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    description=ERRORS_DESCRIPTION,
    responses=AS_WORKBOOK | refuses(NoSuchImport, NothingRefused),
)
async def read_errors_workbook(
    import_id: ImportId,
    session: Transaction,
    by: Annotated[Principal, may(*OFFICERS)],
    part: Annotated[int, Query(title="第几个工作簿", ge=1, le=100)] = 1,
) -> Response:
    done = await get_import(session, import_id)
    rows, faults = await _returned(session, done, skip=(part - 1) * WORKBOOK_ROWS)
    if not rows:
        raise NothingRefused(import_id=import_id)
    packed = await asyncio.to_thread(write_handed_back, rows, faults)
    return attached(packed, f"需更正的行-{china(done.imported_at):%Y%m%d}.xlsx")


async def _entries(session: AsyncSession, import_id: UUID, decision: Decision | None, *, after: int, limit: int) -> list[Entry]:
    """Households of a file from a place on; only stretches that hold some are opened, one at a time."""
    found = list[Entry]()
    for stretch_id, counts in await list_stretches(session, import_id, after=after):
        if decision is not None and not counts[decision]:
            continue
        entries = await asyncio.to_thread(entries_in, await get_stretch(session, stretch_id))
        found += [each for each in entries if each.number > after and decision in (None, each.decision)]
        if len(found) >= limit:
            break
    return found[:limit]


async def _returned(session: AsyncSession, done: RegisterImport, *, skip: int) -> tuple[list[Row], list[Fault]]:
    """The rows of one workbook; a household is in one of them whole."""
    if done.refused_rows_sealed:  # of an import before there were previews
        rows = [Row(number, cells) for number, cells in json.loads(unseal(done.refused_rows_sealed))]
        return rows[skip : skip + WORKBOOK_ROWS], [Fault(**fault) for fault in done.faults]
    rows, faults, passed = list[Row](), list[Fault](), 0
    for stretch_id, counts in await list_stretches(session, done.id):
        if not counts[Decision.REFUSE]:
            continue
        if passed + counts["refused"] <= skip:
            passed += counts["refused"]
            continue
        entries = await asyncio.to_thread(entries_in, await get_stretch(session, stretch_id))
        for entry in (each for each in entries if each.decision is Decision.REFUSE):
            if passed >= skip:
                rows += entry.rows
                faults += entry.faults
            passed += len(entry.rows)
            if passed >= skip + WORKBOOK_ROWS:
                return rows, faults
    return rows, faults
