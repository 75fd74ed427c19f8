"""The inbox: one page a person, by telephone first; all of it works without a script, which only adds to it."""

import re
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator, StringConstraints
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.api import inbox_acts as acts
from services.notifier.api.inbox_parts import inbox_of, posts_of
from services.notifier.api.inbox_program import program
from services.notifier.operations.message.read_all_messages import read_all_messages
from services.notifier.operations.message.read_message import read_message
from services.notifier.rules import page_act
from services.notifier.rules.inbox import NoSuchMessage, NothingChosen, Show
from services.notifier.rules.message import IdNumberInText, moment
from services.notifier.rules.page_act import must_say
from services.notifier.schemas.inbox import AT_ONCE, InboxMessageView, InboxView, OutcomesView
from shared import clock, papers, settings
from shared.html import page
from shared.periods import day_in_china
from shared.schemas import seen
from shared.security import Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

PHOTOS = 6
"""Of one visit; each is filed with every order that it is for."""
LIMIT = PHOTOS * papers.PAPER_BYTES // 2 + papers.ENVELOPE_BYTES
router = door_with_limit("/inbox", "收件箱", body_limit_bytes=LIMIT, kind=WrittenForm)

Mine = Annotated[Principal, may(Role.DEPARTMENT, Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Shown = Annotated[Show | None, Query(title="只看哪一类")]
Search = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=40),
    AfterValidator(seen),
    Query(title="查找", description="名称、事项、地名或台账尾号", alias="q"),
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(seen)]
PHOTO = "现场照片"
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), AfterValidator(seen)]


class InboxAct(StrEnum):
    """The button that was pressed."""

    ACCEPT = "accept"
    REPORT = "report"
    ASK = "ask"
    READ_ALL = "read-all"


@router.get("", summary="收件箱")
async def read_inbox(session: Transaction, by: Mine, show: Shown = None, words: Search = "") -> InboxView:
    """本人承办和替班的、本单位还没有人接的，等本人答复、检查的，发给本人和本单位岗位的消息；最急的地点在前。"""
    return await inbox_of(session, by, show=show, words=words)


@router.get("/page", summary="收件箱（网页）", response_class=HTMLResponse)
async def show_inbox(request: Request, session: Transaction, by: Mine, show: Shown = None, words: Search = "") -> Response:
    """同一处的排在一起，可以一并接单、一并办结；来了新的随即显示，没有网络时先存在手机里。"""
    return await _page(session, by, request, show=show, words=words)


@router.post(
    "/page",
    summary="在收件箱中办理",
    response_class=HTMLResponse,
    responses=refuses(NothingChosen, IdNumberInText, page_act.WordsMissing, PageNotOurs, *papers.CONTENT_LAWS),
)
async def do_in_inbox(
    request: Request,
    session: Transaction,
    by: Mine,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    act: Annotated[InboxAct, Form(title="办理环节", examples=["accept"])],
    order_id: Annotated[list[UUID], Form(title="工单编号", max_length=AT_ONCE)] = [],  # noqa: B006  FastAPI makes it anew
    errand_id: Annotated[list[UUID], Form(title="村级任务编号", max_length=AT_ONCE)] = [],  # noqa: B006
    words: Annotated[Words, Form(title="内容", examples=["已入户查看"])] = "",
    title: Annotated[Title, Form(title="材料名称")] = PHOTO,
    file: Annotated[list[UploadFile], File(title="照片或文件", max_length=PHOTOS)] = [],  # noqa: B006
) -> Response:
    """接单、办结（可带照片）、询问派单人；一次可以办几件，每件各有结果。"""
    outcomes = None
    if act is InboxAct.READ_ALL:
        await read_all_messages(session, posts=await posts_of(session, by), by=by, at=clock.now())
    elif not order_id and not errand_id:
        raise NothingChosen
    elif act is InboxAct.ACCEPT:
        outcomes = await acts.accept_each(session, order_id, by=by)
    elif act is InboxAct.ASK:
        outcomes = await acts.ask(session, order_id[0], must_say(words), by=by)
    else:
        photos = [(title, content) for each in file if (content := await each.read())]
        outcomes = await acts.report_visit(session, order_id, errand_id, must_say(words), photos, by=by)
    return await _page(session, by, request, outcomes=outcomes)


@router.get(
    "/messages/{message_id}/page",
    summary="一条消息（网页），打开即为回执",
    response_class=HTMLResponse,
    responses=refuses(NoSuchMessage),
)
async def show_message(message_id: Annotated[UUID, Path(title="消息编号")], session: Transaction, by: Mine) -> HTMLResponse:
    """第一次打开的时间记为本人的阅读时间。"""
    at = clock.now()
    message = await read_message(session, message_id, posts=await posts_of(session, by), by=by, at=at)
    view = InboxMessageView.model_validate({**message.model_dump(), "read_at": at})
    base = settings.current().base_url
    link = re.search(rf"{re.escape(base)}/[!-~]+", message.body)
    return page("notifier", "inbox_message.html", message=view, moment=moment, link=link[0] if link else "")


async def _page(
    session: AsyncSession,
    by: Principal,
    request: Request,
    *,
    show: Show | None = None,
    words: str = "",
    outcomes: OutcomesView | None = None,
) -> Response:
    inbox = await inbox_of(session, by, show=show, words=words)
    shown = page(
        "notifier",
        "inbox.html",
        inbox=inbox,
        region=by.region,
        subject=by.subject,
        show=show,
        shows=[each for each in Show if each is not Show.DONE],
        words=words,
        outcomes=outcomes,
        moment=moment,
        today=day_in_china(inbox.at),
        day_of=day_in_china,
        ticket=ticket_for(by, request.url.path),
        version=program.version,
    )
    return program.on(shown, sends_forms=True)
