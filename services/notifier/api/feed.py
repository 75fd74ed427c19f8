"""The feed over HTTP: what a subscriber is granted, in one order, from a place on."""

from datetime import datetime
from typing import Annotated

import orjson
from fastapi import Query, Request

from services.notifier.rules.feed import WITHHELD, EventForgotten, UnknownEventType, offered, refuse_unknown
from services.notifier.rules.subscription import MomentAhead, NotGranted, SubscriberEnded, refuse_ahead
from services.notifier.schemas.subscription import EventTypeView, FeedPage, Moment, SubscriberView
from services.notifier.store import feed as store
from services.notifier.store.subscription import SubscriberNotFound, get_subscriber
from services.notifier.tables import Feed
from shared import clock
from shared.long_poll import LongPoll, nothing_yet
from shared.pages import UnreadableCursor
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/feed", "事件流", kind=LongPoll)

EVENTS_A_PAGE = 100
UNSHOWN = WITHHELD | {"event_id", "occurred_at"}
Subscribing = Annotated[Principal, may(Role.SUBSCRIBER)]
Types = Annotated[
    list[str],
    Query(title="事件类型", description="只要这些类型；可重复给出，也可用逗号隔开；不填为授权的全部", max_length=100),
]


@router.get(
    "",
    summary="按先后读取事件",
    responses=refuses(
        SubscriberNotFound, SubscriberEnded, NotGranted, UnreadableCursor, UnknownEventType, MomentAhead, EventForgotten
    ),
)
async def read_feed(
    request: Request,
    session: Transaction,
    by: Subscribing,
    after: Annotated[str | None, Query(title="位置", description="上次返回的 next；不填从最早保存的读起", max_length=20)] = None,
    since: Annotated[Moment | None, Query(title="起始时间", description="没有 after 时，从此刻之后的事件读起")] = None,
    types: Types = [],  # noqa: B006  FastAPI copies it
    limit: Annotated[int, Query(title="至多几条", ge=1, le=500)] = EVENTS_A_PAGE,
    wait: Annotated[int, Query(title="等待秒数", description="没有新事件时最多等这么久再答复", ge=0, le=25)] = 0,
) -> FeedPage:
    """顺序固定，不会遗漏：读过某一位置后，不会再有更早位置的事件出现。同一事件的 id 不变，据此去重。

    每次都用返回的 `next` 作下一次的 `after`，即使这一次没有事件；把 `next` 与处理结果一起保存，中断后从那里继续。
    """
    wanted = [kind for given in types for kind in given.split(",") if kind]
    refuse_unknown(wanted, pointer="/query/types")
    await _entitled(session, by, wanted)
    refuse_ahead(since, clock.now())
    feed = await store.get_feed(session)
    start = await _start(session, after, since, feed)
    found = await store.list_events(session, after=start, head=feed.position, types=wanted, limit=limit)
    if not found and wait:
        nothing_yet(request, wait_s=wait)
    place = found[-1].position if len(found) == limit else max(start, feed.position)
    return FeedPage(events=[orjson.loads(event.body) for event in found], next=str(place))


@router.get("/rights", summary="本系统获得的授权", responses=refuses(SubscriberNotFound))
async def read_rights(session: Transaction, by: Subscribing) -> SubscriberView:
    """由县区平台管理员授予；变更后立即生效。"""
    return SubscriberView.model_validate(await get_subscriber(session, by.org))


@router.get("/types", summary="可授权的事件类型")
async def list_types(
    by: Annotated[Principal, may(Role.SUBSCRIBER, Role.COUNTY, Role.OPERATOR, Role.AUDITOR)],
) -> list[EventTypeView]:
    """每种事件的含义和字段。事件不含姓名、身份证号码、电话、病情；人员和家庭只以平台编号出现。"""
    return [
        EventTypeView(
            type=kind,
            title=event.title,
            fields={name: field.title or name for name, field in event.model_fields.items() if name not in UNSHOWN},
        )
        for kind, event in offered().items()
    ]


async def _entitled(session: Transaction, by: Principal, wanted: list[str]) -> None:
    """Refused, not passed over: who waits for what never comes would learn it too late."""
    subscriber = await get_subscriber(session, by.org)
    if subscriber.ended_at is not None:
        raise SubscriberEnded
    for kind in wanted:
        if kind not in subscriber.types:
            raise NotGranted(pointer="/query/types", event_type=kind)


async def _start(session: Transaction, after: str | None, since: datetime | None, feed: Feed) -> int:
    if after is None:
        return await store.find_place(session, since) if since else feed.forgotten
    if not after.isascii() or not after.isdigit():
        raise UnreadableCursor(pointer="/after")
    if int(after) > feed.position:
        raise UnreadableCursor(pointer="/after")
    if int(after) < feed.forgotten:
        raise EventForgotten(pointer="/after")
    return int(after)
