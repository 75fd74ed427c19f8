"""What is told, and its way over each channel."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_form import Form
from services.notifier.rules.message_times import Lane, Priority, Wait
from services.notifier.rules.urgency import Urgency
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class HouseholdContact(Row, table=True):
    """That a household agreed to be written to itself. `sealed_contact` is who agreed and the telephone
    (`schemas.household_contact.KeptContact` as JSON); a withdrawn one keeps the row, without them."""

    __tablename__ = "household_contact"
    __table_args__ = (
        CheckConstraint("(withdrawn_on IS NULL) = (sealed_contact IS NOT NULL)", name="household_contact_until_withdrawn"),
        Index("household_contact_of_place", "region", "id"),
    )

    id: UUID = Field(primary_key=True)
    """The household's own."""
    region: str = Field(max_length=12)
    sealed_contact: bytes | None = Field(sa_type=LargeBinary)
    agreed_on: date
    entered_by: str = Field(sa_type=Text)
    entered_at: datetime = Field(sa_type=INSTANT)
    withdrawn_on: date | None = None
    withdrawn_by: str = Field(default="", sa_type=Text)
    revision: int = 0
    """Of the household's registration, as far as it was heard of: an older move changes nothing."""


class Message(Row, table=True):
    """Something to be told to one post, or to a household itself; without either it goes to the duty log. It is about a case, an
    errand, an order or a matter: of funds (a duty to publish, an objection, a payment, a household's statement by its household,
    a due of an asset), a complaint's task, or of a digest its post. What it says is kept in every form (`forms`, beside the
    whole text), for words change and what was said does not."""

    __tablename__ = "message"
    __table_args__ = (
        Index("message_of_place", "region", "id"),
        Index("message_written", "written_at"),
        Index("message_of_post", "post_id", "written_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID | None = Field(default=None, index=True)
    errand_id: UUID | None = Field(default=None, foreign_key="errand.id", index=True)
    matter_id: UUID | None = None
    order_id: UUID | None = Field(default=None, foreign_key="work_order.id")
    post_id: UUID | None = Field(default=None, foreign_key="post.id")
    household_id: UUID | None = Field(default=None, foreign_key="household_contact.id", index=True)
    region: str = Field(max_length=12)
    kind: MessageKind = Field(sa_type=one_of(MessageKind))
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    forms: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSONB)
    priority: Priority = Field(default=Priority.ORDINARY, sa_type=one_of(Priority))
    written_at: datetime = Field(sa_type=INSTANT)


class Delivery(Row, table=True):
    """A message's way over one channel. `rank` is the channel's place in its post's list, from zero; `urgency` is its message's,
    `form` what went out over it; `addressee_id` the post or the household whose hours are kept. `line` is the robot that it waits
    for, `waiting_since` since when its line lets it wait; `gateway_id` is what the other side calls it in its receipts;
    `heard_at` is when the last of them came."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "rank", name="delivery_once_per_channel"),
        Index("delivery_due", "channel", "urgency", "due_at", "id", postgresql_where=text("state IN ('queued', 'failed')")),
        Index("delivery_of_line", "line", "due_at", postgresql_where=text("line IS NOT NULL AND state IN ('queued', 'failed')")),
        Index("delivery_of_gateway", "channel", "gateway_id", postgresql_where=text("gateway_id IS NOT NULL")),
        Index(
            "delivery_to_gather",
            "addressee_id",
            "due_at",
            "id",
            postgresql_where=text("state = 'queued' AND wait IN ('digest', 'cap')"),
        ),
        Index("delivery_sent_to", "addressee_id", "sent_at", postgresql_where=text("sent_at IS NOT NULL AND lane <> 'at-once'")),
        Index("delivery_in_inbox", "due_at", "id", postgresql_where=text("channel = 'page' AND state = 'sent'")),
        Index("delivery_in_digest", "digest_id", postgresql_where=text("digest_id IS NOT NULL")),
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
    lane: Lane = Field(default=Lane.AT_ONCE, sa_type=one_of(Lane))
    addressee_id: UUID | None = None
    wait: Wait | None = Field(default=None, sa_type=one_of(Wait))
    form: Form | None = Field(default=None, sa_type=one_of(Form))
    digest_id: UUID | None = Field(default=None, foreign_key="message.id")
    line: str | None = Field(default=None, max_length=60)
    waiting_since: datetime | None = Field(default=None, sa_type=INSTANT)
    gateway_id: str | None = Field(default=None, max_length=120)
    heard_at: datetime | None = Field(default=None, sa_type=INSTANT)
