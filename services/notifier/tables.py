"""What notifier stores: who is told, what departments owe, and what became of every message.

No row names a household or a person in need: a case is known by its id. Officers' names and addresses are sealed.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.department import Department
from services.notifier.rules.errand import ErrandKind, ErrandLevel, ErrandState
from services.notifier.rules.escalation import Level
from services.notifier.rules.message import MessageKind
from services.notifier.rules.order import OrderState
from services.notifier.rules.order_rule import Addressee
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


class Row(SQLModel, registry=registry()):
    """A row of notifier, in metadata of its own."""


def _one_of(values: type[StrEnum]) -> Any:
    """A text column that holds an enumeration's values: a new value is a new line of code, not a migration."""
    return Enum(
        values, native_enum=False, create_constraint=False, length=32, values_callable=lambda each: [one.value for one in each]
    )


class Dispatch(Row, table=True):
    """That orders were given for a case: one row per case, which is what makes a repeated detection harmless."""

    __tablename__ = "dispatch"

    case_id: UUID = Field(primary_key=True)
    region: str = Field(max_length=12)
    trigger: Trigger = Field(sa_type=_one_of(Trigger))
    detected_at: datetime = Field(sa_type=INSTANT)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=64)


class FurtherDispatch(Row, table=True):
    """That a later fact of another kind was heard of and the departments that it concerns have their orders: once per case and
    trigger. The first trigger of a case stands in its dispatch."""

    __tablename__ = "further_dispatch"

    case_id: UUID = Field(primary_key=True, foreign_key="dispatch.case_id")
    trigger: Trigger = Field(primary_key=True, sa_type=_one_of(Trigger))
    region: str = Field(max_length=12)
    detected_at: datetime = Field(sa_type=INSTANT)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=64)


class WorkOrder(Row, table=True):
    """What one department owes for one case. `turn` counts how often it was opened."""

    __tablename__ = "work_order"
    __table_args__ = (
        UniqueConstraint("case_id", "department", name="work_order_once_per_department"),
        Index("work_order_owed", "due_at", postgresql_where=text("state IN ('open', 'accepted')")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(foreign_key="dispatch.case_id")
    region: str = Field(max_length=12)
    department: Department = Field(sa_type=_one_of(Department))
    task: str = Field(sa_type=Text)
    reference: str = Field(sa_type=Text)
    is_inferred: bool
    state: OrderState = Field(sa_type=_one_of(OrderState))
    turn: int = 1
    opened_at: datetime = Field(sa_type=INSTANT)
    due_at: datetime = Field(sa_type=INSTANT)
    accepted_at: datetime | None = Field(default=None, sa_type=INSTANT)
    accepted_by: str | None = Field(default=None, sa_type=Text)
    completed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    completed_by: str | None = Field(default=None, sa_type=Text)
    result: str | None = Field(default=None, sa_type=Text)
    is_late: bool | None = None
    reopened_because: str | None = Field(default=None, sa_type=Text)
    moved_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Errand(Row, table=True):
    """What an officer is to see to. `source_id` is an alert, a list, or what an order is about; of a list a village has
    one (`part`).

    One that was finished before it was heard of is there as finished, with the instant of that for everything else.
    """

    __tablename__ = "errand"
    __table_args__ = (
        UniqueConstraint("source_id", "part", "rule", name="errand_once"),
        Index("errand_owed", "due_at", postgresql_where=text("state = 'open'")),
        Index("errand_of_place", "region"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    kind: ErrandKind = Field(sa_type=_one_of(ErrandKind))
    source_id: UUID
    part: str = Field(default="", max_length=12)
    region: str = Field(max_length=12)
    task: str = Field(sa_type=Text)
    reference: str = Field(sa_type=Text)
    differences: int | None = None
    rule: str = Field(default="", max_length=60)
    """Of `policy/orders`, if one sent it; then with its title, page, and whom it was sent to."""
    title: str = Field(default="", max_length=40)
    addressee: Addressee | None = Field(default=None, sa_type=_one_of(Addressee))
    department: Department | None = Field(default=None, sa_type=_one_of(Department))
    page: str = Field(default="", sa_type=Text)
    is_by_hand: bool = False
    """Nothing else records that it was done: whoever was sent reports it."""
    reported_by: str = Field(default="", sa_type=Text)
    report: str = Field(default="", sa_type=Text)
    state: ErrandState = Field(sa_type=_one_of(ErrandState))
    opened_at: datetime = Field(sa_type=INSTANT)
    due_at: datetime = Field(sa_type=INSTANT)
    told: ErrandLevel | None = Field(default=None, sa_type=_one_of(ErrandLevel))
    moved_at: datetime | None = Field(default=None, sa_type=INSTANT)
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    is_late: bool | None = None


class Escalation(Row, table=True):
    """That a level was told of an overdue order: once per level and turn."""

    __tablename__ = "escalation"
    __table_args__ = (UniqueConstraint("order_id", "turn", "level", name="escalation_once_per_level"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    order_id: UUID = Field(foreign_key="work_order.id")
    region: str = Field(max_length=12)
    turn: int
    level: Level = Field(sa_type=_one_of(Level))
    told_at: datetime = Field(sa_type=INSTANT)


class Post(Row, table=True):
    """Who is told what concerns a place: its officer, or with a department, that department's desk there.

    `sealed_contact` is the name and the ways to reach them (`schemas.PutPost` as JSON); `channels` are those ways by kind.
    """

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("region", "department", name="post_once_per_desk", postgresql_nulls_not_distinct=True),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    department: Department | None = Field(default=None, sa_type=_one_of(Department))
    channels: list[str] = Field(sa_type=JSONB)
    sealed_contact: bytes = Field(sa_type=LargeBinary)
    changed_at: datetime = Field(sa_type=INSTANT)


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
    kind: MessageKind = Field(sa_type=_one_of(MessageKind))
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    written_at: datetime = Field(sa_type=INSTANT)


class Delivery(Row, table=True):
    """A message's way over one channel. `rank` is the channel's place in its post's list, from zero."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "rank", name="delivery_once_per_channel"),
        Index("delivery_due", "due_at", postgresql_where=text("state IN ('queued', 'failed')")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    message_id: UUID = Field(foreign_key="message.id")
    region: str = Field(max_length=12)
    rank: int
    channel: ChannelName = Field(sa_type=_one_of(ChannelName))
    state: DeliveryState = Field(default=DeliveryState.QUEUED, sa_type=_one_of(DeliveryState))
    attempts: int = 0
    due_at: datetime | None = Field(sa_type=INSTANT)
    last_error: str | None = Field(default=None, sa_type=Text)
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
