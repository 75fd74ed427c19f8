"""Messages: what was written to whom, in which words, and what became of it."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import HTMLResponse

from services.notifier.api.message_views import view_of
from services.notifier.rules.message import MessageKind
from services.notifier.schemas.message import MessageView
from services.notifier.store.message import list_written
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/messages", "消息")

PAGE_SHOWN = 20
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Kind = Annotated[MessageKind | None, Query(title="消息种类")]
Region = Annotated[str, Query(title="区划代码", description="该地及其以下", pattern=r"^\d{0,12}$")]
Digest = Annotated[UUID | None, Query(title="汇总消息编号", description="只看并入这一条的")]


@router.get("", summary="消息", responses=refuses(UnreadableCursor))
async def list_messages(
    session: Transaction,
    by: Reader,
    kind: Kind = None,
    region: Region = "",
    digest_id: Digest = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[MessageView]:
    """本辖区的消息，新的在前：发给哪个岗位，各种形式的原文，走了哪种方式，发出的是哪一种形式，并入了哪条汇总。"""
    found = await list_written(session, kind=kind, region=region, digest_id=digest_id, before=place(after), limit=limit)
    rows = [view_of(written) for written in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/page", summary="消息（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_messages(
    session: Transaction, by: Reader, kind: Kind = None, region: Region = "", digest_id: Digest = None, after: After = None
) -> HTMLResponse:
    """写了什么、发给谁、怎样送达。"""
    found = await list_messages(session, by, kind, region, digest_id, after, PAGE_SHOWN)
    return page(
        "notifier",
        "messages.html",
        region=by.region,
        messages=found.rows,
        next=found.next,
        is_first=after is None,
        kinds=list(MessageKind),
        kind=kind.value if kind else "",
        asked=region,
        digest_id=digest_id,
        may_preview=by.role in {Role.COUNTY, Role.OPERATOR, Role.AUDITOR},
    )
