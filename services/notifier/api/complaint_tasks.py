"""What a town, the county or a department is to look into for the desk of 12317, and what it reports."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Path, Query, Request
from fastapi.responses import HTMLResponse

from services.notifier.operations.complaint import report_task as reporting
from services.notifier.rules.complaint import (
    ComplaintStands,
    NoSuchComplaintTask,
    TaskOfAnother,
    TaskReported,
    Verdict,
    is_handler_s,
)
from services.notifier.rules.department import Department
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.complaint import ComplaintTaskView, ReportTask
from services.notifier.store import complaint as store
from shared.clock import now, today
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.schemas import SeenText
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door("/complaint-tasks", "12317 监督举报")
written = door("/complaint-tasks", "12317 监督举报", kind=WrittenForm)

Handler = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.DEPARTMENT)]
TaskId = Annotated[UUID, Path(title="转办件编号")]
Open = Annotated[bool, Query(alias="open", title="只列出未反馈的")]
_LAWS = (NoSuchComplaintTask, TaskOfAnother, TaskReported, ComplaintStands, IdNumberInText)


@router.get("", summary="转办件列表", responses=refuses(UnreadableCursor))
async def list_tasks(
    session: Transaction, by: Handler, is_open: Open = False, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[ComplaintTaskView]:
    """本单位和辖区的转办件；只有转办摘要，没有举报人和原文。"""
    own = Department(by.org) if by.role is Role.DEPARTMENT and by.org in list(Department) else None
    found = await store.list_tasks(session, department=own, is_open=is_open, after=place(after), limit=limit)
    rows = [task for task in found if by.role is not Role.DEPARTMENT or task.department == by.org]
    return paged(rows, limit, ComplaintTaskView.model_validate)


@router.get("/page", summary="转办件（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_tasks(session: Transaction, by: Handler, is_open: Open = True, after: After = None) -> HTMLResponse:
    """先转来的在前。"""
    found = await list_tasks(session, by, is_open=is_open, after=after)
    return page(
        "notifier",
        "complaint_tasks.html",
        tasks=found.rows,
        next=found.next,
        is_open=is_open,
        is_first=after is None,
        today=today(),
    )


@written.get(
    "/{task_id}/page",
    summary="一件转办件（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchComplaintTask),
)
async def show_task(task_id: TaskId, request: Request, session: Transaction, by: Handler) -> HTMLResponse:
    task = ComplaintTaskView.model_validate(await store.get_task(session, task_id))
    return _page(task, by, request)


@written.post(
    "/{task_id}/page",
    summary="在网页上反馈调查结果",
    response_class=HTMLResponse,
    responses=refuses(*_LAWS, PageNotOurs),
)
async def write_report(
    task_id: TaskId,
    request: Request,
    session: Transaction,
    by: Handler,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    found: Annotated[Verdict, Form(title="调查结论")],
    report: Annotated[SeenText, Form(title="调查结果", min_length=5, max_length=4000, examples=["经核实，路面已于上月完工"])],
) -> HTMLResponse:
    done = await reporting.report_task(session, task_id, ReportTask(found=found, report=report), by=by, at=now())
    return _page(ComplaintTaskView.model_validate(done), by, request)


@router.post("/{task_id}/report", status_code=201, summary="反馈调查结果", responses=refuses(*_LAWS))
async def report_task(task_id: TaskId, form: ReportTask, session: Transaction, by: Handler) -> ComplaintTaskView:
    """由被转办的单位反馈；答复举报人由受理人员办理。"""
    return ComplaintTaskView.model_validate(await reporting.report_task(session, task_id, form, by=by, at=now()))


def _page(task: ComplaintTaskView, by: Principal, request: Request) -> HTMLResponse:
    is_theirs = is_handler_s(task.level, task.region, task.department, role=by.role, region_of=by.region, org=by.org)
    is_owed = is_theirs and task.reported_at is None and not task.is_withdrawn
    return page(
        "notifier",
        "complaint_task.html",
        task=task,
        verdicts=list(Verdict),
        ticket=ticket_for(by, request.url.path) if is_owed else "",
        today=today(),
    )
