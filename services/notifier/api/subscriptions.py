"""Subscriptions: what is sent to another system, where to, and what became of it."""

from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Path, Query

from services.notifier.channels import settings as ways_out
from services.notifier.operations.subscription import open_subscription as opening
from services.notifier.operations.subscription import renew_secret as renewing
from services.notifier.operations.subscription.end_subscription import end_subscription
from services.notifier.operations.subscription.move_subscription import move_subscription
from services.notifier.operations.subscription.ping_subscription import ping_subscription
from services.notifier.operations.subscription.resend_push import resend_push
from services.notifier.operations.subscription.resume_subscription import resume_subscription
from services.notifier.rules import subscription as laws
from services.notifier.rules.address import WebhookAddressRefused
from services.notifier.rules.feed import EventForgotten
from services.notifier.rules.push import PushState
from services.notifier.rules.subscription import Way
from services.notifier.schemas.subscription import (
    Endpoint,
    MoveSubscription,
    OpenedSubscription,
    OpenSubscription,
    PushView,
    ReplyView,
    ResumeSubscription,
    SubscriptionView,
)
from services.notifier.store import subscription as store
from services.notifier.store.feed import get_feed
from services.notifier.tables import Progress, Subscription
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, paged, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/subscriptions", "事件订阅")

KEEPERS = (Role.SUBSCRIBER, Role.COUNTY, Role.OPERATOR)
Keeper = Annotated[Principal, may(*KEEPERS)]
Reader = Annotated[Principal, may(*KEEPERS, Role.AUDITOR)]
SubscriptionId = Annotated[UUID, Path(title="订阅编号")]

NOT_THERE = refuses(store.SubscriptionNotFound)
NOT_NOW = refuses(store.SubscriptionNotFound, laws.SubscriptionOver, laws.NotPushed)


