"""What other systems may have: the events that are kept for them, who they are, and how far each has got."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, Index, LargeBinary, SmallInteger, Text, UniqueConstraint, text
from sqlmodel import Field

from services.notifier.rules.push import PushState
from services.notifier.rules.subscription import SubscriptionState, Way
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Feed(Row, table=True):
    """How far the feed goes: one row. Whoever keeps an event locks it until the event is there for all to see, so nothing ever
    appears before what was read already. Up to `forgotten` the events are gone."""

    __tablename__ = "feed"

    id: int = Field(default=1, sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    position: int = Field(sa_type=BigInteger)
    forgotten: int = Field(sa_type=BigInteger)


class FedEvent(Row, table=True):
    """An event as it leaves: CloudEvents, without what is ours alone. Its `position` is the order of the feed."""

    __tablename__ = "fed_event"
    __table_args__ = (UniqueConstraint("event_id", name="fed_event_once"), Index("fed_event_kept", "kept_at"))

    position: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    event_id: UUID
    type: str = Field(sa_type=Text)
    region: str = Field(max_length=12)
    """Empty for what concerns the whole country."""
    former_region: str = Field(default="", max_length=12)
    """Of what moved: whence."""
    body: bytes = Field(sa_type=LargeBinary)
    kept_at: datetime = Field(sa_type=INSTANT)


class Subscriber(Row, table=True):
    """Another system, and what a county lets it have. `places` are patterns of the region's code and of those it succeeded."""

    __tablename__ = "subscriber"
    __table_args__ = (UniqueConstraint("code", name="subscriber_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    code: str = Field(max_length=40)
    title: str = Field(max_length=60)
    region: str = Field(max_length=12)
    places: list[str] = Field(sa_type=ARRAY(Text))
    types: list[str] = Field(sa_type=ARRAY(Text))
    granted_by: str = Field(sa_type=Text)
    granted_at: datetime = Field(sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Subscription(Row, table=True):
    """What a subscriber asked to be sent. `sealed_endpoint` is the address and its secrets (`schemas.subscription.Endpoint`)."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index("subscription_of_subscriber", "subscriber_id"),
        Index(
            "subscription_once_over_the_bus",
            "subscriber_id",
            unique=True,
            postgresql_where=text("way = 'nats' AND state <> 'ended'"),
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    subscriber_id: UUID = Field(foreign_key="subscriber.id")
    code: str = Field(max_length=40)
    """The subscriber's."""
    region: str = Field(max_length=12)
    places: list[str] = Field(sa_type=ARRAY(Text))
    types: list[str] = Field(sa_type=ARRAY(Text))
    """Empty for whatever is granted."""
    way: Way = Field(sa_type=one_of(Way))
    sealed_endpoint: bytes = Field(sa_type=LargeBinary)
    state: SubscriptionState = Field(sa_type=one_of(SubscriptionState))
    opened_by: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=INSTANT)
    secret_renewed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    moved_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """When its address changed last."""
    paused_at: datetime | None = Field(default=None, sa_type=INSTANT)
    paused_because: str = Field(default="", sa_type=Text)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Progress(Row, table=True):
    """How far a subscription has got: everything up to `position` was delivered or set aside.

    `failures` in a row, the first of them at `failing_since`; `turn` counts how often the reading began anew.
    """

    __tablename__ = "progress"
    __table_args__ = (Index("progress_due", "due_at"),)

    subscription_id: UUID = Field(primary_key=True, foreign_key="subscription.id")
    code: str = Field(max_length=40)
    region: str = Field(max_length=12)
    position: int = Field(sa_type=BigInteger)
    turn: int = 1
    failures: int = 0
    failing_since: datetime | None = Field(default=None, sa_type=INSTANT)
    due_at: datetime = Field(sa_type=INSTANT)


class Push(Row, table=True):
    """An event on its way to one address: how often it was tried, and what came of it the last time. `answer` is the beginning
    of what the receiver said, masked. One that is `is_aside` is tried by itself, while later ones go on."""

    __tablename__ = "push"
    __table_args__ = (
        UniqueConstraint("subscription_id", "event_id", name="push_once"),
        Index("push_due", "due_at", postgresql_where=text("state = 'failed' AND is_aside")),
        Index("push_latest", "subscription_id", "last_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    subscription_id: UUID = Field(foreign_key="subscription.id")
    code: str = Field(max_length=40)
    region: str = Field(max_length=12)
    event_id: UUID
    type: str = Field(sa_type=Text)
    state: PushState = Field(sa_type=one_of(PushState))
    is_aside: bool = False
    attempts: int
    status: int | None = None
    error: str = Field(default="", sa_type=Text)
    answer: str = Field(default="", sa_type=Text)
    took_ms: int
    first_at: datetime = Field(sa_type=INSTANT)
    last_at: datetime = Field(sa_type=INSTANT)
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
