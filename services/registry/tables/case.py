"""Immediate-assistance cases with their timeline. Facts and steps are only ever added."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.registry.rules.case import Origin, Part, PartState, What
from services.registry.tables.row import Row, of, one_of
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


class Case(Row, table=True):
    """An immediate-assistance case (即时帮扶台账); at most one open per household."""

    __tablename__ = "relief_case"
    __table_args__ = (Index("case_open_once", "household_id", unique=True, postgresql_where=text("closed_at IS NULL")),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12, index=True)
    trigger: Trigger = Field(sa_type=one_of(Trigger))
    origin: Origin = Field(sa_type=one_of(Origin))
    detected_at: datetime = Field(sa_type=INSTANT)
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)


class CaseFact(Row, table=True):
    """Why a case was opened, or what became known of the household while it was open."""

    __tablename__ = "case_fact"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=of("relief_case"), index=True)
    region: str = Field(max_length=12)
    trigger: Trigger = Field(sa_type=one_of(Trigger))
    origin: Origin = Field(sa_type=one_of(Origin))
    happened_on: date | None = None
    burden_fen: int | None = Field(default=None, sa_type=BigInteger)
    reported_as: UUID | None = None
    noted_by: str = Field(sa_type=Text)
    noted_at: datetime = Field(sa_type=INSTANT)


class CaseStep(Row, table=True):
    """Something that another service did for a case; see `rules.case.Step`. `who` is the department that owes a work order."""

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("case_id", "event_id", "task", name="case_step_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=of("relief_case"))
    region: str = Field(max_length=12)
    event_id: UUID
    part: Part = Field(sa_type=one_of(Part))
    what: What = Field(sa_type=one_of(What))
    task: str = Field(default="", max_length=36)
    who: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=INSTANT)
    after_ms: int = Field(sa_type=BigInteger)
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    done_on: date | None = None
    is_late: bool | None = None


class CasePart(Row, table=True):
    """How one part of a case stands: `rules.case.progress` of its steps, kept so that lists can be filtered by it."""

    __tablename__ = "case_part"
    __table_args__ = (
        UniqueConstraint("case_id", "part", name="case_part_once"),
        Index("case_part_owed", "due_at", postgresql_where=text("done_at IS NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=of("relief_case"))
    region: str = Field(max_length=12)
    part: Part = Field(sa_type=one_of(Part))
    state: PartState = Field(sa_type=one_of(PartState))
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    started_at: datetime | None = Field(default=None, sa_type=INSTANT)
    done_at: datetime | None = Field(default=None, sa_type=INSTANT)
    is_late: bool = False
