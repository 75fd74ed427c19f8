"""Duties to publish, and the postings that prove them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field

from services.funds.rules.duty import DutyState
from services.funds.rules.publishing import Level, Outlet
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Duty(Row, table=True):
    """That a place has to publish something, where and by when.

    `owner` is the code of the place that owes it; `region` is where its matter lies: whoever may write that may write this.

    `key` says what there is one duty of. `month` is set where a month's entries are published together.
    """

    __tablename__ = "publishing_duty"
    __table_args__ = (
        Index("duty_of_owner", "owner", "due_on"),
        Index("duty_owed", "due_on", postgresql_where=text("state = 'owed'")),
        Index("duty_of_entry", "entry_id"),
        Index("duty_of_notice", "notice_id"),
        CheckConstraint("(state = 'owed') = (met_on IS NULL)", name="duty_met_on_a_day"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    key: str = Field(max_length=120, unique=True)
    content: str = Field(max_length=40)
    title: str = Field(max_length=200)
    region: str = Field(max_length=12)
    owner: str = Field(max_length=12)
    level: Level = Field(sa_type=one_of(Level))
    outlet: Outlet = Field(sa_type=one_of(Outlet))
    days: int | None = None
    working_days: int | None = None
    policy: str = Field(max_length=64)
    entry_id: UUID | None = Field(default=None, foreign_key="disclosure.id")
    notice_id: UUID | None = Field(default=None, foreign_key="notice.id")
    month: str | None = Field(default=None, max_length=7)
    arose_on: date
    due_on: date
    state: DutyState = Field(sa_type=one_of(DutyState))
    met_on: date | None = None
    until_on: date | None = None
    """Until which day it has to stand; empty for what stands for ever, and while nothing is posted."""
    urged_on: date | None = None
    """On which day its owner was told that it is late."""
    escalates_on: date
    """From which day on the county is told."""
    escalated_on: date | None = None


class DutyProof(Row, table=True):
    """Proof that something was posted: where, from when, by whom, with a photo or an address."""

    __tablename__ = "duty_proof"
    __table_args__ = (
        CheckConstraint("(photo_id IS NULL) <> (address IS NULL)", name="duty_proof_is_one"),
        CheckConstraint("taken_on IS NULL OR taken_on >= from_on", name="duty_proof_runs_forward"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    duty_id: UUID = Field(foreign_key="publishing_duty.id", index=True)
    region: str = Field(max_length=12)
    place: str = Field(max_length=200)
    photo_id: UUID | None = None
    address: str | None = Field(default=None, sa_type=Text)
    from_on: date
    until_on: date | None = None
    taken_on: date | None = None
    posted_by: str = Field(max_length=100)
    posted_at: datetime = Field(sa_type=INSTANT)
    taken_by: str | None = Field(default=None, max_length=100)
