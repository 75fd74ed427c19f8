"""Orders to departments: that they were given, what each owes, and who was told that it is late."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.notifier.rules.department import Department
from services.notifier.rules.escalation import Level
from services.notifier.rules.order import OrderState
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
    """What one department owes for one case. `turn` counts how often it was opened."""

    __tablename__ = "work_order"
    __table_args__ = (
        UniqueConstraint("case_id", "department", name="work_order_once_per_department"),
        Index("work_order_owed", "due_at", postgresql_where=text("state IN ('open', 'accepted')")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(foreign_key="dispatch.case_id")
    region: str = Field(max_length=12)
    department: Department = Field(sa_type=one_of(Department))
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


class Escalation(Row, table=True):
    """That a level was told of an overdue order: once per level and turn."""

    __tablename__ = "escalation"
    __table_args__ = (UniqueConstraint("order_id", "turn", "level", name="escalation_once_per_level"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    order_id: UUID = Field(foreign_key="work_order.id")
    region: str = Field(max_length=12)
    turn: int
    level: Level = Field(sa_type=one_of(Level))
    told_at: datetime = Field(sa_type=INSTANT)
