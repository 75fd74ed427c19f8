"""How each way out is: last success, failures, what waits. For those who run the platform and answer for a county."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi.responses import HTMLResponse

from services.notifier.channels import settings
from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.line import PACES, is_closed
from services.notifier.schemas.channel import ChannelState, ChannelView
from services.notifier.store.channel_health import Tally, tally_channels
from services.notifier.store.line import list_lines, state_of
from services.notifier.tables import Line
from shared.clock import now
from shared.html import page
from shared.security import Principal, Role, may
from shared.service import Transaction, door

router = door("/channels", "消息送达")

Watcher = Annotated[Principal, may(Role.COUNTY, Role.OPERATOR, Role.AUDITOR)]
_OUT = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.UNDELIVERED)


@router.get("", summary="各种方式的状况")
async def list_channels(session: Transaction, by: Watcher) -> list[ChannelView]:
    """是否配置、是否暂停、最近一次发出和失败、等候的条数；条数只算本辖区的消息。"""
    at, configured = now(), settings.current().configured()
    tallies, lines = await tally_channels(session, at=at), await list_lines(session)
    return [
        _view(channel, [line for line in lines if line.channel is channel], tallies[channel], configured[channel], at=at)
        for channel in ChannelName
    ]


@router.get("/page", summary="各种方式的状况（网页）", response_class=HTMLResponse)
async def show_channels(session: Transaction, by: Watcher) -> HTMLResponse:
    """哪种方式不通、等候多少、何时再试。"""
    found = await list_channels(session, by)
    paces = [(channel.label, pace) for channel, pace in PACES.items()]
    return page("notifier", "channels.html", region=by.region, channels=found, paces=paces, at=now())


def _view(channel: ChannelName, lines: Sequence[Line], tally: Tally, is_configured: bool, *, at: datetime) -> ChannelView:
    shut = [line.closed_until for line in lines if line.closed_until and is_closed(state_of(line), at)]
    sent = max((line.last_sent_at for line in lines if line.last_sent_at), default=None)
    failed = max((line for line in lines if line.last_failed_at), key=lambda line: line.last_failed_at or at, default=None)
    failed_at = failed.last_failed_at if failed else None
    state = ChannelState.CLOSED if lines and len(shut) == len(lines) else ChannelState.WELL
    if state is ChannelState.WELL and (shut or (failed_at and (sent is None or failed_at > sent))):
        state = ChannelState.FAILING
    return ChannelView(
        channel=channel,
        name=channel.label,
        state=state if is_configured else ChannelState.UNSET,
        closed_until=min(shut, default=None),
        lines=len(lines),
        closed_lines=len(shut),
        last_sent_at=sent,
        last_failed_at=failed_at,
        last_error=failed.last_error if failed else None,
        waiting=tally.waiting,
        oldest_due_at=tally.oldest_due_at,
        sent=sum(tally.by_state.get(each, 0) for each in _OUT),
        delivered=tally.by_state.get(DeliveryState.DELIVERED, 0) + tally.by_state.get(DeliveryState.READ, 0),
        undelivered=tally.by_state.get(DeliveryState.UNDELIVERED, 0),
        given_up=tally.by_state.get(DeliveryState.GIVEN_UP, 0),
    )
