"""The register's files in a browser: one is sent, its preview looked at, confirmed or withdrawn."""

from typing import Annotated, Literal

from fastapi import File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.import_previews import OFFICERS, READERS, AfterNumber, ImportId, Which, read_households
from services.registry.api.imports import COMMITTING, ENVELOPE_BYTES, SENDING, post_commitment, post_import, post_withdrawal
from services.registry.rules.preview import DECISION_NAMES, Decision, ImportState, NoPreview
from services.registry.schemas.register_import import ImportView, import_view
from services.registry.store.register_import import NoSuchImport, get_import, list_imports
from shared import regions
from shared.database import EVERYWHERE
from shared.errors import Refusal
from shared.grid import FILE_BYTES
from shared.html import page
from shared.security import Principal, may
from shared.service import Transaction, door_with_limit, refuses
from shared.written_form import FOR_PAGES, FormTicket, PageNotOurs, WrittenForm, ticket_for

RECENT = 50

router = door_with_limit("/imports", "登记导入", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES, kind=WrittenForm)

Reader = Annotated[Principal, may(*READERS)]
Officer = Annotated[Principal, may(*OFFICERS)]
Action = Annotated[Literal["commit", "withdraw"], Form(title="确认还是撤回", description="commit 确认录入、withdraw 撤回")]


@router.get("/page", summary="本辖区的导入（网页）", response_class=HTMLResponse)
async def show_imports(request: Request, session: Transaction, by: Reader) -> HTMLResponse:
    """最近 50 次，新的在前；在这里提交文件。"""
    return await _list(request, session, by)


@router.post(
    "/page",
    status_code=201,
    summary="在网页上提交登记文件，预览",
    description=FOR_PAGES,
    response_class=HTMLResponse,
    responses=refuses(*SENDING, PageNotOurs),
)
async def post_file(
    file: Annotated[UploadFile, File(title="登记文件", description=".xlsx、.xls 工作簿，或 UTF-8、GBK 编码的 .csv")],
    ticket: FormTicket,
    request: Request,
    session: Transaction,
    by: Officer,
) -> HTMLResponse:
    try:
        async with session.begin_nested():
            sent = await post_import(file, session, by, request)
    except Refusal as refusal:
        return await _list(request, session, by, refusal=refusal)
    return await _list(request, session, by, sent=sent)


@router.get("/{import_id}/page", summary="预览（网页）", response_class=HTMLResponse, responses=refuses(NoSuchImport))
async def show_preview(
    import_id: ImportId, request: Request, session: Transaction, by: Reader, decision: Which = None, after: AfterNumber = 0
) -> HTMLResponse:
    """适合在手机上看；进行中的，页面每几秒刷新一次。"""
    return await _preview(import_id, request, session, by, decision=decision, after=after)


@router.post(
    "/{import_id}/page",
    status_code=201,
    summary="在网页上确认或撤回预览",
    description=FOR_PAGES,
    response_class=HTMLResponse,
    responses=refuses(*COMMITTING, NoPreview, PageNotOurs),
)
async def post_decision(
    import_id: ImportId, action: Action, ticket: FormTicket, request: Request, session: Transaction, by: Officer
) -> HTMLResponse:
    decide = post_commitment if action == "commit" else post_withdrawal
    try:
        async with session.begin_nested():
            await decide(import_id, session, by, request)
    except Refusal as refusal:
        return await _preview(import_id, request, session, by, refusal=refusal)
    return await _preview(import_id, request, session, by, done=action)


async def _list(
    request: Request,
    session: AsyncSession,
    by: Principal,
    *,
    sent: ImportView | None = None,
    refusal: Refusal | None = None,
) -> HTMLResponse:
    found = await list_imports(session, before=None, limit=RECENT)
    return page(
        "registry",
        "imports.html",
        status=refusal.status if refusal else 201 if sent else 200,
        where="全部辖区" if by.region == EVERYWHERE else regions.name_of(by.region),
        imports=[import_view(each, errors_workbook=None) for each in found[:RECENT]],
        may_send=by.role in OFFICERS,
        sent=sent,
        refusal=refusal,
        ticket=ticket_for(by, request.url.path),
    )


async def _preview(
    import_id: ImportId,
    request: Request,
    session: AsyncSession,
    by: Principal,
    *,
    decision: Decision | None = None,
    after: int = 0,
    done: str = "",
    refusal: Refusal | None = None,
) -> HTMLResponse:
    told = import_view(await get_import(session, import_id), errors_workbook="errors.xlsx")
    return page(
        "registry",
        "import.html",
        status=refusal.status if refusal else 201 if done else 200,
        told=told,
        found=await read_households(import_id, session, by, decision, after),
        decision=decision.value if decision else "",
        names={each.value: name for each, name in DECISION_NAMES.items()},
        counts={"create": told.created, "update": told.updated, "leave": told.unchanged, "refuse": told.returned},
        is_first=after == 0,
        is_under_way=told.percent < 100 or told.state is ImportState.RECEIVED,
        may_decide=by.role in OFFICERS,
        done=done,
        refusal=refusal,
        ticket=ticket_for(by, request.url.path),
    )
