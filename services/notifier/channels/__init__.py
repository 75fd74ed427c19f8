"""The ways to reach people, each behind the same small protocol: a letter and a contact in, an outcome out, never an exception
for what a network or a receiver may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from services.notifier.rules.delivery import ChannelName, Outcome
from services.notifier.rules.message import MessageKind


@dataclass(frozen=True)
class Letter:
    """A message as it goes out. `message_id` is the same on every attempt and channel: receivers drop what they know."""

    message_id: UUID
    case_id: UUID | None
    errand_id: UUID | None
    order_id: UUID | None
    region: str
    kind: MessageKind
    subject: str
    body: str
    written_at: datetime


class Channel(Protocol):
    """A way to reach somebody."""

    async def send(self, letter: Letter, to: Any) -> Outcome:
        """Try once, within the channel's own time limit. `to` is the contact of this channel's kind (`schemas.Contact`)."""


Channels = Mapping[ChannelName, Channel]
