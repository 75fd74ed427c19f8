"""Errands of villages: who is to go and look, by when, and what is late. They end by what is recorded in registry."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.notifier.operations.errand import complete_errand as completing
from services.notifier.rules import link
from services.notifier.rules.errand import EndsByRecord, ErrandKind, ErrandOver, ErrandState
from services.notifier.rules.message import IdNumberInText, moment
from services.notifier.schemas.errand import CompleteErrand, ErrandView
from services.notifier.store import errand as store
from shared import clock, settings
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/errands", "村级任务")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
OfKind = Annotated[ErrandKind | None, Query(title="任务种类")]


@router.get("", summary="村级任务列表", responses=refuses(UnreadableCursor))
async def list_village_errands(
    session: Transaction,
    by: Reader,
    kind: OfKind = None,
    state: Annotated[ErrandState | None, Query(title="状态")] = None,
    is_overdue: Annotated[bool, Query(alias="overdue", title="只列出逾期的")] = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ErrandView]:
    """本辖区的任务，按派发先后。在登记服务中作出预警结论、办结差异后任务自行办结。"""
    late_at = clock.now() if is_overdue else None
    found = await store.list_errands(session, kind=kind, state=state, late_at=late_at, after=place(after), limit=limit)
    return paged(found, limit, ErrandView.model_validate)


@router.get("/page", summary="村级任务（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_village_errands(
    session: Transaction,
    by: Reader,
    show: Annotated[Literal["open", "late", "done"], Query(title="显示哪些")] = "open",
    after: After = None,
) -> HTMLResponse:
    """待办、逾期和已办结的任务；适合在手机上看。"""
    state = ErrandState.DONE if show == "done" else ErrandState.OPEN
    found = await list_village_errands(session, by, state=state, is_overdue=show == "late", after=after)
    return page(
        "notifier",
        "errands.html",
        region=by.region,
        errands=found.rows,
        next=found.next,
        show=show,
        is_first=after is None,
        moment=moment,
        links={each.id: link.errand(settings.current().base_url, each.kind, each.source_id, each.page) for each in found.rows},
    )


@router.get("/{errand_id}", summary="一件村级任务", responses=refuses(store.ErrandNotFound))
async def read_errand(errand_id: Annotated[UUID, Path(title="村级任务编号")], session: Transaction, by: Reader) -> ErrandView:
    return ErrandView.model_validate(await store.get_errand(session, errand_id))


@router.post(
    "/{errand_id}/completion",
    status_code=201,
    summary="填写结果，办结一件任务",
    responses=refuses(store.ErrandNotFound, EndsByRecord, ErrandOver, IdNumberInText),
)
async def complete_errand(
    errand_id: Annotated[UUID, Path(title="村级任务编号")],
    form: CompleteErrand,
    session: Transaction,
    by: Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)],
) -> ErrandView:
    """只用于没有别处可登记的任务，例如 D 级危房的转移安置；其他任务在办理页面登记后自行办结。"""
    return ErrandView.model_validate(await completing.complete_errand(session, errand_id, form, by=by, at=clock.now()))
