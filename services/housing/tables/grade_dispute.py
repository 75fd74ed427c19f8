"""Disputes of households about the grade of their house."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.housing.rules.grade_dispute import DisputeOutcome, DisputeState
from services.housing.rules.house import Grade
from services.housing.tables.row import Row, one_of
from shared.ids import uuid7


class GradeDispute(Row, table=True):
    """What a household has to say against a signed appraisal, by when it is decided, and how and by whom it was."""

    __tablename__ = "grade_dispute"
    __table_args__ = (
        UniqueConstraint("number", name="grade_dispute_number_once"),
        Index("grade_dispute_one_open", "appraisal_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("grade_dispute_of_appraisal", "appraisal_id", "id"),
        Index("grade_dispute_of_house", "house_id", "id"),
        CheckConstraint("(state = 'decided') = (outcome IS NOT NULL)", name="grade_dispute_decided_somehow"),
        CheckConstraint("(state = 'open') = (closed_on IS NULL)", name="grade_dispute_closed_someday"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=40)
    appraisal_id: UUID = Field(foreign_key="appraisal.id")
    house_id: UUID = Field(foreign_key="house.id")
    household_id: UUID | None = None
    region: str = Field(max_length=12)
    grade: Grade = Field(sa_type=one_of(Grade))
    said: str = Field(max_length=1000)
    filed_on: date
    filed_by: str = Field(max_length=100)
    due_on: date
    state: DisputeState = Field(sa_type=one_of(DisputeState))
    appraiser_id: UUID | None = Field(default=None, foreign_key="appraiser.id", index=True)
    """Whose judgement the decision rests on."""
    outcome: DisputeOutcome | None = Field(default=None, sa_type=one_of(DisputeOutcome))
    grade_after: Grade | None = Field(default=None, sa_type=one_of(Grade))
    reasons: list[str] = Field(default=[], sa_type=JSONB)
    closed_on: date | None = None
    closed_by: str = Field(default="", max_length=100)