@router.get("", summary="订阅列表", responses=refuses(UnreadableCursor))
async def list_open_subscriptions(
    session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[SubscriptionView]:
    """订阅系统看到自己的，管理员看到本辖区的。"""
    found = await store.list_subscriptions(session, after=place(after), limit=limit)
    head = (await get_feed(session)).position
    rows = [view(subscription, progress, head) for subscription, progress in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post(
    "",
    status_code=201,
    summary="新建订阅",
    responses=refuses(
        store.SubscriberNotFound,
        laws.CodeMissing,
        laws.SubscriberEnded,
        laws.NotGranted,
        laws.TooManySubscriptions,
        laws.SubscribedOverTheBus,
        laws.MomentAhead,
        WebhookAddressRefused,
    ),
)
async def post_subscription(form: OpenSubscription, session: Transaction, by: Keeper) -> OpenedSubscription:
    """HTTP 推送的签名密钥只在答复中显示这一次（用同一 Idempotency-Key 重发得到同一答复）。"""
    allowed = ways_out.current().webhook_networks
    subscription, progress, secret = await opening.open_subscription(session, form, allowed=allowed, by=by, at=clock.now())
    return await _opened(session, subscription, progress, secret)


@router.get("/{subscription_id}", summary="一个订阅的状况", responses=NOT_THERE)
async def read_subscription(subscription_id: SubscriptionId, session: Transaction, by: Reader) -> SubscriptionView:
    return await shown(session, *await store.get_subscription(session, subscription_id))


@router.post(
    "/{subscription_id}/address",
    status_code=201,
    summary="更换推送地址",
    responses=refuses(store.SubscriptionNotFound, laws.SubscriptionOver, laws.NotPushed, WebhookAddressRefused),
)
async def post_address(
    subscription_id: SubscriptionId, form: MoveSubscription, session: Transaction, by: Keeper
) -> SubscriptionView:
    """此后推送到新地址，密钥、进度和状态不变：送不到的立即在新地址再试，暂停的可先测试再恢复。
    原接收系统不应再知道密钥的，请随后更换密钥。"""
    allowed = ways_out.current().webhook_networks
    return await shown(session, *await move_subscription(session, subscription_id, form, allowed=allowed, at=clock.now()))


@router.post("/{subscription_id}/secret", status_code=201, summary="更换签名密钥", responses=NOT_NOW)
async def post_secret(subscription_id: SubscriptionId, session: Transaction, by: Keeper) -> OpenedSubscription:
    """新密钥只显示这一次。此后一天内每次推送带新旧两个签名，接收系统在一天内换用新密钥即可，不会中断。"""
    return await _opened(session, *await renewing.renew_secret(session, subscription_id, at=clock.now()))


@router.post("/{subscription_id}/ping", status_code=201, summary="发送一条测试", responses=NOT_NOW)
async def post_ping(subscription_id: SubscriptionId, session: Transaction, by: Keeper) -> ReplyView:
    """立即发送一条测试事件，签名和格式与正式推送相同，答复中说明对方如何应答。暂停的订阅也可以测试。"""
    reply = await ping_subscription(session, ways_out.receivers(), subscription_id, at=clock.now())
    return ReplyView(
        is_taken=reply.is_taken,
        status=reply.status,
        error="" if reply.is_taken else reply.said,
        answer=reply.answer,
        took_ms=reply.took_ms,
    )


@router.post(
    "/{subscription_id}/resumption",
    status_code=201,
    summary="恢复推送，或从某一时刻重新推送",
    responses=refuses(store.SubscriptionNotFound, laws.SubscriptionOver, laws.MomentAhead, EventForgotten),
)
async def post_resumption(
    subscription_id: SubscriptionId, form: ResumeSubscription, session: Transaction, by: Keeper
) -> SubscriptionView:
    """修复接收系统后从停下的地方继续；填写起始时间则从那一时刻之后的事件重新推起。"""
    return await shown(session, *await resume_subscription(session, subscription_id, form, at=clock.now()))


@router.post("/{subscription_id}/ending", status_code=201, summary="终止订阅", responses=NOT_THERE)
async def post_ending(subscription_id: SubscriptionId, session: Transaction, by: Keeper) -> SubscriptionView:
    return await shown(session, *await end_subscription(session, subscription_id, at=clock.now()))


@router.get("/{subscription_id}/pushes", summary="推送记录", responses=refuses(store.SubscriptionNotFound, UnreadableCursor))
async def list_subscription_pushes(
    subscription_id: SubscriptionId,
    session: Transaction,
    by: Reader,
    state: Annotated[PushState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PushView]:
    """最近的在前。每个事件一条：尝试次数、时间、对方答复的开头。"""
    await store.get_subscription(session, subscription_id)
    found = await store.list_pushes(session, subscription_id, state=state, after=place(after), limit=limit)
    return paged(found, limit, PushView.model_validate)


@router.post(
    "/{subscription_id}/pushes/{push_id}/resending",
    status_code=201,
    summary="重新推送一个事件",
    responses=refuses(store.SubscriptionNotFound, store.PushNotFound, laws.SubscriptionOver, EventForgotten),
)
async def post_resending(
    subscription_id: SubscriptionId, push_id: Annotated[UUID, Path(title="推送编号")], session: Transaction, by: Keeper
) -> PushView:
    """单独再推一次，送不到时再试三天；其他事件照常推送。"""
    return PushView.model_validate(await resend_push(session, subscription_id, push_id, at=clock.now()))


async def shown(session: Transaction, subscription: Subscription, progress: Progress) -> SubscriptionView:
    """A subscription as it stands now."""
    return view(subscription, progress, (await get_feed(session)).position)


def view(subscription: Subscription, progress: Progress, head: int) -> SubscriptionView:
    """`head` is how far the feed goes."""
    return SubscriptionView(
        **{**subscription.model_dump(), **progress.model_dump(exclude={"region", "code"})},
        address=_address(subscription),
        behind=max(0, head - progress.position),
    )


async def _opened(session: Transaction, subscription: Subscription, progress: Progress, secret: str) -> OpenedSubscription:
    told = await shown(session, subscription, progress)
    return OpenedSubscription(**told.model_dump(exclude={"state_label", "pauses_at"}), secret=secret)


def _address(subscription: Subscription) -> str:
    if subscription.way is Way.NATS:
        return f"feed.{subscription.code}.>"
    parts = urlsplit(Endpoint.model_validate_json(unseal(subscription.sealed_endpoint)).address)
    return parts._replace(query="…" if parts.query else "", fragment="").geturl()
