"""Notices and announcements as anyone may read them, and the objections that anyone may leave.

Nothing in a notice or its lines is secret: names stand in them masked. What an objector wrote is sealed, in a table that
villages cannot read.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from services.registry.rules.judging import StageKind
from services.registry.rules.poverty import PovertyState, ProcedureKind
from services.registry.tables.row import Row, document, of, one_of
from shared.database import INSTANT
from shared.ids import uuid7
from shared.notices.rows import ObjectionLetterRow, ObjectionRow


class Notice(Row, table=True):
    """A list that was posted. `region` is the village, town or county that it speaks for. The term runs from `begun_on`, the
    day on which it could be read here too. It is over when none of its lines runs any more."""

    __tablename__ = "notice"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12, index=True)
    kind: StageKind = Field(sa_type=one_of(StageKind))
    procedure_kind: ProcedureKind = Field(sa_type=one_of(ProcedureKind))
    policy: str = Field(sa_type=Text)
    stage: str = Field(max_length=40)
    place: str = Field(sa_type=Text)
    photo_id: UUID
    posted_on: date
    begun_on: date
    posted_by: str = Field(sa_type=Text)
    posted_at: datetime = Field(sa_type=INSTANT)


class NoticeLine(Row, table=True):
    """One household on a notice. `until_on` is the last day of its term; `ended_on` is later, or an objection was upheld."""

    __tablename__ = "notice_line"
    __table_args__ = (Index("notice_line_running", "procedure_id", unique=True, postgresql_where=text("ended_on IS NULL")),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    notice_id: UUID = Field(sa_column_args=of("notice"), index=True)
    procedure_id: UUID = Field(sa_column_args=of("procedure"), index=True)
    region: str = Field(max_length=12)
    shown_as: str = Field(sa_type=Text)
    members: int | None = None
    target: PovertyState = Field(sa_type=one_of(PovertyState))
    until_on: date
    ended_on: date | None = None
    is_stopped: bool = False


class Objection(ObjectionRow, Row, table=True):
    """That somebody objected, and what came of it."""

    __tablename__ = "objection"
    __table_args__ = (Index("objection_owed", "due_on", postgresql_where=text("answered_at IS NULL")),)

    papers: list[dict[str, Any]] = Field(default=[], sa_column=document())


class ObjectionLetter(ObjectionLetterRow, Row, table=True):
    """What an objector wrote; villages cannot read it."""

    __tablename__ = "objection_letter"
