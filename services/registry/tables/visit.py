"""Visits at home with what was found, problems with what became of them, and where villages lie."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.registry.rules.visit import ProblemAct, ProblemState
from services.registry.tables.row import Row, document, of, one_of, texts
from shared.database import INSTANT
from shared.ids import uuid7


class Visit(Row, table=True):
    """One version of a visit. `visit_id` was made by the client and is the same in all versions; the newest has no `replaced_at`.

    Positions are WGS84 in millionths of a degree. `gaps` says what it lacks to count for its campaign's round.
    """

    __tablename__ = "household_visit"
    __table_args__ = (
        UniqueConstraint("visit_id", "version", name="visit_version_once"),
        Index("visit_current", "visit_id", unique=True, postgresql_where=text("replaced_at IS NULL")),
        Index("visit_of_household", "household_id", "visited_on"),
        Index("visit_of_task", "task_id", "round"),
        Index("ix_household_visit_helper_id", "helper_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    visit_id: UUID
    version: int
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12)
    task_id: UUID | None = Field(default=None, sa_column_args=of("campaign_task"))
    round: int | None = None
    helper_id: UUID | None = Field(default=None, sa_column_args=of("helper"))
    visited_on: date
    met: list[UUID] = Field(default=[], sa_column=Column(ARRAY(Uuid), nullable=False))
    answers: dict[str, Any] = Field(default={}, sa_column=document())
    photos: list[dict[str, Any]] = Field(default=[], sa_column=document())
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    metres_off: int | None = None
    gaps: list[str] = Field(default=[], sa_column=texts())
    is_withdrawn: bool = False
    why: str = Field(default="", sa_type=Text)
    notes_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    fingerprint: str = Field(max_length=64)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=INSTANT)
    replaced_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Problem(Row, table=True):
    """Something wrong that a visit found: by when it is to be put right, by whom, and where that stands."""

    __tablename__ = "visit_problem"
    __table_args__ = (
        Index("problem_owed", "due_on", postgresql_where=text("state IN ('open', 'mended')")),
        Index("ix_visit_problem_visit_id", "visit_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    visit_id: UUID
    household_id: UUID = Field(sa_column_args=of("household"), index=True)
    task_id: UUID | None = Field(default=None, sa_column_args=of("campaign_task"), index=True)
    region: str = Field(max_length=12)
    found: str = Field(sa_type=Text)
    whose: str = Field(sa_type=Text)
    found_on: date
    due_on: date
    state: ProblemState = Field(sa_type=one_of(ProblemState))
    mended_by: str | None = Field(default=None, sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=INSTANT)


class ProblemStep(Row, table=True):
    """What was done about a problem. Only ever added."""

    __tablename__ = "visit_problem_step"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    problem_id: UUID = Field(sa_column_args=of("visit_problem"), index=True)
    region: str = Field(max_length=12)
    act: ProblemAct = Field(sa_type=one_of(ProblemAct))
    note: str = Field(sa_type=Text)
    papers: list[UUID] = Field(default=[], sa_column=Column(ARRAY(Uuid), nullable=False))
    due_on: date | None = None
    by: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=INSTANT)


class VillagePosition(Row, table=True):
    """Where a village lies, as somebody of the town or county said last."""

    __tablename__ = "village_position"
    __table_args__ = (UniqueConstraint("region", name="village_position_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    latitude_e6: int
    longitude_e6: int
    told_by: str = Field(sa_type=Text)
    told_at: datetime = Field(sa_type=INSTANT)
