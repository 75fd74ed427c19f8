"""What the forms of a renovation's acts have in common: written on a telephone, photos included, without a script.

A form that is refused comes back with what was written and why; its photos stay in the household's file, for they are true.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from fastapi import Form as FormField
from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.housing.operations.paper.file_paper import file_paper
from services.housing.rules.paper import PaperAbout
from services.housing.rules.renovation_paper import Phase, spoken
from services.housing.schemas.paper import FilePaper
from services.housing.store.paper import cabinet, file_of
from services.housing.tables import Renovation
from shared import clock
from shared.errors import Refusal
from shared.faults import in_chinese
from shared.html import page
from shared.papers import FILING_LAWS
from shared.problems import InvalidInput
from shared.schemas import Form
from shared.security import Principal
from shared.service import Transaction
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

FORM_BYTES = 60 * 2**20
"""Six photos of a telephone at their largest, or a dozen as they usually are."""
DESCRIPTION = "网页表单专用，凭页面凭证一次有效；程序请用 JSON 接口。退回的页面保留所填内容，已收到的照片留在档案中。"
FORM_LAWS = (PageNotOurs, InvalidInput, *FILING_LAWS)

Ticket = Annotated[str, FormField(title="页面凭证", description="页面自带，一次有效", max_length=1000, examples=["AYx3…"])]
F = TypeVar("F", bound=Form)


class ActForm(WrittenForm):
    """What a person wrote on the page of an act."""

    body_limit_bytes = FORM_BYTES


@dataclass(frozen=True, slots=True)
class Written:
    """What a page brought: its fields, and what came of them."""

    fields: Mapping[str, str] = field(default_factory=dict)
    wrong: Sequence[str] = ()
    """What could not be read, field by field."""
    refusal: Refusal | None = None
    done: str = ""
    """In words, once it is done."""

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 200

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


class Unreadable(Exception):
    """Fields that are not what a form asks for."""

    def __init__(self, wrong: Sequence[str]) -> None:
        super().__init__()
        self.wrong = wrong


def fields_of(form: FormData) -> dict[str, str]:
    """The texts of a page, without its ticket; what was left empty is not there."""
    texts = {name: value.strip() for name, value in form.multi_items() if isinstance(value, str) and name != "ticket"}
    return {name: value for name, value in texts.items() if value}


def form_of(kind: type[F], told: Mapping[str, Any]) -> F:
    """Raises Unreadable, each field by its title."""
    try:
        return kind.model_validate(told)
    except ValidationError as wrong:
        titles = {each.alias or name: each.title for name, each in kind.model_fields.items()}
        complaints = in_chinese(wrong.errors())
        raise Unreadable([f"{_title(each['pointer'], titles)}：{each['detail']}" for each in complaints]) from None


def _title(pointer: str, titles: Mapping[str, str | None]) -> str:
    name = pointer.removeprefix("/").partition("/")[0]
    return titles.get(name) or "所填内容"


async def do_act(
    session: Transaction, form: FormData, act: Callable[[dict[str, str]], Awaitable[str]], photos: Callable[[], Awaitable[None]]
) -> Written:
    """File the photos, then do the act: what refuses it undoes all of it but the photos. `act` says what was done."""
    fields = fields_of(form)
    try:
        await photos()
        async with session.begin_nested():
            return Written(done=await act(fields))
    except Unreadable as unreadable:
        return Written(fields, unreadable.wrong, InvalidInput())
    except Refusal as refusal:
        return Written(fields, refusal=refusal)


async def file_photos(
    session: Transaction,
    renovation: Renovation,
    sent: Sequence[object],
    phase: Phase,
    kind: str,
    *,
    taken_on: date | None,
    by: Principal,
) -> None:
    """Photos of a page into the household's file; one that is there already is taken as it is. Raises the FILING_LAWS,
    PaperKindAstray, PhasePhotoOnly, PhotoOutOfTime."""
    for photo in sent:
        content = await photo.read() if hasattr(photo, "read") else b""
        if not content:
            continue
        file = file_of(PaperAbout.RENOVATION, renovation.id)
        if await cabinet.find_same(session, file, sha256(content).hexdigest()):
            continue
        told = FilePaper(
            about=PaperAbout.RENOVATION,
            about_id=renovation.id,
            title=spoken(phase, kind),
            kind=kind,
            phase=phase,
            taken_on=taken_on,
        )
        await file_paper(session, told, content, by=by, at=clock.now())


def day_in(fields: Mapping[str, str], name: str) -> date | None:
    """The day that was written, or None for what is none: the form itself says so."""
    try:
        return date.fromisoformat(fields.get(name, ""))
    except ValueError:
        return None


def act_page(
    template: str, request: Request, renovation: Renovation, by: Principal, written: Written, **shown: object
) -> HTMLResponse:
    """The page of an act: its form with a new ticket, or what was done."""
    return page(
        "housing",
        template,
        status=written.status,
        one=renovation,
        written=written,
        ticket=ticket_for(by, request.url.path),
        today=clock.today(),
        **shown,
    )
