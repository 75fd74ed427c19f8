"""What goes over the bus and comes from it, as those see it who do not speak NATS."""

from dataclasses import dataclass
from typing import Protocol

from shared.events.wire import CONTENT_TYPE


@dataclass(frozen=True)
class Outgoing:
    """A message to publish: `id` lets the broker drop a second copy."""

    subject: str
    body: bytes
    id: str
    traceparent: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        headers = {"Nats-Msg-Id": self.id, "Content-Type": CONTENT_TYPE}
        return headers | {"traceparent": self.traceparent} if self.traceparent else headers


class Delivery(Protocol):
    """One message handed to one handler: exactly one of ack, retry and bury settles it."""

    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> bytes: ...
    @property
    def number(self) -> int: ...
    @property
    def traceparent(self) -> str | None: ...
    @property
    def behind(self) -> int:
        """How many more waited at the broker when this one was handed out."""

    async def ack(self) -> None: ...
    async def retry(self, after_s: float) -> None: ...
    async def bury(self, handler: str, reason: dict[str, object]) -> None: ...
