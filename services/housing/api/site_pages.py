"""The dwellings of a site in a browser: a workbook is sent, what was refused is told and fetched, mended and sent again."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.housing.api.list_files import FILE_SAYS, UPLOAD_BYTES
from services.housing.api.sites import ENTERING, FILES_SHOWN, County, DwellingTable, Reader, SiteId, file_of
from services.housing.operations.site.enter_dwellings import enter_dwellings
from services.housing.rules.dwelling_file import ROWS
from services.housing.rules.programme import NoSuchSite
from services.housing.schemas.programme import FAULTS_SHOWN, DwellingFileView, ProgrammeView, SiteView
from services.housing.store.programme import count_dwellings, get_programme, get_site, list_dwelling_files
from shared import clock
from shared.errors import Refusal
from shared.html import page
from shared.security import Principal, Role
from shared.service import Transaction, door_with_limit, refuses
from shared.written_form import FOR_PAGES, FormTicket, PageNotOurs, WrittenForm, ticket_for

router = door_with_limit("/relocation-sites", "安置点", body_limit_bytes=UPLOAD_BYTES, kind=WrittenForm)


@router.get(
    "/{site_id}/dwellings/page",
    summary="提交安置房源（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchSite),
)
async def show_files(site_id: SiteId, request: Request, session: Transaction, by: Reader) -> HTMLResponse:
    """提交过的文件列在下面，退回的行逐行写明原因，可以下载更正后再交。"""
    return await _page(site_id, request, session, by)


@router.post(
    "/{site_id}/dwellings/page",
    summary="在网页上提交安置房源",
    description=FOR_PAGES,
    response_class=HTMLResponse,
    responses=refuses(*ENTERING, PageNotOurs),
)
async def post_file(
    site_id: SiteId, file: DwellingTable, ticket: FormTicket, request: Request, session: Transaction, by: County
) -> HTMLResponse:
    content = await file.read()
    try:
        async with session.begin_nested():
            sent = await enter_dwellings(session, site_id, content, by=by, at=clock.now())
    except Refusal as refusal:
        return await _page(site_id, request, session, by, refusal=refusal)
    return await _page(site_id, request, session, by, sent=file_of(sent, request))


async def _page(
    site_id: SiteId,
    request: Request,
    session: Transaction,
    by: Principal,
    *,
    sent: DwellingFileView | None = None,
    refusal: Refusal | None = None,
) -> HTMLResponse:
    site = await get_site(session, site_id)
    programme = await get_programme(session, site.programme_id)
    return page(
        "housing",
        "dwelling_files.html",
        status=refusal.status if refusal else 200,
        site=SiteView.model_validate(site),
        programme=ProgrammeView.model_validate(programme),
        dwellings=sum((await count_dwellings(session, [site.id])).values()),
        files=[file_of(each, request) for each in await list_dwelling_files(session, site.id, limit=FILES_SHOWN)],
        sent=sent,
        refusal=refusal,
        may_send=by.role is Role.COUNTY and by.covers(site.region),
        rows=ROWS,
        faults_shown=FAULTS_SHOWN,
        says=FILE_SAYS,
        ticket=ticket_for(by, request.url.path),
    )
