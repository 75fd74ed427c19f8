"""What one service does about one kind of event, and how much of it at a time."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.errors import Refusal
from shared.events import Event
from shared.parcels import Delivery

WORKERS = 8
"""Messages of one handler at work at the same time, each in its transaction. Handlers must not rely on order (and the inbox makes
each one count once)."""
TOGETHER = 64
"""Messages that a handler takes in one transaction, if it takes them together; as many more may wait in this process."""
TOGETHER_WITH_PATIENCE = 256
"""Of those that nobody waits for. It sets how long a hundred thousand take (a patience for each load), and how long who comes
meanwhile may have to wait for a load to be through: some 0.2 s."""

TOGETHER_IN_A_FLOOD = 256
"""Of those that are only put down."""

E = TypeVar("E", bound=Event)
HandleMany = Callable[[AsyncSession, Sequence[E]], Awaitable[object]]
AnswerRefusal = Callable[[AsyncSession, Delivery, Refusal], Awaitable[object]]


@dataclass(frozen=True)
class Handler:
    """What one service does about one kind of event."""

    durable: str
    event_type: type[Event]
    handle: HandleMany[Any]
    answer: AnswerRefusal | None = None
    together: int = 1
    """How many events `handle` takes at a time."""
    patience_s: float = 0.0
    """How long the first of them waits for company."""
    in_a_flood: HandleMany[Any] | None = None
    """What is done instead while many more wait behind these."""
    failures: Counter[int] = field(default_factory=Counter, compare=False, repr=False)
    """How often each message failed here. Whoever starts anew counts anew: rather one try too many than one too few."""

    @property
    def name(self) -> str:
        """What the service calls what it does."""
        return self.durable.partition("-")[2]

    @property
    def workers(self) -> int:
        return WORKERS if self.together == 1 else 1

    @property
    def in_flight(self) -> int:
        """The broker hands out no more than this before one of them is settled."""
        if self.together == 1:
            return WORKERS
        return 2 * (TOGETHER_IN_A_FLOOD if self.in_a_flood else self.together)

    def at_once(self, first: Delivery) -> int:
        """How many are taken together, if this is the first of them."""
        return TOGETHER_IN_A_FLOOD if self.is_flooded(first) else self.together

    def is_flooded(self, last: Delivery) -> bool:
        """Whether at least as many more wait at the broker as are taken together; then `in_a_flood` is what is to be done."""
        return self.in_a_flood is not None and last.behind >= self.together

    def verb(self, deliveries: Sequence[Delivery]) -> HandleMany[Any]:
        """What is done about these."""
        return self.in_a_flood if self.in_a_flood and self.is_flooded(deliveries[-1]) else self.handle
