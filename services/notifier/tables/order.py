"""Orders: that a case's were given, what each office owes, and who was told that a case's order is late."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.notifier.rules.department import Department
from services.notifier.rules.escalation import Level
from services.notifier.rules.office import Office
from services.notifier.rules.order import OrderState
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_rule import Addressee
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


class Dispatch(Row, table=True):
    """That orders were given for a case: one row per case, which is what makes a repeated detection harmless."""

    __tablename__ = "dispatch"

    case_id: UUID = Field(primary_key=True)
    region: str = Field(max_length=12)
    trigger: Trigger = Field(sa_type=one_of(Trigger))
    detected_at: datetime = Field(sa_type=INSTANT)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=64)


class FurtherDispatch(Row, table=True):
    """That a later fact of another kind was heard of and the departments that it concerns have their orders: once per case and
    trigger. The first trigger of a case stands in its dispatch."""

    __tablename__ = "further_dispatch"

    case_id: UUID = Field(primary_key=True, foreign_key="dispatch.case_id")
    trigger: Trigger = Field(primary_key=True, sa_type=one_of(Trigger))
    region: str = Field(max_length=12)
    detected_at: datetime = Field(sa_type=INSTANT)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=64)


class WorkOrder(Row, table=True):
    """What an office, or a person in it, owes: of a case (`assistance`), or of any other kind. `turn` counts how often it was
    opened.

    `steps_told` and `next_step_at`: how many reminders and urgings of its kind are behind, and when the next is due; of a case's
    orders the reminders alone, for their levels are told by another table (`escalation`). Of a restricted order the task says
    nothing: what it is about and what was done stand in its acts.
    """

    __tablename__ = "work_order"
    __table_args__ = (
        UniqueConstraint("case_id", "department", name="work_order_once_per_department"),
        CheckConstraint("(kind = 'assistance') = (case_id IS NOT NULL)", name="work_order_of_a_case"),
        CheckConstraint("num_nonnulls(addressee, department) > 0", name="work_order_for_somebody"),
        Index("work_order_owed", "due_at", postgresql_where=text("state IN ('open', 'accepted', 'asked')")),
        Index("work_order_of_holder", "holder_id"),
        Index("work_order_completed", "completed_by", "completed_at"),
        Index("work_order_of_place", "region"),
        Index("work_order_of_household", "household_id", postgresql_where=text("household_id IS NOT NULL")),
        Index("work_order_of_series", "series", "region", unique=True, postgresql_where=text("series <> ''")),
        Index("work_order_next_step", "next_step_at", postgresql_where=text("next_step_at IS NOT NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID | None = Field(default=None, foreign_key="dispatch.case_id")
    region: str = Field(max_length=12)
    department: Department | None = Field(default=None, sa_type=one_of(Department))
    task: str = Field(sa_type=Text)
    reference: str = Field(sa_type=Text)
    is_inferred: bool
    state: OrderState = Field(sa_type=one_of(OrderState))
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
    kind: OrderKind = Field(default=OrderKind.ASSISTANCE, sa_type=one_of(OrderKind))
    title: str = Field(default="", sa_type=Text)
    problem: str = Field(default="", sa_type=Text)
    """Of a rectification: what is wrong; with the measure that is to mend it, and who found it."""
    measure: str = Field(default="", sa_type=Text)
    found_by: str = Field(default="", sa_type=Text)
    page: str = Field(default="", sa_type=Text)
    """Behind the gateway, where what it is about can be seen."""
    given_by: str = Field(default="", sa_type=Text)
    series: str = Field(default="", sa_type=Text)
    """Of what comes back: which report and day (`rules.report_calendar`), or which line of a list."""
    rule: str = Field(default="", max_length=60)
    """Of `policy/orders`, if one gave it."""
    is_by_record: bool = False
    """Another service's record ends it, and no word of whoever does it."""
    papers: list[str] = Field(default_factory=list, sa_type=JSONB)
    is_checked: bool = False
    is_restricted: bool = False
    steps_told: int = 0
    addressee: Addressee | None = Field(default=None, sa_type=one_of(Addressee))
    household_id: UUID | None = None
    source_id: UUID | None = None
    holder_id: UUID | None = Field(default=None, foreign_key="post.id")
    checked_by: str | None = Field(default=None, sa_type=Text)
    checked_at: datetime | None = Field(default=None, sa_type=INSTANT)
    next_step_at: datetime | None = Field(default=None, sa_type=INSTANT)

    @property
    def office(self) -> Office:
        return Office(self.addressee, self.department)

    @property
    def case(self) -> UUID:
        """Of a case's order."""
        assert self.case_id is not None
        return self.case_id

    @property
    def owed_by(self) -> Department:
        """The same: which department owes it."""
        assert self.department is not None
        return self.department


class OrderCause(Row, table=True):
    """What a rule of `policy/orders` heard of one thing: when it last happened and when it was last over, whichever was heard of
    first; with the order that it gave. One row a rule, thing and place, and held while anything about it is judged."""

    __tablename__ = "order_cause"

    source_id: UUID = Field(primary_key=True)
    part: str = Field(primary_key=True, max_length=12)
    rule: str = Field(primary_key=True, max_length=60)
    region: str = Field(max_length=12)
    caused_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    extended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """What the last extension said, which may be heard of before the order is given."""
    order_id: UUID | None = Field(default=None, foreign_key="work_order.id", index=True)


class HouseholdMove(Row, table=True):
    """Where a household moved last: an order about it may be heard of later, and then from its old place."""

    __tablename__ = "household_move"

    household_id: UUID = Field(primary_key=True)
    region: str = Field(max_length=12)
    revision: int
    moved_at: datetime = Field(sa_type=INSTANT)


class Escalation(Row, table=True):
    """That a level was told of an overdue order: once per level and turn."""

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("order_id", "turn", "level", name="escalation_once_per_level"),
        Index("escalation_of_time", "told_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    order_id: UUID = Field(foreign_key="work_order.id")
    region: str = Field(max_length=12)
    turn: int
    level: Level = Field(sa_type=one_of(Level))
    told_at: datetime = Field(sa_type=INSTANT)
