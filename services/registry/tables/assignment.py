"""Helpers, which household each helps since when, and who stands in for whom."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlmodel import Field

from services.registry.tables.row import Row, of
from shared.database import INSTANT
from shared.ids import uuid7


class Helper(Row, table=True):
    """A person of an office who helps households (帮扶责任人). `subject` is that of their token, if they have an account.

    `region` is what their office governs; everybody below it may see who they are.
    """

    __tablename__ = "helper"
    __table_args__ = (
        Index("helper_subject_once", "subject", unique=True, postgresql_where=text("left_on IS NULL AND subject IS NOT NULL")),
        Index("helper_of_phone", "phone_hash"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    name_sealed: bytes = Field(sa_type=LargeBinary)
    phone_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    phone_hash: str | None = Field(default=None, max_length=64)
    office: str = Field(sa_type=Text)
    post: str = Field(sa_type=Text)
    subject: str | None = Field(default=None, sa_type=Text)
    entered_by: str = Field(sa_type=Text)
    entered_at: datetime = Field(sa_type=INSTANT)
    left_on: date | None = None
    left_why: str = Field(default="", sa_type=Text)


class HelperAssignment(Row, table=True):
    """A household's helper from `since_on` until before `until_on`. One at a time; ended once, never rewritten."""

    __tablename__ = "helper_assignment"
    __table_args__ = (
        Index("one_helper_at_a_time", "household_id", unique=True, postgresql_where=text("until_on IS NULL")),
        Index("helper_assignment_of_household", "household_id"),
        Index("helper_assignment_of_helper", "helper_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    helper_id: UUID = Field(sa_column_args=of("helper"))
    region: str = Field(max_length=12)
    since_on: date
    until_on: date | None = None
    why: str = Field(sa_type=Text)
    assigned_by: str = Field(sa_type=Text)
    assigned_at: datetime = Field(sa_type=INSTANT)
    ended_why: str = Field(default="", sa_type=Text)
    ended_by: str = Field(default="", sa_type=Text)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Substitution(Row, table=True):
    """Who stands in for a helper between two days, both included."""

    __tablename__ = "helper_substitution"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    helper_id: UUID = Field(sa_column_args=of("helper"), index=True)
    substitute_id: UUID = Field(sa_column_args=of("helper"), index=True)
    region: str = Field(max_length=12)
    since_on: date
    until_on: date
    why: str = Field(sa_type=Text)
    arranged_by: str = Field(sa_type=Text)
    arranged_at: datetime = Field(sa_type=INSTANT)


class AssignmentImport(Row, table=True):
    """A list of assignments that was sent, and what of it was handed back."""

    __tablename__ = "assignment_import"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    rows: int
    taken: int
    unchanged: int
    helpers: int
    refused_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    imported_by: str = Field(sa_type=Text)
    imported_at: datetime = Field(sa_type=INSTANT)
