"""Procedures of identification, exit and relapse: where each stands, every step that was taken, and what it changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlmodel import Field

from services.registry.rules.assurance import Assurance, Finding
from services.registry.rules.judging import Officer, StageKind
from services.registry.rules.poverty import Axis, PovertyState, ProcedureKind, StateOrigin
from services.registry.rules.procedure import Outcome, ProcedureState
from services.registry.tables.row import Row, document, of, one_of, texts
from shared.database import INSTANT
from shared.ids import uuid7


class Procedure(Row, table=True):
    """One judging of one household, or of somebody who applies and is in no household yet (`applicant_hash`).

    `stages` are the keys of its stages as they stood when it was opened; `at_stage` is the position of the current one.
    `due_on` is the current stage's, `whole_due_on` the whole procedure's.
    """

    __tablename__ = "procedure"
    __table_args__ = (
        Index(
            "procedure_open_once",
            "household_id",
            "axis",
            unique=True,
            postgresql_where=text("ended_at IS NULL AND household_id IS NOT NULL"),
        ),
        Index(
            "procedure_applicant_once",
            "applicant_hash",
            "axis",
            unique=True,
            postgresql_where=text("ended_at IS NULL AND applicant_hash IS NOT NULL"),
        ),
        Index("procedure_owed", "due_on", postgresql_where=text("ended_at IS NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12, index=True)
    household_id: UUID | None = Field(default=None, sa_column_args=of("household"), index=True)
    applicant_hash: str | None = Field(default=None, max_length=64)
    applicant_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    members: int | None = None
    kind: ProcedureKind = Field(sa_type=one_of(ProcedureKind))
    target: PovertyState = Field(sa_type=one_of(PovertyState))
    axis: Axis = Field(sa_type=one_of(Axis))
    policy: str = Field(sa_type=Text)
    policy_version: str = Field(sa_type=Text)
    stages: list[str] = Field(sa_column=texts())
    at_stage: int = 0
    entered_on: date
    due_on: date | None = None
    clue_on: date
    whole_due_on: date | None = None
    case_id: UUID | None = Field(default=None, sa_column_args=of("relief_case"), index=True)
    state: ProcedureState = Field(default=ProcedureState.RUNNING, sa_type=one_of(ProcedureState))
    opened_at: datetime = Field(sa_type=INSTANT)
    opened_by: str = Field(sa_type=Text)
    why: str = Field(sa_type=Text)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ProcedureStep(Row, table=True):
    """Something that was done at a stage: who, when, why, with which papers. Only ever added."""

    __tablename__ = "procedure_step"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    procedure_id: UUID = Field(sa_column_args=of("procedure"), index=True)
    region: str = Field(max_length=12)
    stage: str = Field(max_length=40)
    at_stage: int
    kind: StageKind = Field(sa_type=one_of(StageKind))
    outcome: Outcome = Field(sa_type=one_of(Outcome))
    leads_to: int | None = None
    by: str = Field(sa_type=Text)
    officer: Officer = Field(sa_type=one_of(Officer))
    done_on: date
    recorded_at: datetime = Field(sa_type=INSTANT)
    why: str = Field(default="", sa_type=Text)
    evidence: dict[str, Any] = Field(default={}, sa_column=document())
    papers: list[dict[str, Any]] = Field(default=[], sa_column=document())
    due_on: date | None = None
    is_late: bool = False


class JudgedAssurance(Row, table=True):
    """What one visit found of one of the five assurances; the database asks these rows before it lets a household out."""

    __tablename__ = "judged_assurance"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    procedure_id: UUID = Field(sa_column_args=of("procedure"), index=True)
    step_id: UUID = Field(sa_column_args=of("procedure_step"), index=True)
    region: str = Field(max_length=12)
    assurance: Assurance = Field(sa_type=one_of(Assurance))
    finding: Finding = Field(sa_type=one_of(Finding))
    note: str = Field(default="", sa_type=Text)


class PovertyEntry(Row, table=True):
    """A household's state on one axis, from a day on, and why: the procedure that came to its end, or the national answer.

    `until_on` is the day on which another state took its place; nothing else of an entry is ever changed.
    """

    __tablename__ = "poverty_entry"
    __table_args__ = (
        Index("poverty_entry_current", "household_id", "axis", unique=True, postgresql_where=text("until_on IS NULL")),
        Index("poverty_entry_of_state", "state", "id", postgresql_where=text("until_on IS NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"), index=True)
    region: str = Field(max_length=12)
    axis: Axis = Field(sa_type=one_of(Axis))
    state: PovertyState = Field(sa_type=one_of(PovertyState))
    since_on: date
    until_on: date | None = None
    origin: StateOrigin = Field(sa_type=one_of(StateOrigin))
    procedure_id: UUID | None = Field(default=None, sa_column_args=of("procedure"), index=True)
    national_reference: str | None = Field(default=None, sa_type=Text)
    by: str = Field(sa_type=Text)
    why: str = Field(sa_type=Text)
    papers: list[dict[str, Any]] = Field(default=[], sa_column=document())
    recorded_at: datetime = Field(sa_type=INSTANT)
