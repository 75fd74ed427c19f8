"""Credit ratings for small loans (评级授信): proposed, decided by another, objected to, rated again; why, point by point."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field

from services.registry.rules.credit import ObjectionState, RatingState
from services.registry.tables.row import Row, document, of, one_of, texts
from shared.database import INSTANT
from shared.ids import uuid7


class CreditRating(Row, table=True):
    """One rating of one household; at most one waits for its decision, at most one holds. `replaces_id` is the one before it.

    `answers` are what the officer said, `lines` the points with their reasons. A grade without a limit is no credit.
    """

    __tablename__ = "credit_rating"
    __table_args__ = (
        Index("credit_rating_proposed_once", "household_id", unique=True, postgresql_where=text("state = 'proposed'")),
        Index("credit_rating_held_once", "household_id", unique=True, postgresql_where=text("state = 'decided'")),
        Index("credit_rating_of_household", "household_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12)
    borrower_id: UUID = Field(sa_column_args=of("person"), index=True)
    replaces_id: UUID | None = Field(default=None, sa_column_args=of("credit_rating"), index=True)
    policy: str = Field(max_length=60)
    policy_version: str = Field(max_length=80)
    answers: dict[str, Any] = Field(default={}, sa_column=document())
    lines: list[dict[str, Any]] = Field(default=[], sa_column=document())
    barriers: list[str] = Field(default=[], sa_column=texts())
    points: int
    grade: str = Field(max_length=20)
    grade_title: str = Field(sa_type=Text)
    limit_fen: int = Field(sa_type=BigInteger)
    term_months: int
    reason: str = Field(default="", sa_type=Text)
    papers: list[str] = Field(default=[], sa_column=texts())
    rated_on: date
    rated_by: str = Field(sa_type=Text)
    rated_at: datetime = Field(sa_type=INSTANT)
    state: RatingState = Field(sa_type=one_of(RatingState))
    decided_by: str = Field(default="", sa_type=Text)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decision: str = Field(default="", sa_type=Text)
    valid_until: date | None = None
    replaced_at: datetime | None = Field(default=None, sa_type=INSTANT)


class CreditObjection(Row, table=True):
    """What the household has to say against its grade. It is answered, or answered by a second rating."""

    __tablename__ = "credit_objection"
    __table_args__ = (Index("credit_objection_open_once", "rating_id", unique=True, postgresql_where=text("state = 'open'")),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    rating_id: UUID = Field(sa_column_args=of("credit_rating"), index=True)
    region: str = Field(max_length=12)
    said: str = Field(sa_type=Text)
    said_on: date
    papers: list[str] = Field(default=[], sa_column=texts())
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=INSTANT)
    state: ObjectionState = Field(sa_type=one_of(ObjectionState))
    answer: str = Field(default="", sa_type=Text)
    answered_by: str = Field(default="", sa_type=Text)
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    second_rating_id: UUID | None = Field(default=None, sa_column_args=of("credit_rating"), index=True)
