"""Subscriptions as pages: which there are, and what became of each event; to test, to resume, to send again, to move, and to give
another secret."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form, Path, Query, Request
from fastapi.responses import HTMLResponse

from services.notifier.api.subscriptions import (
    KEEPERS,
    Keeper,
    Reader,
    list_open_subscriptions,
    list_subscription_pushes,
    post_address,
    post_ping,
    post_secret,
    read_subscription,
)
from services.notifier.operations.subscription.resend_push import resend_push
from services.notifier.operations.subscription.resume_subscription import resume_subscription
from services.notifier.rules import subscription as laws
from services.notifier.rules.address import WebhookAddressRefused
from services.notifier.rules.feed import EventForgotten, offered
from services.notifier.rules.push import PushState
from services.notifier.schemas.subscription import ADDRESS_SIGNS, MoveSubscription, ReplyView, ResumeSubscription
from services.notifier.store import subscription as store
from shared import clock
from shared.html import page
from shared.pages import After, UnreadableCursor
from shared.security import Principal
from shared.service import Transaction, door, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door("/subscriptions", "事件订阅", kind=WrittenForm)

SubscriptionId = Annotated[UUID, Path(title="订阅编号")]
Show = Annotated[Literal["all", "failed", "given_up"], Query(title="显示哪些")]


@router.get("/page", summary="事件订阅（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_subscriptions(session: Transaction, by: Reader, after: After = None) -> HTMLResponse:
    """向哪些系统推送，是否正常。"""
    found = await list_open_subscriptions(session, by, after=after)
    return page(
        "notifier", "subscriptions.html", region=by.region, subscriptions=found.rows, next=found.next, is_first=after is None
    )


@router.get(
    "/{subscription_id}/page",
    summary="一个订阅的推送记录（网页）",
    response_class=HTMLResponse,
    responses=refuses(store.SubscriptionNotFound, UnreadableCursor),
)
async def show_subscription(
    subscription_id: SubscriptionId,
    request: Request,
    session: Transaction,
    by: Reader,
    show: Show = "all",
    after: After = None,
) -> HTMLResponse:
    """每个事件尝试了几次、何时、对方如何答复；可以测试、恢复推送、重新推送。"""
    return await _page(subscription_id, request, session, by, show=show, after=after)


@router.post(
    "/{subscription_id}/page",
    summary="在网页上测试、恢复推送、重新推送、更换地址或密钥",
    response_class=HTMLResponse,
    responses=refuses(
        store.SubscriptionNotFound,
        store.PushNotFound,
        laws.SubscriptionOver,
        laws.NotPushed,
        EventForgotten,
        WebhookAddressRefused,
        PageNotOurs,
    ),
)
async def write_subscription(
    subscription_id: SubscriptionId,
    request: Request,
    session: Transaction,
    by: Keeper,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    act: Annotated[Literal["ping", "resume", "resend", "move", "renew"], Form(title="办什么", examples=["ping"])],
    push_id: Annotated[UUID | None, Form(title="推送编号", description="重新推送时填写")] = None,
    address: Annotated[str, Form(title="新的推送地址", description="更换地址时填写", max_length=ADDRESS_SIGNS)] = "",
) -> HTMLResponse:
    """更换密钥的，新密钥只在这一次的页面上显示。"""
    reply, said, secret = None, "", ""
    if act == "ping":
        reply = await post_ping(subscription_id, session, by)
    elif act == "resume":
        await resume_subscription(session, subscription_id, ResumeSubscription(), at=clock.now())
        said = "已恢复推送，从停下的地方继续。"
    elif act == "move":
        await post_address(subscription_id, MoveSubscription(address=address.strip()), session, by)
        said = "推送地址已更换，密钥和进度不变。请发送一条测试，看新地址是否收下。"
    elif act == "renew":
        secret = (await post_secret(subscription_id, session, by)).secret
    elif push_id is None:
        raise store.PushNotFound(pointer="/push_id")
    else:
        await resend_push(session, subscription_id, push_id, at=clock.now())
        said = "已安排重新推送，稍后刷新本页查看结果。"
    return await _page(subscription_id, request, session, by, reply=reply, said=said, secret=secret)


async def _page(
    subscription_id: UUID,
    request: Request,
    session: Transaction,
    by: Principal,
    *,
    show: str = "all",
    after: str | None = None,
    reply: ReplyView | None = None,
    said: str = "",
    secret: str = "",
) -> HTMLResponse:
    subscription = await read_subscription(subscription_id, session, by)
    state = None if show == "all" else PushState(show)
    found = await list_subscription_pushes(subscription_id, session, by, state=state, after=after)
    answer = page(
        "notifier",
        "subscription.html",
        region=by.region,
        subscription=subscription,
        pushes=found.rows,
        next=found.next,
        is_first=after is None,
        show=show,
        titles={kind: event.title for kind, event in offered().items()},
        reply=reply,
        said=said,
        secret=secret,
        former_until=laws.former_until(subscription.secret_renewed_at, at=clock.now()),
        ticket=ticket_for(by, request.url.path) if by.role in KEEPERS and subscription.state != "ended" else "",
    )
    if secret:
        answer.headers["Cache-Control"] = "no-store"
    return answer
