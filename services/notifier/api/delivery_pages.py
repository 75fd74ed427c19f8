"""Delivery records as a page: the latest first, filtered by state, way, place and day."""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import HTMLResponse

from services.notifier.api.deliveries import Reader, midnight, view_of
from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.store.delivery import DeliveriesAsked, list_deliveries
from shared.html import page
from shared.pages import PAGE_ROWS, After, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.service import Transaction, door, refuses

router = door("/deliveries", "消息送达")


@router.get("/page", summary="送达记录（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_deliveries(
    session: Transaction,
    by: Reader,
    state: Annotated[DeliveryState | Literal[""], Query(title="状态")] = "",
    channel: Annotated[ChannelName | Literal[""], Query(title="方式")] = "",
    region: Annotated[AnyRegion | Literal[""], Query(title="区划代码", description="村、镇街或县区")] = "",
    from_on: Annotated[date | Literal[""], Query(title="自哪天起")] = "",
    to_on: Annotated[date | Literal[""], Query(title="到哪天止", description="含当日")] = "",
    after: After = None,
) -> HTMLResponse:
    """后写的在前；每条消息走到哪一步、为什么没有送到。"""
    told = {"state": state, "channel": channel, "region": region, "from_on": from_on, "to_on": to_on}
    asked = DeliveriesAsked(
        state or None,
        channel or None,
        region or None,
        None,
        midnight(from_on or None),
        midnight(to_on or None, days=1),
    )
    found = await list_deliveries(session, asked, after=place(after), limit=PAGE_ROWS, latest_first=True)
    return page(
        "notifier",
        "deliveries.html",
        region=by.region,
        rows=[(view_of(delivery, message), message.written_at) for delivery, message in found],
        states=list(DeliveryState),
        ways=list(ChannelName),
        asked=told,
        query=urlencode({name: str(value) for name, value in told.items() if value}),
        next=cursor(found[-1][0].id) if len(found) == PAGE_ROWS else None,
        is_first=after is None,
    )
