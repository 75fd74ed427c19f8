"""Notices as anyone may read them, and the objections that anyone may leave.

Nothing in a notice or its lines is secret: what stands there was masked or checked before (`rules.public_text`). What an objector
wrote is sealed, in a table that villages cannot read.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.notice import NoticeAbout
from services.funds.tables.row import Row, one_of
from shared.ids import uuid7
from shared.notices.rows import ObjectionLetterRow, ObjectionRow


class Notice(Row, table=True):
    """A notice. `region` is the village, town or county that it is posted for. `until_on` is the last day of its term.

    `begun_on` is the day whose next day is the first that counts; empty while the policy waits for the posting on the board, and
    then `until_on` is only what it would be. `about_id` is empty for what is said in words alone.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_about", "about", "about_id"),
        Index("notice_of_place", "region", "id"),
        CheckConstraint("(days IS NULL) <> (working_days IS NULL)", name="notice_has_one_term"),
        CheckConstraint("until_on >= opened_on", name="notice_runs_forward"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    about: NoticeAbout = Field(sa_type=one_of(NoticeAbout))
    about_id: UUID
    region: str = Field(max_length=12)
    title: str = Field(max_length=200)
    days: int | None = None
    working_days: int | None = None
    policy: str = Field(max_length=64)
    opened_on: date
    begun_on: date | None = None
    until_on: date
    opened_by: str = Field(max_length=100)
    is_stopped: bool = False
    ended_on: date | None = None
    """Of one that was stopped: the day."""


class CommissionedNotice(Row, table=True):
    """A notice that another service asked for, and whether it was told how it ended. `id` is that service's own of the matter."""

    __tablename__ = "commissioned_notice"
    __table_args__ = (Index("commissioned_notice_untold", "id", postgresql_where=text("told_on IS NULL")),)

    id: UUID = Field(primary_key=True)
    notice_id: UUID = Field(foreign_key="notice.id", unique=True)
    region: str = Field(max_length=12)
    told_on: date | None = None


class NoticeLine(Row, table=True):
    """One line of a notice, as it may be read by anyone."""

    __tablename__ = "notice_line"
    __table_args__ = (UniqueConstraint("notice_id", "position", name="notice_line_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    notice_id: UUID = Field(foreign_key="notice.id")
    region: str = Field(max_length=12)
    position: int
    who: str = Field(max_length=200)
    says: str = Field(max_length=200)
    amount_fen: int | None = Field(default=None, sa_type=BigInteger)


class Objection(ObjectionRow, Row, table=True):
    """That somebody objected, and what came of it."""

    __tablename__ = "objection"
    __table_args__ = (
        Index("objection_owed", "due_on", postgresql_where=text("answered_at IS NULL")),
        CheckConstraint("(answered_at IS NULL) = (verdict IS NULL)", name="objection_answered_with_a_verdict"),
    )

    papers: list[str] = Field(default=[], sa_type=JSONB)
    urged_on: date | None = None
    """On which day its investigators were told that it is late."""
    escalates_on: date
    """From which day on the county is told."""
    escalated_on: date | None = None


class ObjectionLetter(ObjectionLetterRow, Row, table=True):
    """What an objector wrote; villages cannot read it."""

    __tablename__ = "objection_letter"
