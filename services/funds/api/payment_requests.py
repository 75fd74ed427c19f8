"""Requests to pay households: from other systems, and as lists that are looked at before they are committed."""

import asyncio
import json
from typing import Annotated
from uuid import UUID

from fastapi import File, Path, Query, Response, UploadFile
from fastapi import Form as Part

from services.funds.api.attachment import AS_WORKBOOK, GRID_REFUSALS, attached
from services.funds.api.exports import Taking
from services.funds.operations.payment_request import commit_list as committing
from services.funds.operations.payment_request import discard_list as discarding
from services.funds.operations.payment_request.request_payments import request_payments
from services.funds.operations.payment_request.upload_list import Upload, upload_list
from services.funds.rules import payment_request as rules
from services.funds.rules.account import NoSuchAccount, Overdrawn
from services.funds.rules.payment import NotAPayingAccount
from services.funds.schemas.payee import FaultView
from services.funds.schemas.payment_request import (
    FAULTS_SHOWN,
    Clause,
    CommitList,
    Period,
    Programme,
    RequestPayments,
    RequestView,
    Title,
)
from services.funds.store import payment_request as requests
from services.funds.tables import PaymentRequest
from shared import clock
from shared.cells import Fault, Row
from shared.grid import FILE_BYTES
from shared.handed_back import write_handed_back
from shared.listed_person import ID_NUMBER, NAME
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.vault import unseal
from shared.workbook import Sheet, workbook

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""
TEMPLATE_COLUMNS = ((ID_NUMBER, 24), (NAME, 14), (rules.AMOUNT, 14), (rules.NOTE, 30))

router = door_with_limit("/payment-requests", "发放申请", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

RequestId = Annotated[UUID, Path(title="申请编号")]
Asker = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.DEPARTMENT)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.DEPARTMENT, Role.AUDITOR)]


@router.post(
    "",
    status_code=201,
    summary="提出到户发放",
    responses=refuses(OutsideRegion, NoSuchAccount, NotAPayingAccount, rules.AskedBefore, Overdrawn),
)
async def create_request(form: RequestPayments, session: Transaction, by: Asker) -> RequestView:
    """供危房改造、专项补助等业务系统和部门提出；款项随即预留，余额不足时整份不受理。同一事项、同一轮次每户只发一次。"""
    return _view(await request_payments(session, form, by=by, at=clock.now()))


@router.post(
    "/lists",
    status_code=201,
    summary="上传发放名单（预览）",
    responses=refuses(*GRID_REFUSALS, NoSuchAccount, NotAPayingAccount, rules.NotAPaymentList, rules.NoPayees),
)
async def create_list(
    file: Annotated[UploadFile, File(title="发放名单", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv；可用模板填写")],
    account_id: Annotated[UUID, Part(title="付款账户编号", examples=["0197a000-0000-7000-8000-000000000002"])],
    title: Annotated[Title, Part(title="名称", examples=["2020年秋季学期教育资助"])],
    clause: Annotated[Clause, Part(title="依据", description="公示时公开", examples=["鲁财教〔2020〕12号"])],
    session: Transaction,
    by: Asker,
    programme: Annotated[Programme, Part(title="专项代码", description="不填取付款账户的专项")] = "",
    period: Annotated[Period, Part(title="所属时段", description="年度或月份，不填取付款账户的年度或本年")] = "",
) -> RequestView:
    """逐行核对：按身份证号找到所在的户，有误的行给出行、列、原因和更正办法。核对无误后再提交；此时还没有预留款项。"""
    upload = Upload(account_id, title, clause, programme, period)
    return _view(await upload_list(session, await file.read(), upload, by=by, at=clock.now()))


@router.get("/template.xlsx", summary="发放名单模板", response_class=Response, responses=AS_WORKBOOK)
async def read_template(by: Asker, taking: Taking) -> Response:
    """表头即各列的名称；证件号码一列已设为文本。"""
    asked = [
        (ID_NUMBER, "18 位公民身份号码"),
        (rules.AMOUNT, "应发金额，至多两位小数"),
        (rules.NOTE, "可不填，不公开"),
        ("行数", f"至多 {rules.ROWS_LIMIT:,} 行"),
    ]
    packed = await asyncio.to_thread(workbook, Sheet("发放名单", TEMPLATE_COLUMNS, []), asked=asked)
    await taking.out("发放名单模板", rows=0, by=by)
    return attached(packed, "发放名单模板.xlsx")


@router.get("", summary="发放申请列表", responses=refuses(UnreadableCursor))
async def list_requests(
    session: Transaction,
    by: Reader,
    state: Annotated[rules.RequestState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[RequestView]:
    """新的在前。"""
    rows = await requests.list_requests(session, state=state, after=place(after), limit=limit)
    return Page(rows=[_view(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/{request_id}", summary="一份发放申请", responses=refuses(rules.NoSuchRequest))
async def show_request(request_id: RequestId, session: Transaction, by: Reader) -> RequestView:
    return _view(await requests.get_request(session, request_id))


@router.get(
    "/{request_id}/errors.xlsx",
    summary="名单退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchRequest, rules.NoRowRefused),
)
async def read_errors_workbook(request_id: RequestId, session: Transaction, by: Asker, taking: Taking) -> Response:
    """有误的单元格标红并有批注；更正后与无误的行合在一起重新提交。"""
    request = await requests.get_request(session, request_id)
    if request.refused_rows_sealed is None:
        raise rules.NoRowRefused(request_id=str(request_id))
    rows = [Row(number, cells) for number, cells in json.loads(unseal(request.refused_rows_sealed))]
    faults = [Fault(**fault) for fault in request.faults]
    packed = await asyncio.to_thread(write_handed_back, rows, faults, columns=rules.COLUMNS)
    await taking.out("发放名单退回的行", rows=len(rows), by=by)
    return attached(packed, f"需更正的发放名单-{request.number}.xlsx")


@router.post(
    "/{request_id}/commitment",
    status_code=201,
    summary="提交发放名单",
    responses=refuses(
        rules.NoSuchRequest,
        rules.RequestNotDraft,
        rules.NothingSound,
        rules.ListHasFaults,
        rules.ListChanged,
        NoSuchAccount,
        Overdrawn,
    ),
)
async def commit_list(request_id: RequestId, form: CommitList, session: Transaction, by: Asker) -> RequestView:
    """写明所核对的笔数和合计；款项随即预留，余额不足时整份不受理。其后按事项编号审核。"""
    return _view(await committing.commit_list(session, request_id, form, by=by, at=clock.now()))


@router.post(
    "/{request_id}/discard",
    status_code=201,
    summary="作废尚未提交的名单",
    responses=refuses(rules.NoSuchRequest, rules.RequestNotDraft),
)
async def discard_list(request_id: RequestId, session: Transaction, by: Asker) -> RequestView:
    return _view(await discarding.discard_list(session, request_id))


def _view(request: PaymentRequest) -> RequestView:
    faults = [FaultView(**fault) for fault in request.faults[:FAULTS_SHOWN]]
    return RequestView(**request.model_dump(exclude={"faults", "entries", "refused_rows_sealed"}), faults=faults)
