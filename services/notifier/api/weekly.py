"""Weekly reports for leaders: those that were made, and the paper itself as it was."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from fastapi.responses import HTMLResponse

from services.notifier.api.board_views import InRegion
from services.notifier.rules.place import called
from services.notifier.rules.weekly import NoSuchWeeklyReport, ends_on
from services.notifier.schemas.board import WeeklyReportView
from services.notifier.store.weekly_report import get_report, list_reports
from services.notifier.tables import WeeklyReport
from shared.attachments import AS_PDF, attached
from shared.html import page, region_name
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/boards/weekly", "督办看板")

Leader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]


@router.get("", summary="督办周报", responses=refuses(UnreadableCursor))
async def list_weekly_reports(
    session: Transaction, by: Leader, region: InRegion = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[WeeklyReportView]:
    """本辖区的周报，新的在前。每周第一个工作日早上八点生成，生成后不再改动。"""
    found = await list_reports(session, region=region, after=place(after), limit=limit)
    return Page(rows=[_view(one) for one in found], next=cursor(found[-1].id) if len(found) == limit else None)


@router.get("/page", summary="督办周报（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_weekly_reports(session: Transaction, by: Leader, region: InRegion = None, after: After = None) -> HTMLResponse:
    """点开即可打印。"""
    found = await list_weekly_reports(session, by, region, after, PAGE_ROWS)
    return page(
        "notifier",
        "weekly_reports.html",
        reports=found.rows,
        next=found.next,
        is_first=after is None,
        asked=region or "",
        region=by.region,
    )


@router.get(
    "/{report_id}.pdf",
    summary="督办周报（PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoSuchWeeklyReport),
)
async def take_weekly_report(report_id: Annotated[UUID, Path(title="周报编号")], session: Transaction, by: Leader) -> Response:
    """与生成时一字不差，列表中有文件的 SHA-256。"""
    report, content = await get_report(session, report_id)
    name = f"督办周报-{called(report.region)}-{report.begins_on}.pdf"
    return attached(content, name, media_type="application/pdf")


def _view(report: WeeklyReport) -> WeeklyReportView:
    return WeeklyReportView(
        id=report.id,
        region=report.region,
        region_name=region_name(report.region),
        begins_on=report.begins_on,
        ends_on=ends_on(report.begins_on),
        made_at=report.made_at,
        sha256=report.sha256,
        size_bytes=report.size_bytes,
    )
