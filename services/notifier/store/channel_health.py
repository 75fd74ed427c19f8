"""How many messages wait on each channel, and what became of the latest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ChannelName, DeliveryState

A_DAY = timedelta(days=1)

# What waits is found by an index that holds nothing else; the last day by when its messages were written.
_COUNT = text("""
SELECT channel, 'waiting' AS what, count(*) AS number, min(due_at) AS oldest
FROM delivery WHERE state IN ('queued', 'failed') GROUP BY channel
UNION ALL
SELECT d.channel, d.state, count(*), NULL
FROM delivery d JOIN message m ON m.id = d.message_id
WHERE m.written_at >= :since AND d.state NOT IN ('queued', 'failed') GROUP BY d.channel, d.state
""")


@dataclass(frozen=True)
class Tally:
    """Of one channel: what waits, since when the oldest is due, and by state what became of the last day's messages."""

    waiting: int
    oldest_due_at: datetime | None
    by_state: Mapping[DeliveryState, int]


async def tally_channels(session: AsyncSession, *, at: datetime) -> dict[ChannelName, Tally]:
    """Of the messages that the reader may see."""
    waiting: dict[ChannelName, tuple[int, datetime | None]] = {}
    ended: dict[ChannelName, dict[DeliveryState, int]] = {channel: {} for channel in ChannelName}
    for channel, what, number, oldest in await session.execute(_COUNT, {"since": at - A_DAY}):
        if what == "waiting":
            waiting[ChannelName(channel)] = (number, oldest)
        else:
            ended[ChannelName(channel)][DeliveryState(what)] = number
    return {channel: Tally(*waiting.get(channel, (0, None)), ended[channel]) for channel in ChannelName}
