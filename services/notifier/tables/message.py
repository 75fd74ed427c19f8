"""What is told, and its way over each channel."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, SmallInteger, Text, UniqueConstraint, text
from sqlmodel import Field

from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.message import MessageKind
from services.notifier.rules.urgency import Urgency
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Message(Row, table=True):
    """Something to be told to one post; without a post it goes to the duty log. It is about a case, an errand or a matter
    of funds (a duty to publish, an objection, a payment, a household's statement by its household, a due of an asset)."""

    __tablename__ = "message"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID | None = Field(default=None, index=True)
    errand_id: UUID | None = Field(default=None, foreign_key="errand.id", index=True)
    matter_id: UUID | None = None
    order_id: UUID | None = Field(default=None, foreign_key="work_order.id")
    post_id: UUID | None = Field(default=None, foreign_key="post.id")
    region: str = Field(max_length=12)
    kind: MessageKind = Field(sa_type=one_of(MessageKind))
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    written_at: datetime = Field(sa_type=INSTANT)


class Delivery(Row, table=True):
    """A message's way over one channel. `rank` is the channel's place in its post's list, from zero; `urgency` is that of
    its message."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "rank", name="delivery_once_per_channel"),
        Index("delivery_due", "due_at", postgresql_where=text("state IN ('queued', 'failed')")),
        Index("delivery_by_urgency", "urgency", "due_at", "id", postgresql_where=text("state IN ('queued', 'failed')")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    message_id: UUID = Field(foreign_key="message.id")
    region: str = Field(max_length=12)
    rank: int
    urgency: int = Field(default=Urgency.ORDINARY, sa_type=SmallInteger)
    channel: ChannelName = Field(sa_type=one_of(ChannelName))
    state: DeliveryState = Field(default=DeliveryState.QUEUED, sa_type=one_of(DeliveryState))
    attempts: int = 0
    due_at: datetime | None = Field(sa_type=INSTANT)
    last_error: str | None = Field(default=None, sa_type=Text)
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
