"""Lists that a county brings along, in a browser: a file is sent, looked through row by row, and taken in, without a script."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import HTMLResponse

from services.housing.api.list_files import FILE_SAYS, UPLOAD_BYTES, FileId, OfRegion, file_shown
from services.housing.schemas.house import spoken_village
from services.housing.schemas.list_file import ListFileLine, ListFileView
from services.housing.store.list_file import list_files
from services.housing.tables.list_file import ListFile
from shared import clock
from shared.errors import Refusal
from shared.html import page
from shared.regions import name_of
from shared.security import Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.written_form import FOR_PAGES, FormTicket, PageNotOurs, WrittenForm, ticket_for

LINES_SHOWN = 100
FILES_SHOWN = 20

Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]


class Upload(Protocol):
    """A verb that looks a file through."""

    def __call__(self, session: Any, content: bytes, *, region: str, by: Principal, at: Any) -> Awaitable[ListFile]: ...


class TakeIn(Protocol):
    """A verb that takes in what was looked through."""

    def __call__(self, session: Any, file_id: Any, *, by: Principal, at: Any) -> Awaitable[ListFile]: ...


@dataclass(frozen=True, slots=True)
class ListPages:
    """A kind of list, as its pages show it. `lines` says what each sound row would do now; `says`, what a row tells of its
    house; `back`, where what was taken in is seen."""

    prefix: str
    tag: str
    title: str
    table: type[ListFile]
    view: type[ListFileView]
    upload: Upload
    take_in: TakeIn
    get: Callable[[Any, Any], Awaitable[ListFile]]
    lines: Callable[[Any, Any], Awaitable[Sequence[ListFileLine]]]
    says: Callable[[Any], str]
    back: tuple[str, str]
    upload_laws: Sequence[type[Refusal]]
    take_in_laws: Sequence[type[Refusal]]
    no_such_file: type[Refusal]


def pages_of(kind: ListPages) -> APIRouter:
    """The pages of a kind of list: all of them with the form to send another, and one with its rows."""
    router = door_with_limit(kind.prefix, kind.tag, body_limit_bytes=UPLOAD_BYTES, kind=WrittenForm)

    @router.get("/page", summary=f"提交{kind.title}（网页）", response_class=HTMLResponse)
    async def show_files(request: Request, session: Transaction, by: Officer) -> HTMLResponse:
        """选文件提交，先逐行预览，确认后才录入；提交过的列在下面。"""
        return page(
            "housing",
            "list_files.html",
            kind=kind,
            files=[file_shown(kind.view, each) for each in await list_files(session, kind.table, limit=FILES_SHOWN)],
            region=by.region if by.region.isdigit() else "",
            says=FILE_SAYS,
            name_of=name_of,
            ticket=ticket_for(by, request.url.path),
        )

    @router.post(
        "/page",
        summary=f"在网页上提交{kind.title}",
        description=FOR_PAGES,
        response_class=HTMLResponse,
        responses=refuses(*kind.upload_laws, PageNotOurs),
    )
    async def post_file(
        file: Annotated[UploadFile, File(title=kind.title, description=FILE_SAYS)],
        region: OfRegion,
        ticket: FormTicket,
        request: Request,
        session: Transaction,
        by: Officer,
    ) -> HTMLResponse:
        sent = await kind.upload(session, await file.read(), region=region, by=by, at=clock.now())
        return await _one(sent, request, session, by, at=f"{sent.id}/")

    @router.get(
        "/{file_id}/page",
        summary=f"一份提交的{kind.title}（网页）",
        response_class=HTMLResponse,
        responses=refuses(kind.no_such_file),
    )
    async def show_file(file_id: FileId, request: Request, session: Transaction, by: Officer) -> HTMLResponse:
        """各行会怎样处理，哪些退回、为什么；确认后录入。"""
        return await _one(await kind.get(session, file_id), request, session, by)

    @router.post(
        "/{file_id}/page",
        summary=f"在网页上确认录入{kind.title}",
        description=FOR_PAGES,
        response_class=HTMLResponse,
        responses=refuses(*kind.take_in_laws, PageNotOurs),
    )
    async def post_taking(
        file_id: FileId, ticket: FormTicket, request: Request, session: Transaction, by: Officer
    ) -> HTMLResponse:
        return await _one(await kind.take_in(session, file_id, by=by, at=clock.now()), request, session, by)

    async def _one(file: ListFile, request: Request, session: Transaction, by: Principal, *, at: str = "") -> HTMLResponse:
        """`at`: where the file's own page lies, seen from this one."""
        lines = await kind.lines(session, file) if file.taken_at is None else ()
        path = request.url.path if not at else request.url.path.removesuffix("page") + f"{at}page"
        return page(
            "housing",
            "list_file.html",
            kind=kind,
            file=file_shown(kind.view, file),
            lines=lines[:LINES_SHOWN],
            more=max(0, len(lines) - LINES_SHOWN),
            village=spoken_village,
            name_of=name_of,
            at=at,
            up="" if at else "../",
            ticket=ticket_for(by, path),
        )

    return router
