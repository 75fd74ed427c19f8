"""One errand as a page: what is to be done, and, where nothing else records it, a form for what was done."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Path, Request
from fastapi.responses import HTMLResponse

from services.notifier.operations.errand.complete_errand import complete_errand
from services.notifier.rules import link
from services.notifier.rules.errand import EndsByRecord, ErrandOver, ErrandState
from services.notifier.rules.message import IdNumberInText, moment
from services.notifier.schemas.errand import CompleteErrand, ErrandView
from services.notifier.store import errand as store
from services.notifier.tables import Errand
from shared import clock, settings
from shared.html import page
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door("/errands", "村级任务", kind=WrittenForm)

WORKERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
ErrandId = Annotated[UUID, Path(title="村级任务编号")]


@router.get("/{errand_id}/page", summary="一件任务（网页）", response_class=HTMLResponse, responses=refuses(store.ErrandNotFound))
async def show_errand(
    errand_id: ErrandId,
    request: Request,
    session: Transaction,
    by: Annotated[Principal, may(*WORKERS, Role.AUDITOR, Role.OPERATOR)],
) -> HTMLResponse:
    """做什么、最迟何时；没有别处可登记的，在这一页填写结果。"""
    return _page(await store.get_errand(session, errand_id), by, request)


@router.post(
    "/{errand_id}/page",
    summary="在网页上填写结果，办结一件任务",
    response_class=HTMLResponse,
    responses=refuses(store.ErrandNotFound, EndsByRecord, ErrandOver, IdNumberInText, PageNotOurs),
)
async def write_report(
    errand_id: ErrandId,
    request: Request,
    session: Transaction,
    by: Annotated[Principal, may(*WORKERS)],
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    report: Annotated[str, Form(title="办理结果", min_length=2, max_length=500, examples=["已劝离，暂住村委会"])],
) -> HTMLResponse:
    done = await complete_errand(session, errand_id, CompleteErrand(report=report), by=by, at=clock.now())
    return _page(done, by, request)


def _page(errand: Errand, by: Principal, request: Request) -> HTMLResponse:
    may_write = errand.is_by_hand and errand.state is ErrandState.OPEN and by.role in WORKERS
    return page(
        "notifier",
        "errand.html",
        region=by.region,
        errand=ErrandView.model_validate(errand),
        link=link.errand(settings.current().base_url, errand.kind, errand.source_id, errand.page),
        moment=moment,
        ticket=ticket_for(by, request.url.path) if may_write else "",
    )
