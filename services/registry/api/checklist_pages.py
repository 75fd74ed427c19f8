"""A checklist on a telephone: filled in on a page without scripts, photos included; and on paper."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Annotated, cast
from uuid import UUID

from fastapi import Form, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from services.registry.api.checklist_views import Standing, checklist_view
from services.registry.api.checklists import (
    FILLING,
    OFFICERS,
    HouseholdId,
    Name,
    Officer,
    Reader,
    Village,
    standing_of_household,
    standing_of_village,
)
from services.registry.operations.checklist.fill_checklist import fill_checklist
from services.registry.operations.checklist.keep_draft import keep_draft
from services.registry.operations.paper.file_paper import file_paper
from services.registry.rules import filling as rules
from services.registry.rules.checklist import NoSuchChecklist, Question
from services.registry.rules.filling import asked_of
from services.registry.schemas.answers import answers_in
from services.registry.schemas.checklist import AnswerForm, FillChecklist, KeepDraft
from services.registry.schemas.paper import FilePaper
from services.registry.store.household import NoSuchHousehold
from services.registry.store.paper import cabinet, file_of
from shared import papers
from shared.clock import now, today
from shared.errors import Refusal, Unprocessable
from shared.html import page
from shared.security import OutsideRegion, Principal
from shared.service import Transaction, door, refuses
from shared.written_form import FOR_PAGES, FormTicket, PageNotOurs, WrittenForm, ticket_for

FORM_BYTES = 60 * 2**20
"""Six photos of a telephone at their largest, or a dozen as they usually are."""


class Filled(WrittenForm):
    """What a person wrote on the page of a checklist."""

    body_limit_bytes = FORM_BYTES


class UnreadableDay(Unprocessable):
    """填写日期无法识别"""

    mend = "请填写如 2020-09-01 的日期"


router = door("/checklists", "核查清单与村档案", kind=Filled)

Action = Annotated[
    str, Form(title="存草稿还是提交", description="draft 存草稿、file 提交", pattern="^(draft|file)$", examples=["draft"])
]
FilledOn = Annotated[str, Form(title="填写日期", max_length=10)]
Reason = Annotated[str, Form(title="更正的理由", max_length=500)]
Replaces = Annotated[str, Form(title="所更正的版本", pattern=r"^\d{0,6}$")]
Answerable = Annotated[str, Form(title="档案责任人", max_length=60)]

READING = (NoSuchChecklist, NoSuchHousehold, rules.OfAnotherSubject)
PHOTOS = (papers.PaperTooLarge, papers.NeitherPhotoNorPaper, papers.BrokenPhoto, papers.TooManyPapers)


@router.get(
    "/{checklist}/households/{household_id}/page",
    summary="填写一户的清单（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(*READING),
)
async def show_form(
    checklist: Name, household_id: HouseholdId, request: Request, session: Transaction, by: Reader
) -> HTMLResponse:
    standing = await standing_of_household(session, checklist, household_id, by)
    return _page(standing, by, request.url.path)


@router.post(
    "/{checklist}/households/{household_id}/page",
    status_code=201,
    summary="提交网页填写的一户的清单",
    description="网页表单专用，凭页面凭证一次有效；程序请用 JSON 接口。答得不全的存为草稿并指出哪里要改。",
    response_class=HTMLResponse,
    responses=refuses(*FILLING, *PHOTOS, PageNotOurs, UnreadableDay),
)
async def post_form(
    checklist: Name,
    household_id: HouseholdId,
    request: Request,
    session: Transaction,
    by: Officer,
    ticket: FormTicket,
    action: Action,
    filled_on: FilledOn = "",
    replaces: Replaces = "",
    reason: Reason = "",
) -> HTMLResponse:
    standing = await standing_of_household(session, checklist, household_id, by)
    told = await _told(request, session, standing, by)
    form = _form(standing, told, filled_on, replaces, reason, "")
    await keep_draft(session, KeepDraft(answers=told), checklist=checklist, household_id=household_id, by=by, on=today())
    refusal = None
    if action == "file":
        try:
            await fill_checklist(session, form, checklist=checklist, household_id=household_id, by=by, on=today())
        except Refusal as refused:  # it refuses before it writes: what was written stays as the draft
            refusal = refused
    standing = await standing_of_household(session, checklist, household_id, by)
    return _page(standing, by, request.url.path, done=action, refusal=refusal, reason=reason)


@router.get(
    "/{checklist}/villages/{village}/page",
    summary="填写一村的清单（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchChecklist, OutsideRegion, rules.OfAnotherSubject),
)
async def show_form_of_village(
    checklist: Name, village: Village, request: Request, session: Transaction, by: Reader
) -> HTMLResponse:
    return _page(await standing_of_village(session, checklist, village, by), by, request.url.path)


@router.post(
    "/{checklist}/villages/{village}/page",
    status_code=201,
    summary="提交网页填写的一村的清单",
    description=FOR_PAGES,
    response_class=HTMLResponse,
    responses=refuses(*FILLING, PageNotOurs, UnreadableDay),
)
async def post_form_of_village(
    checklist: Name,
    village: Village,
    request: Request,
    session: Transaction,
    by: Officer,
    ticket: FormTicket,
    action: Action,
    filled_on: FilledOn = "",
    replaces: Replaces = "",
    reason: Reason = "",
    answerable: Answerable = "",
) -> HTMLResponse:
    standing = await standing_of_village(session, checklist, village, by)
    told = await _told(request, session, standing, by)
    form = _form(standing, told, filled_on, replaces, reason, answerable)
    await keep_draft(session, KeepDraft(answers=told), checklist=checklist, village=village, by=by, on=today())
    refusal = None
    if action == "file":
        try:
            await fill_checklist(session, form, checklist=checklist, village=village, by=by, on=today())
        except Refusal as refused:
            refusal = refused
    standing = await standing_of_village(session, checklist, village, by)
    return _page(standing, by, request.url.path, done=action, refusal=refusal, reason=reason, answerable=answerable)


@router.get(
    "/{checklist}/households/{household_id}/sheet",
    summary="一户的清单（打印用，预填已知的内容）",
    response_class=HTMLResponse,
    responses=refuses(*READING),
)
async def show_sheet(checklist: Name, household_id: HouseholdId, session: Transaction, by: Reader) -> HTMLResponse:
    standing = await standing_of_household(session, checklist, household_id, by)
    return page("registry", "checklist_sheet.html", told=checklist_view(standing), at=now())


def _page(
    standing: Standing,
    by: Principal,
    path: str,
    *,
    done: str = "",
    refusal: Refusal | None = None,
    reason: str = "",
    answerable: str = "",
) -> HTMLResponse:
    faults = cast("list[dict[str, str]]", refusal.facts.get("faults", [])) if refusal else []
    newest = standing.newest
    return page(
        "registry",
        "checklist.html",
        status=(refusal.status if refusal else 201) if done else 200,
        told=checklist_view(standing),
        ticket=ticket_for(by, path),
        may_write=by.role in OFFICERS and not standing.checklist.is_computed,
        done=done if refusal is None else "",
        refusal=refusal,
        faults={fault["question"]: fault for fault in faults},
        reason=reason,
        answerable=answerable or (newest.answerable if newest else ""),
        today=today(),
    )


def _form(
    standing: Standing, told: list[AnswerForm], filled_on: str, replaces: str, reason: str, answerable: str
) -> FillChecklist:
    """What was written, without the answers to questions that these answers do not call for. Raises UnreadableDay."""
    asked = {question.key for question in asked_of(standing.checklist, answers_in(told), standing.known)}
    try:
        day = date.fromisoformat(filled_on) if filled_on else today()
    except ValueError:
        raise UnreadableDay(pointer="/filled_on") from None
    newest = standing.newest
    version = int(replaces) if replaces else newest.version if newest and newest.filled_on == day else None
    answers = [each for each in told if each.question in asked]
    return FillChecklist(filled_on=day, answers=answers, replaces_version=version, reason=reason, answerable=answerable)


async def _told(request: Request, session: Transaction, standing: Standing, by: Principal) -> list[AnswerForm]:
    """The answers on a page; new photos go into the household's papers first. Raises AnswersNotProper and what papers refuse."""
    form = await request.form()
    told, faults = [], []
    for question in standing.checklist.questions:
        value = str(form.get(f"a-{question.key}", "")).strip()
        kept = [str(each) for each in form.getlist(f"p-{question.key}")]
        kept += [str(each) for each in await _filed(form.getlist(f"f-{question.key}"), question, session, standing, by)]
        written = {
            "question": question.key,
            "value": value,
            "reason": str(form.get(f"r-{question.key}", "")).strip(),
            "papers": list(dict.fromkeys(kept)),
            "is_confirmed": form.get(f"c-{question.key}") == "yes",
        }
        if value or written["reason"] or kept:
            try:
                told.append(AnswerForm.model_validate(written))
            except ValidationError:
                faults.append(
                    vars(rules.Fault(question.key, question.text, "填写的内容无法识别", "文字至多 500 个字，照片至多 10 张"))
                )
    if faults:
        raise rules.AnswersNotProper(pointer="/answers", faults=faults)
    return told


async def _filed(
    sent: Sequence[object], question: Question, session: Transaction, standing: Standing, by: Principal
) -> list[UUID]:
    """A photo that is there already is taken as it is: a form sent again brings it again."""
    household_id, filed = standing.subject.household_id, []
    for photo in sent:
        content = await photo.read() if hasattr(photo, "read") else b""
        if not content or household_id is None:
            continue
        same = await cabinet.find_same(session, file_of(household_id), sha256(content).hexdigest())
        title = f"{standing.checklist.title}：{question.text}"[:100]
        one = same or await file_paper(session, FilePaper(title=title), content, household_id=household_id, by=by)
        filed.append(one.id)
    return filed
