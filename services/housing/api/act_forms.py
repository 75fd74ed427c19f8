"""What the forms of a renovation's acts have in common: written on a telephone, photos included, without a script.

A form that is refused comes back with what was written and why; its photos stay in the household's file, for they are true.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.housing.api.renovation_views import renovation_shown
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

F = TypeVar("F", bound=Form)


class ActForm(WrittenForm):
    """What a person wrote on the page of an act."""

    body_limit_bytes = FORM_BYTES


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field that could not be read: its name on the page, its title, and why not."""

    name: str
    title: str
    says: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a page brought: its fields, and what came of them."""

    fields: Mapping[str, str] = field(default_factory=dict)
    wrong: Sequence[Wrong] = ()
    """What could not be read, field by field."""
    refusal: Refusal | None = None
    done: str = ""
    """In words, once it is done."""

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 200

    @property
    def listed(self) -> list[str]:
        """What the refusal names one by one: the papers that are missing, what stands against help."""
        facts = self.refusal.facts.values() if self.refusal else ()
        return [str(each) for fact in facts if isinstance(fact, list) for each in fact]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def beside(self, name: str) -> str:
        """What is said at this field: why it could not be read, or that the refusal is about it."""
        if self.refusal and self.refusal.pointer and _field(self.refusal.pointer) == name:
            return f"{self.refusal.title}。{self.refusal.mend}"
        return "；".join(each.says for each in self.wrong if each.name == name)


class Unreadable(Exception):
    """Fields that are not what a form asks for."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__()
        self.wrong = wrong


def fields_of(form: FormData) -> dict[str, str]:
    """The texts of a page, without its ticket; what was left empty is not there."""
    texts = {name: value.strip() for name, value in form.multi_items() if isinstance(value, str) and name != "ticket"}
    return {name: value for name, value in texts.items() if value}


def told_in(kind: type[Form], fields: Mapping[str, str]) -> dict[str, Any]:
    """Of the fields of a page those that this form asks for."""
    known = {each.alias or name for name, each in kind.model_fields.items()}
    return {name: value for name, value in fields.items() if name in known}


def form_of(kind: type[F], told: Mapping[str, Any]) -> F:
    """Raises Unreadable, each field by its title."""
    try:
        return kind.model_validate(told)
    except ValidationError as wrong:
        titles = {each.alias or name: each.title for name, each in kind.model_fields.items()}
        complaints = in_chinese(wrong.errors())
        raise Unreadable([_wrong(each["pointer"], titles, each["detail"]) for each in complaints]) from None


def _wrong(pointer: str, titles: Mapping[str, str | None], says: str) -> Wrong:
    name = _field(pointer)
    return Wrong(name, titles.get(name) or "所填内容", says)


def _field(pointer: str) -> str:
    """`/defects/0/due_on` is of the field `defects`."""
    return pointer.removeprefix("/").partition("/")[0]


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


async def act_page(
    template: str,
    request: Request,
    session: Transaction,
    renovation: Renovation,
    by: Principal,
    written: Written,
    **shown: object,
) -> HTMLResponse:
    """The page of an act: its form with a new ticket, or what was done; and what comes next."""
    return page(
        "housing",
        template,
        status=written.status,
        one=await renovation_shown(session, renovation),
        written=written,
        ticket=ticket_for(by, request.url.path),
        today=clock.today(),
        **shown,
    )
