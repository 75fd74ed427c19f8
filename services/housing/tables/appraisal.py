"""Appraisals of houses."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.housing.rules.appraisal_life import AppraisalOrigin, AppraisalState
from services.housing.rules.house import Grade
from services.housing.rules.structure import Structure
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Appraisal(Row, table=True):
    """An opinion on a house. Once signed, the database lets nothing of it change but that a disaster voids it.

    Opinions on one another make a chain: `first_id` is the first's, `opinion` its place in it. `signs` is what was ticked (part
    -> codes), `readings` what was measured (code -> decimal text), `counts` the members (member -> [total, dangerous]).
    """

    __tablename__ = "appraisal"
    __table_args__ = (
        UniqueConstraint("number", name="appraisal_number_once"),
        Index(
            "appraisal_one_under_way",
            "house_id",
            unique=True,
            postgresql_where=text("state IN ('asked', 'draft')"),
        ),
        Index("appraisal_opinion_once", "first_id", "opinion", unique=True, postgresql_where=text("state <> 'cancelled'")),
        Index("appraisal_of_house", "house_id", "id"),
        CheckConstraint("opinion BETWEEN 1 AND 3", name="appraisal_opinion_place"),
        CheckConstraint(
            "state <> 'signed' OR (appraiser_id IS NOT NULL AND visited_on IS NOT NULL AND grade IS NOT NULL"
            " AND signed_on IS NOT NULL AND valid_until_on IS NOT NULL)",
            name="appraisal_signed_whole",
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=40)
    house_id: UUID = Field(foreign_key="house.id")
    household_id: UUID | None = None
    """Whoever lived there when it was asked for; nobody lives in an empty house."""
    region: str = Field(max_length=12)
    origin: AppraisalOrigin = Field(sa_type=one_of(AppraisalOrigin))
    survey_id: UUID | None = Field(default=None, foreign_key="survey.id", index=True)
    first_id: UUID = Field(foreign_key="appraisal.id")
    opinion: int
    why: str = Field(max_length=500)
    asked_on: date
    asked_by: str = Field(max_length=100)
    state: AppraisalState = Field(sa_type=one_of(AppraisalState))
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    grades_policy: str = Field(max_length=64)
    """The survey's policy, by which conditions make a grade."""
    grades_policy_version: str = Field(max_length=16)
    appraiser_id: UUID | None = Field(default=None, foreign_key="appraiser.id", index=True)
    visited_on: date | None = None
    structure: Structure | None = Field(default=None, sa_type=one_of(Structure))
    signs: dict[str, list[str]] = Field(default={}, sa_type=JSONB)
    readings: dict[str, str] = Field(default={}, sa_type=JSONB)
    counts: dict[str, list[int]] = Field(default={}, sa_type=JSONB)
    advice: str = Field(default="", max_length=500)
    parts: dict[str, str] = Field(default={}, sa_type=JSONB)
    qualitative: Grade | None = Field(default=None, sa_type=one_of(Grade))
    counted: Grade | None = Field(default=None, sa_type=one_of(Grade))
    grade: Grade | None = Field(default=None, sa_type=one_of(Grade))
    reasons: list[str] = Field(default=[], sa_type=JSONB)
    drafted_by: str = Field(default="", max_length=100)
    drafted_at: datetime | None = Field(default=None, sa_type=INSTANT)
    signed_on: date | None = None
    signed_by: str = Field(default="", max_length=100)
    valid_until_on: date | None = None
    cancelled_why: str = Field(default="", max_length=200)
    voided_on: date | None = None
    """The day of the disaster."""
    voided_why: str = Field(default="", max_length=200)
