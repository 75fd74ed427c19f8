"""The desk's form for what comes by telephone, letter or visit, with what was brought along."""

from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse

from services.notifier.api.complaint_desk import Desk
from services.notifier.api.complaint_papers import LIMIT, Files, chosen
from services.notifier.operations.complaint.receive_complaint import receive_complaint
from services.notifier.operations.complaint_paper.file_complaint_papers import file_complaint_papers
from services.notifier.rules.complaint import Channel, DeskShut
from services.notifier.rules.complaint_paper import PAPERS_LAWS
from services.notifier.schemas.complaint import SAID_LIMIT, EnterComplaint
from services.notifier.store import complaint as store
from shared import papers, regions
from shared.clock import now, today
from shared.database import EVERYWHERE
from shared.errors import Refusal
from shared.html import page
from shared.regions import AnyRegion
from shared.schemas import SeenText
from shared.security import OutsideRegion, Principal
from shared.service import Transaction, door_with_limit, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door_with_limit("/complaint-desk", "12317 监督举报", body_limit_bytes=LIMIT, kind=WrittenForm)


@router.get("/new/page", summary="登记电话、来信、来访（网页）", response_class=HTMLResponse)
async def show_entry(
    request: Request, by: Desk, region: Annotated[AnyRegion | None, Query(title="反映的是哪里")] = None
) -> HTMLResponse:
    """先选地点，再写。"""
    return _entry(request, by, region or by.region.removesuffix(EVERYWHERE))


@router.post(
    "/new/page",
    summary="在网页上登记电话、来信、来访",
    response_class=HTMLResponse,
    responses=refuses(OutsideRegion, DeskShut, PageNotOurs, store.NoComplaintPolicy, *PAPERS_LAWS, *papers.CONTENT_LAWS),
)
async def write_entry(
    request: Request,
    session: Transaction,
    by: Desk,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    region: Annotated[AnyRegion, Form(title="反映的是哪里", examples=["371311001"])],
    channel: Annotated[Channel, Form(title="渠道", examples=["telephone"])],
    said: Annotated[
        SeenText, Form(title="反映的情况", min_length=10, max_length=SAID_LIMIT, examples=["修路款已经拨付，路至今没有修"])
    ],
    name: Annotated[SeenText, Form(title="姓名", max_length=60)] = "",
    contact: Annotated[SeenText, Form(title="联系方式", max_length=100)] = "",
    file: Files = [],  # noqa: B006  FastAPI makes it anew
) -> HTMLResponse:
    """登记后把回执号告诉举报人。没有收下的，写好的文字还在页面上，文件须重新选择。"""
    by.must_cover(region, pointer="/region")
    form = EnterComplaint(region=region, said=said, name=name, contact=contact, channel=channel)
    try:
        async with session.begin_nested():
            received = await receive_complaint(session, form, at=now(), channel=channel, by=by.subject)
            filed = await file_complaint_papers(session, received.id, await chosen(file), by=by, at=now())
    except Refusal as refusal:
        return _entry(request, by, region, typed=form, refusal=refusal)
    return page("notifier", "complaint_entry.html", received=received, filed=len(filed))


def _entry(
    request: Request,
    by: Principal,
    region: str,
    *,
    typed: EnterComplaint | None = None,
    refusal: Refusal | None = None,
) -> HTMLResponse:
    return page(
        "notifier",
        "complaint_entry.html",
        status=refusal.status if refusal else 200,
        region=region,
        inside=[(code, regions.short_name_of(code)) for code in regions.children_of(region)],
        channels=[channel for channel in Channel if channel is not Channel.PAGE],
        typed=typed,
        refusal=refusal,
        most=store.find_papers_most(region, today()),
        received=None,
        ticket=ticket_for(by, request.url.path),
    )
