"""Orders as workbooks: the list, and the 问题整改台账 in and out."""

import asyncio
from typing import Annotated

from fastapi import File, Response, UploadFile

from services.notifier.api.order_sheets import ORDER_COLUMNS, RECTIFICATION_COLUMNS, order_cells, rectification_cells
from services.notifier.api.orders import Giver, InState, IsOverdue, OfDepartment, OfKind
from services.notifier.operations.order.upload_rectifications import upload_rectifications
from services.notifier.rules import rectification_file as files
from services.notifier.rules.department import Department
from services.notifier.rules.order_kind import OrderKind
from services.notifier.schemas.rectification import RectificationsTaken, RowFault
from services.notifier.store.order import Filter, list_orders_with_holders
from services.notifier.store.order_kind import NoKindPolicy
from shared import clock
from shared.attachments import AS_WORKBOOK, as_book, attached
from shared.grid import FILE_BYTES, GRID_LAWS
from shared.html import wall_clock
from shared.security import ROLE_NAMES, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.workbook import Sheet, workbook

BOOK_ROWS = 10_000
ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""

router = door_with_limit("/orders", "工单表格", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

Taker = Annotated[Principal, may(Role.DEPARTMENT, Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.get("/book.xlsx", summary="工单表（Excel）", response_class=Response, responses=AS_WORKBOOK)
async def take_book(
    session: Transaction,
    by: Taker,
    department: OfDepartment = None,
    state: InState = None,
    is_overdue: IsOverdue = None,
    kind: OfKind = None,
) -> Response:
    """与列表同样的条件，至多一万件，先派的在前。"""
    at = clock.now()
    asked = Filter(at, department, state, is_overdue, kind=kind)
    found = await list_orders_with_holders(session, asked, by=by, limit=BOOK_ROWS)
    conditions = [
        ("责任部门", department.label if department else "全部"),
        ("状态", state.label if state else "全部"),
        ("工单种类", kind.label if kind else "全部"),
        ("正在逾期", {None: "不限", True: "是", False: "否"}[is_overdue]),
        *_taken(by, len(found)),
        ("导出时间", wall_clock(at)),
    ]
    sheet = Sheet("工单", ORDER_COLUMNS, [order_cells(order, holder) for order, holder in found])
    return await as_book(f"工单-{clock.china(at):%Y%m%d}.xlsx", sheet, asked=conditions)


@router.get("/rectifications.xlsx", summary="问题整改台账（Excel）", response_class=Response, responses=AS_WORKBOOK)
async def take_rectifications(session: Transaction, by: Taker, state: InState = None) -> Response:
    """问题、措施、责任人、期限、办理结果、佐证材料、检查销号，一个问题一行；前几列与上传的模板相同。"""
    at = clock.now()
    found = await list_orders_with_holders(session, Filter(at, state=state, kind=OrderKind.RECTIFICATION), by=by, limit=BOOK_ROWS)
    sheet = Sheet("问题整改台账", RECTIFICATION_COLUMNS, [rectification_cells(order, holder) for order, holder in found])
    asked = [("状态", state.label if state else "全部"), *_taken(by, len(found)), ("导出时间", wall_clock(at))]
    return await as_book(f"问题整改台账-{clock.china(at):%Y%m%d}.xlsx", sheet, asked=asked)


@router.get("/rectifications/template.xlsx", summary="问题整改台账模板", response_class=Response, responses=AS_WORKBOOK)
async def take_template(by: Giver) -> Response:
    """各列怎样填写见末页。"""
    asked = [
        (files.NUMBER, "必填；同一处不重复，再传同一编号的不会再派"),
        (files.PROBLEM, "必填；不写身份证号码"),
        (files.MEASURE, "必填；即工单的办理事项"),
        (files.REGION, "必填；村 12 位、镇街 9 位、县区 6 位代码"),
        (files.LEVEL, f"{'、'.join(dict.fromkeys(files.LEVELS))}；留空按代码的位数"),
        (files.DEPARTMENT, f"{'、'.join(one.label for one in Department)}；由村、镇街、县区自办的留空"),
        (files.HOLDER, "已登记岗位的承办人账号；留空由责任单位的人接单"),
        (files.DUE, "必填；2020-06-30"),
        (files.PAPERS, "办结所需材料，几种的用顿号隔开；留空按工单种类"),
        ("行数", f"至多 {files.ROWS_LIMIT:,} 行"),
    ]
    columns = [(column, 30 if column in {files.PROBLEM, files.MEASURE} else 16) for column in files.COLUMNS]
    return attached(await asyncio.to_thread(workbook, Sheet("问题整改台账", columns, []), asked=asked), "问题整改台账模板.xlsx")


@router.post(
    "/rectifications",
    status_code=201,
    summary="上传问题整改台账",
    responses=refuses(*GRID_LAWS, files.NotARectificationList, files.NoRectificationRow, NoKindPolicy),
)
async def post_rectifications(
    session: Transaction,
    by: Giver,
    file: Annotated[UploadFile, File(title="问题整改台账", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv")],
) -> RectificationsTaken:
    """没有错的行各派一件工单；有错的行按行号、列名说明，更正后整份再传，已派的不会重复。"""
    opened, known, faults = await upload_rectifications(session, await file.read(), by=by, at=clock.now())
    return RectificationsTaken(
        opened=[order.id for order in opened],
        known=known,
        faults=[RowFault(row=one.row, column=one.column, reason=one.reason, mend=one.mend) for one in faults],
    )


def _taken(by: Principal, rows: int) -> list[tuple[str, str]]:
    cut = "（只到上限，请加条件分次导出）" if rows == BOOK_ROWS else ""
    return [("行数", f"{rows}{cut}"), ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）")]
