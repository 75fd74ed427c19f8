"""What the inbox's page is told as it happens, and what its script sends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Header, Path, Request, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import StringConstraints

from services.notifier.api import inbox_acts as acts
from services.notifier.api.inbox import LIMIT, PHOTO, PHOTOS, Mine, Title, Words
from services.notifier.api.inbox_hub import TooManyPages, hub_of
from services.notifier.api.inbox_program import program
from services.notifier.rules.inbox import NothingChosen
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.inbox import AT_ONCE, AcceptSeveral, AskGiver, InboxAccount, OutcomesView
from services.notifier.store.inbox import KEPT
from shared import clock, papers
from shared.event_stream import DOCUMENTED, event, is_still_admitted, retry_after, stream
from shared.own_page import OwnPage
from shared.page_program import MEDIA_TYPES, WORKER
from shared.problems import NoSuchAddress
from shared.security import Principal, anyone
from shared.service import Transaction, door, door_with_limit, refuses

router = door_with_limit("/inbox", "收件箱", body_limit_bytes=LIMIT, kind=OwnPage)
open_router = door("/inbox", "收件箱")

BEAT_S = 15.0
EVENTS = """先收到 `hello`，其后有新的、变动的就收到 `changed`：`new` 件新到，`changed` 件变动，`messages` 条消息，
`things` 为逐件编号；`is_much` 为真时变动很多，请重新读取收件箱。

每 15 秒一个 `beat`，45 秒没有收到的，线路已断。令牌到期即收到 `ended` 并结束。断开后浏览器自动重连并带上 Last-Event-ID，
一天之内错过的补报；更早的只告知 `is_much`。"""
Name = Annotated[str, Path(title="文件名", max_length=60, examples=["main.js"])]
Photos = Annotated[list[UploadFile], File(title="照片或文件", max_length=PHOTOS)]
Ids = Annotated[list[UUID], Form(title="编号", max_length=AT_ONCE)]


@router.get(
    "/events",
    summary="收件箱的变动（服务器推送事件）",
    description=EVENTS,
    response_class=StreamingResponse,
    responses={**DOCUMENTED, **refuses(TooManyPages)},
)
async def watch_inbox(
    by: Mine,
    request: Request,
    last: Annotated[
        str, Header(alias="Last-Event-ID", title="最后收到的事件编号", description="浏览器重连时自动带上", max_length=5000)
    ] = "",
) -> StreamingResponse:
    hub_of(request.app).must_have_room(by)
    return stream(_told(request, by, last))


async def _told(request: Request, by: Principal, last: str) -> AsyncIterator[str]:
    hub = hub_of(request.app)
    listener = await hub.join(by, _snapshot_in(last))
    try:
        yield retry_after(3000) + event("hello", {"account": by.subject, "version": program.version}, id=_id_of(listener.upto))
        while True:
            if not listener.news:
                with suppress(TimeoutError):
                    await asyncio.wait_for(listener.woken.wait(), BEAT_S)
            if not is_still_admitted(request, by):
                yield event("ended", {})
                return
            upto, news = listener.upto, listener.take()
            yield event("changed", news.told(), id=_id_of(upto)) if news else event("beat", {}, id=_id_of(upto))
    finally:
        hub.leave(listener)


def _id_of(snapshot: str) -> str:
    """With the time, for changes are kept for a day."""
    return f"{int(clock.now().timestamp())}.{snapshot}"


def _snapshot_in(last: str) -> str:
    """Empty for who comes for the first time; something unreadable for who was away too long."""
    at, _, snapshot = last.partition(".")
    if not last:
        return ""
    is_kept = at.isdecimal() and len(at) < 12 and clock.now().timestamp() - int(at) < KEPT / timedelta(seconds=1)
    return snapshot if is_kept and snapshot else "forgotten"


@router.get("/account", summary="收件箱是谁的")
async def read_account(by: Mine) -> InboxAccount:
    """手机发送存下的内容之前先问：一个人写的，不以另一个人的名义发出。"""
    return InboxAccount(subject=by.subject, version=program.version)


@router.post("/acceptances", status_code=201, summary="接下几件，每件各有结果", responses=refuses(NothingChosen))
async def accept_several(form: AcceptSeveral, session: Transaction, by: Mine) -> OutcomesView:
    """有不能接的，说明是哪一件、为什么，其余照接。"""
    return await acts.accept_each(session, form.order_ids, by=by)


@router.post("/questions", status_code=201, summary="询问派单人", responses=refuses(IdNumberInText))
async def ask_giver(form: AskGiver, session: Transaction, by: Mine) -> OutcomesView:
    """工单已经转走、撤销的，说明原因。"""
    return await acts.ask(session, form.order_id, form.question, by=by)


@router.post(
    "/reports",
    status_code=201,
    summary="一趟办完的几件一并办结，每件各有结果",
    responses=refuses(NothingChosen, IdNumberInText, *papers.CONTENT_LAWS),
)
async def report_visit(
    session: Transaction,
    by: Mine,
    words: Annotated[Words, StringConstraints(min_length=2), Form(title="办理结果", examples=["已入户查看，屋面完好"])],
    order_id: Ids = [],  # noqa: B006  FastAPI makes it anew
    errand_id: Ids = [],  # noqa: B006
    title: Annotated[Title, Form(title="材料名称")] = PHOTO,
    file: Photos = [],  # noqa: B006
) -> OutcomesView:
    """结果和照片对每一件都相同；没有接单的随办结一并接单。已有同一张照片的不重复存放。"""
    photos = [(title, await each.read()) for each in file]
    return await acts.report_visit(session, order_id, errand_id, words, photos, by=by)


_FILE = {200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}, "description": "程序文件"}} | refuses(NoSuchAddress)


@open_router.get(
    "/program/{version}/{name}",
    summary="收件箱的程序文件",
    response_class=Response,
    responses=_FILE,
    dependencies=[anyone],
)
async def show_file(
    version: Annotated[str, Path(title="程序版本", max_length=40, examples=["0123456789abcdef"])], name: Name, request: Request
) -> Response:
    """不含任何数据。地址中带版本，同一地址的内容不变。"""
    if version != program.version:
        raise NoSuchAddress(name=name)
    return program.answer(name, request, is_lasting=True)


@open_router.get("/worker.js", summary="收件箱的后台程序", response_class=Response, responses=_FILE, dependencies=[anyone])
async def show_worker(request: Request) -> Response:
    """存下收件箱的程序和最近一次的内容，没有网络时也能打开。"""
    return program.answer(WORKER, request)
