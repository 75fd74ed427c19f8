"""How a message reads before it is sent: all forms beside one another, with the words in force or with a draft's."""

from typing import Annotated, Any

from fastapi import Form, Query
from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter, ValidationError

from services.notifier.api.message_views import forms_of
from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_field import FIELDS, TO_HOUSEHOLDS, own_fields
from services.notifier.rules.message_form import FORMS, Register
from services.notifier.rules.message_form import Form as MessageForm
from services.notifier.rules.message_policy import MessagesPolicy, examples_of, registers_of
from services.notifier.rules.message_preview import FieldsUnreadable, NoSuchForm
from services.notifier.schemas.message import DRAFT_LIMIT, ComplaintView, PreviewMessage, PreviewView
from services.notifier.store.message_times import get_times
from services.notifier.store.words import common_fields, read_words, said_with
from services.notifier.store.writing import read_aloud
from shared import clock
from shared.html import page
from shared.policy.source import PolicyFileRefused
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import door, door_for_questions, refuses

router = door("/messages", "消息")
questions = door_for_questions("/messages", "消息")

Viewer = Annotated[Principal, may(Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Author = Annotated[Principal, may(Role.COUNTY, Role.OPERATOR)]
LIST_LIMIT = 50
"""Lines of a list that a preview is filled with."""


@questions.post("/preview", summary="预览消息", responses=refuses(NoSuchForm, FieldsUnreadable))
async def preview_message(form: PreviewMessage, by: Author) -> PreviewView:
    """一类消息在一地会怎样写。可以附上还没有启用的消息文件：先查错，没有错的按它显示，有错的按现行文件显示并列出错处。什么也不发。"""
    if form.voice not in registers_of(form.kind):
        raise NoSuchForm(pointer="/voice", kind=form.kind.value)
    if form.form and form.form not in FORMS[form.voice]:
        raise NoSuchForm(pointer="/form", kind=form.kind.value)
    draft, complaints = _draft(form.draft)
    fields = _fields(form)
    said = said_with(form.kind, fields, register=form.voice, region=form.region, on=clock.today(), draft=draft)
    shown = [(each, text) for each, text in said.forms.items() if form.form in {None, each}]
    return PreviewView(
        kind=form.kind,
        kind_label=form.kind.label,
        voice=form.voice,
        voice_label=form.voice.label,
        priority_label=get_times(form.region, clock.today()).priority(form.kind, fields).label,
        fields={name: FIELDS[name].title for name in sorted(fields)},
        forms=forms_of(shown),
        complaints=complaints,
    )


def _draft(text: str) -> tuple[MessagesPolicy | None, list[ComplaintView]]:
    if not text.strip():
        return None, []
    try:
        return read_words(text, file="草案"), []
    except PolicyFileRefused as refused:
        return None, [ComplaintView(line=each.line, wrong=each.wrong, mend=each.mend) for each in refused.complaints]


def _fields(form: PreviewMessage) -> dict[str, Any]:
    given = form.fields or {}
    if unknown := sorted(given.keys() - own_fields(form.kind)):
        raise FieldsUnreadable(pointer="/fields", fields="、".join(unknown))
    fields = examples_of(form.kind) | common_fields(form.kind, form.region)
    if form.kind in TO_HOUSEHOLDS:
        plain = said_with(form.kind, fields, register=Register.PLAIN, region=form.region, on=clock.today())
        fields["read_out"] = read_aloud(plain.full.body)
    for name, value in given.items():
        try:
            fields[name] = TypeAdapter(FIELDS[name].type).validate_python(value)
        except ValidationError:
            raise FieldsUnreadable(pointer=f"/fields/{name}", fields=name) from None
        if isinstance(fields[name], tuple) and len(fields[name]) > LIST_LIMIT:
            raise FieldsUnreadable(pointer=f"/fields/{name}", fields=name)
    return fields


@router.get("/preview/page", summary="预览消息（网页）", response_class=HTMLResponse)
async def show_preview(
    by: Viewer,
    kind: Annotated[MessageKind, Query(title="消息种类")] = MessageKind.HOUSEHOLD_PAID,
    region: Annotated[AnyRegion | None, Query(title="区划代码")] = None,
) -> HTMLResponse:
    """一类消息的各种形式并排显示，附字数和短信条数。"""
    return await _page(by, kind, region or _own(by), draft="")


@questions.post("/preview/page", summary="在网页上预览草案", response_class=HTMLResponse)
async def show_draft(
    by: Author,
    kind: Annotated[MessageKind, Form(title="消息种类", examples=["household-paid"])],
    region: Annotated[AnyRegion, Form(title="区划代码", examples=["371311"])],
    draft: Annotated[str, Form(title="消息文件的全文", max_length=DRAFT_LIMIT, examples=["policy: messages-luozhuang"])] = "",
) -> HTMLResponse:
    """先查错，没有错的按草案显示。"""
    return await _page(by, kind, region, draft=draft)


def _own(by: Principal) -> str:
    """The viewer's own place; whoever sees everywhere looks from one county."""
    return by.region if by.region != "*" else "371311"


async def _page(by: Principal, kind: MessageKind, region: str, *, draft: str) -> HTMLResponse:
    shown = [
        await preview_message(PreviewMessage(kind=kind, region=region, voice=voice, draft=draft), by)
        for voice in registers_of(kind)
    ]
    return page(
        "notifier",
        "message_preview.html",
        region=by.region,
        kinds=list(MessageKind),
        kind=kind,
        asked=region,
        shown=shown,
        draft=draft,
        letter=MessageForm.LETTER,
        may_try=by.role in {Role.COUNTY, Role.OPERATOR},
    )
