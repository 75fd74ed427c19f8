"""Clearing statements: made, approved by another, paid by funds, printed."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.medical.api.filters import HospitalFilter, PayerFilter
from services.medical.api.statement_sheet import statement_sheet, statement_workbook
from services.medical.operations.statement.approve_statement import approve_statement
from services.medical.operations.statement.discard_statement import discard_statement
from services.medical.operations.statement.make_statement import make_statement
from services.medical.operations.statement.request_payment import request_payment
from services.medical.rules import statement as rules
from services.medical.rules.month import Month, NotAMonth
from services.medical.rules.statement import StatementState
from services.medical.schemas.statement import ApproveStatement, ClearingLineView, DiscardStatement, MakeStatement, StatementView
from services.medical.store import hospitals, statements
from services.medical.tables import ClearingStatement
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/clearing-statements", "清算单")

StatementId = Annotated[UUID, Path(title="清算单编号")]
County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.HOSPITAL, Role.COUNTY, Role.AUDITOR)]


@router.post(
    "",
    status_code=201,
    summary="制作清算单",
    responses=refuses(NotAMonth, rules.NotOneCounty, rules.PeriodNotOver, rules.NothingToClear, rules.StatementAlreadyApproved),
)
async def create_statement(form: MakeStatement, session: Transaction, by: County) -> StatementView:
    """截至月末、尚未列入其他清算单的全部应收款和冲正。审批前再次制作，内容不变；审批后到达的自动列入下一期。"""
    return _shown(await make_statement(session, form, by=by, on=clock.today()))


@router.get("", summary="清算单列表", responses=refuses(UnreadableCursor, NotAMonth))
async def list_statements(
    session: Transaction,
    by: Reader,
    hospital: HospitalFilter = None,
    payer: PayerFilter = None,
    period: Annotated[str | None, Query(title="清算月份", max_length=7, examples=["2020-06"])] = None,
    state: Annotated[StatementState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[StatementView]:
    """先制作的在前。"""
    rows = await statements.list_statements(
        session,
        hospital=hospital,
        payer=payer,
        state=state,
        period_from=Month.read(period, pointer="/period").first if period else None,
        after=place(after),
        limit=limit,
    )
    return Page(rows=[_shown(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/{statement_id}", summary="查询清算单", responses=refuses(rules.NoSuchStatement))
async def read_statement(statement_id: StatementId, session: Transaction, by: Reader) -> StatementView:
    return _shown(await statements.get_statement(session, statement_id))


@router.get("/{statement_id}/lines", summary="清算明细", responses=refuses(rules.NoSuchStatement, UnreadableCursor))
async def list_statement_lines(
    statement_id: StatementId, session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[ClearingLineView]:
    """按入账先后。"""
    await statements.get_statement(session, statement_id)
    rows = await statements.list_lines(session, statement_id, after=place(after), limit=limit)
    lines = [ClearingLineView.model_validate(dict(row)) for row in rows]
    return Page(rows=lines, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get(
    "/{statement_id}/sheet",
    summary="打印清算单（网页）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchStatement),
)
async def read_statement_sheet(statement_id: StatementId, session: Transaction, by: Reader) -> HTMLResponse:
    """A4，可直接打印。明细过多时只印前面的，其余见工作簿。"""
    return await statement_sheet(session, await statements.get_statement(session, statement_id))


@router.get(
    "/{statement_id}/lines.xlsx",
    summary="清算单及全部明细（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchStatement),
)
async def read_statement_workbook(statement_id: StatementId, session: Transaction, by: Reader) -> Response:
    statement = await statements.get_statement(session, statement_id)
    lines = await statements.list_lines(session, statement_id, after=None, limit=statement.line_count)
    hospital = await hospitals.get_title(session, statement.hospital)
    packed = await asyncio.to_thread(statement_workbook, statement, lines, hospital=hospital)
    return attached(packed, f"清算单-{statement.hospital}-{Month.of(statement.period_from)}.xlsx")


@router.post(
    "/{statement_id}/approval",
    status_code=201,
    summary="审批清算单",
    responses=refuses(rules.NoSuchStatement, rules.StatementStateForbids, rules.ApproverMadeIt, rules.StatementNotAsSeen),
)
async def create_approval(statement_id: StatementId, form: ApproveStatement, session: Transaction, by: County) -> StatementView:
    """审批人不能是制单人。审批后即请求资金服务支付，结果见状态。"""
    return _shown(await approve_statement(session, form, statement_id=statement_id, by=by))


@router.post(
    "/{statement_id}/discarding",
    status_code=201,
    summary="作废待审批的清算单",
    responses=refuses(rules.NoSuchStatement, rules.StatementStateForbids),
)
async def create_discarding(statement_id: StatementId, form: DiscardStatement, session: Transaction, by: County) -> StatementView:
    """其明细恢复为未清算，可重新制作。"""
    return _shown(await discard_statement(session, form, statement_id=statement_id, by=by))


@router.post(
    "/{statement_id}/payment-requests",
    status_code=201,
    summary="支付被退回后重新请求支付",
    responses=refuses(rules.NoSuchStatement, rules.StatementStateForbids),
)
async def create_payment_request(statement_id: StatementId, session: Transaction, by: County) -> StatementView:
    """补足支付方资金之后使用；一张清算单只会支付一次。"""
    return _shown(await request_payment(session, statement_id=statement_id))


def _shown(statement: ClearingStatement) -> StatementView:
    return StatementView.model_validate(statement)
