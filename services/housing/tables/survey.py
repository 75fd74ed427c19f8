"""Safety surveys: one per case that may have struck a house."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.housing.rules.house import Grade
from services.housing.rules.survey import SurveyState
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


class Survey(Row, table=True):
    """A safety survey; `parts` is what was seen (part -> condition), `reasons` why that makes the grade."""

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("case_id", name="survey_once_per_case"),
        Index("survey_open", "due_on", "id", postgresql_where=text("state = 'open'")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID
    household_id: UUID
    region: str = Field(max_length=12)
    trigger: Trigger = Field(sa_type=one_of(Trigger))
    detected_at: datetime = Field(sa_type=INSTANT)
    due_on: date
    state: SurveyState = Field(sa_type=one_of(SurveyState))
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    parts: dict[str, str] = Field(default={}, sa_type=JSONB)
    grade: Grade | None = Field(default=None, sa_type=one_of(Grade))
    reasons: list[str] = Field(default=[], sa_type=JSONB)
    needs_shelter: bool = False
    needs_follow_up: bool = False
    completed_on: date | None = None
    is_late: bool = False
