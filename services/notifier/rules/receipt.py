"""What a receipt changes: a gateway says that a message reached its telephone, or did not; somebody says the same of a letter.

| channel | what is known after `sent` |
|---|---|
| short message | delivered or not, where the gateway gives receipts |
| letter | handed over, or came back |
| inbox | read, or nobody read it in time (`policy/message_times`) |
| e-mail, robots, webhooks, duty log | nothing: the other side took it, and says no more |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.notifier.rules.delivery import DeliveryState as State

MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.SENT: frozenset({State.DELIVERED, State.UNDELIVERED, State.READ}),
    # A telephone that was off for a day and is on again: the later word is the truth, though another way was taken meanwhile.
    State.UNDELIVERED: frozenset({State.DELIVERED, State.READ}),
    State.DELIVERED: frozenset({State.READ}),
    # The gateway took it although its answer was lost on the way: it must not be sent again.
    State.FAILED: frozenset({State.DELIVERED, State.READ}),
    State.GIVEN_UP: frozenset({State.DELIVERED, State.READ}),
}
"""From which state a receipt leads where. Everything absent changes nothing: receipts come twice, late, and out of order."""


@dataclass(frozen=True)
class Receipt:
    """What was said of one message. `gateway_id` is what the gateway calls it, empty where there is none; `message_id`, where it
    gives back our own."""

    gateway_id: str
    state: State
    reason: str = ""
    at: datetime | None = None
    message_id: str = ""


def is_news(now: State, told: State) -> bool:
    """Whether it changes anything."""
    return told in MOVES.get(now, frozenset())
