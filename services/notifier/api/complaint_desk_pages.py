"""The desk of 12317 as pages: what waits, and one complaint with a form for each thing that can be done with it now."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Path, Query, Request
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.api.complaint_desk import list_complaints
from services.notifier.api.complaint_views import whole
from services.notifier.operations.complaint.accept_complaint import accept_complaint
from services.notifier.operations.complaint.answer_complaint import answer_complaint
from services.notifier.operations.complaint.extend_complaint import extend_complaint
from services.notifier.operations.complaint.hand_on_complaint import hand_on_complaint
from services.notifier.operations.complaint.refuse_complaint import refuse_complaint
from services.notifier.rules.complaint import (
    MOVES,
    Act,
    ComplaintStands,
    ExtendedAlready,
    HandlerLevel,
    HandlerUnclear,
    NoSuchComplaint,
    NothingFound,
    NothingSaid,
    TownElsewhere,
    UnknownMatter,
    Verdict,
)
from services.notifier.rules.department import Department
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.complaint import (
    WORDS_LIMIT,
    AcceptComplaint,
    AnswerComplaint,
    ExtendComplaint,
    HandOn,
    RefuseComplaint,
)
from services.notifier.store import complaint as store
from shared.clock import now, today
from shared.envelopes import UnreadableEnvelope
from shared.html import page
from shared.pages import After, UnreadableCursor
from shared.schemas import SeenText
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door("/complaint-desk", "12317 监督举报", kind=WrittenForm)

Desk = Annotated[Principal, may(Role.COMPLAINTS)]
ComplaintId = Annotated[UUID, Path(title="举报编号")]
BY_FORM = (Act.ACCEPT, Act.REFUSE, Act.HAND_ON, Act.EXTEND, Act.ANSWER)
"""What the desk does; the rest is the handlers' and the complainant's."""


@router.get("/page", summary="举报列表（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_complaints(
    session: Transaction,
    by: Annotated[Principal, may(Role.COMPLAINTS, Role.AUDITOR)],
    is_late: Annotated[bool, Query(alias="late", title="只列出逾期的")] = False,
    is_all: Annotated[bool, Query(alias="all", title="连同已经办结的")] = False,
    after: After = None,
) -> HTMLResponse:
    """没有办结的，先收到的在前。"""
    found = await list_complaints(session, by, is_late=is_late, is_open=not is_all, after=after)
    return page(
        "notifier",
        "complaint_desk.html",
        complaints=found.rows,
        next=found.next,
        is_late=is_late,
        is_all=is_all,
        is_first=after is None,
        is_desk=by.role is Role.COMPLAINTS,
    )


@router.get(
    "/{complaint_id}/page",
    summary="一件举报（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchComplaint, UnreadableEnvelope, store.NoComplaintPolicy),
)
async def show_complaint(complaint_id: ComplaintId, request: Request, session: Transaction, by: Desk) -> HTMLResponse:
    """举报内容和现在能办的事。"""
    return await _page(session, complaint_id, by, request)


@router.post(
    "/{complaint_id}/page",
    summary="在网页上办理一件举报",
    response_class=HTMLResponse,
    responses=refuses(
        NoSuchComplaint,
        ComplaintStands,
        UnknownMatter,
        HandlerUnclear,
        TownElsewhere,
        ExtendedAlready,
        IdNumberInText,
        UnreadableEnvelope,
        NothingSaid,
        NothingFound,
        PageNotOurs,
        store.NoComplaintPolicy,
    ),
)
async def see_to_complaint(
    complaint_id: ComplaintId,
    request: Request,
    session: Transaction,
    by: Desk,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    act: Annotated[Act, Form(title="办什么", examples=["accept"])],
    said: Annotated[SeenText | None, Form(title="理由、摘要或答复", min_length=5, max_length=WORDS_LIMIT)] = None,
    matter: Annotated[SeenText, Form(title="问题分类", max_length=32)] = "",
    verdict: Annotated[Verdict | None, Form(title="结论")] = None,
    level: Annotated[HandlerLevel | None, Form(title="由哪一级办理")] = None,
    region: Annotated[str, Form(title="办理单位的区划代码", pattern=r"^(\d{6}|\d{9})?$")] = "",
    department: Annotated[Department | None, Form(title="由哪个部门办理")] = None,
) -> HTMLResponse:
    if said is None and act is not Act.ACCEPT:
        raise NothingSaid(pointer="/said")
    at, words = now(), said or ""
    match act:
        case Act.ACCEPT:
            await accept_complaint(session, complaint_id, AcceptComplaint(matter=matter), at=at)
        case Act.REFUSE:
            await refuse_complaint(session, complaint_id, RefuseComplaint(reason=words), at=at)
        case Act.HAND_ON:
            form = HandOn(level=level, region=region, department=department, summary=words)
            await hand_on_complaint(session, complaint_id, form, at=at)
        case Act.EXTEND:
            await extend_complaint(session, complaint_id, ExtendComplaint(reason=words), at=at)
        case Act.ANSWER if verdict is None:
            raise NothingFound(pointer="/verdict")
        case Act.ANSWER:
            await answer_complaint(session, complaint_id, AnswerComplaint(verdict=verdict, answer=words), at=at)
        case _:
            raise ComplaintStands(act=act)
    return await _page(session, complaint_id, by, request)


async def _page(session: AsyncSession, complaint_id: UUID, by: Principal, request: Request) -> HTMLResponse:
    complaint = await store.get_complaint(session, complaint_id)
    policy = store.get_complaint_policy(complaint.region, today())
    acts = {act.value for act in BY_FORM if complaint.state in MOVES[act]}
    if complaint.extended_on:
        acts -= {Act.EXTEND.value}
    return page(
        "notifier",
        "complaint_one.html",
        complaint=await whole(session, complaint, by=by),
        acts=acts,
        matters=policy.matters,
        matter=policy.title_of(complaint.matter),
        verdicts=list(Verdict),
        levels=list(HandlerLevel),
        departments=[each for each in Department if each is not Department.TOWN],
        ticket=ticket_for(by, request.url.path),
    )
