"""What the officer of a place is to see to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.notifier.rules.department import Department
from services.notifier.rules.errand import ErrandKind, ErrandLevel, ErrandState
from services.notifier.rules.order_rule import Addressee
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


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
    kind: ErrandKind = Field(sa_type=one_of(ErrandKind))
    source_id: UUID
    part: str = Field(default="", max_length=12)
    region: str = Field(max_length=12)
    task: str = Field(sa_type=Text)
    reference: str = Field(sa_type=Text)
    differences: int | None = None
    rule: str = Field(default="", max_length=60)
    """Of `policy/orders`, if one sent it; then with its title, page, and whom it was sent to."""
    title: str = Field(default="", max_length=40)
    addressee: Addressee | None = Field(default=None, sa_type=one_of(Addressee))
    department: Department | None = Field(default=None, sa_type=one_of(Department))
    page: str = Field(default="", sa_type=Text)
    is_by_hand: bool = False
    """Nothing else records that it was done: whoever was sent reports it."""
    reported_by: str = Field(default="", sa_type=Text)
    report: str = Field(default="", sa_type=Text)
    state: ErrandState = Field(sa_type=one_of(ErrandState))
    opened_at: datetime = Field(sa_type=INSTANT)
    due_at: datetime = Field(sa_type=INSTANT)
    told: ErrandLevel | None = Field(default=None, sa_type=one_of(ErrandLevel))
    moved_at: datetime | None = Field(default=None, sa_type=INSTANT)
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    is_late: bool | None = None
