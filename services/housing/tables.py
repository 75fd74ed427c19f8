"""What housing stores: one safety survey per case, houses, and the acceptance of those that were made safe."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Enum, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.housing.rules.acceptance import SubsidyState, Work
from services.housing.rules.house import Grade
from services.housing.rules.survey import SurveyState
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


class Row(SQLModel, registry=registry()):
    """A row of housing, in metadata of its own."""


def one_of(words: type[StrEnum]) -> Any:
    """A text column that holds one of these words, and gives them back as what they are."""
    return Enum(words, native_enum=False, length=32, values_callable=lambda each: [one.value for one in each])


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


class House(Row, table=True):
    """The house that a household lives in: one each (土地管理法 第六十二条, 一户一宅)."""

    __tablename__ = "house"
    __table_args__ = (UniqueConstraint("household_id", name="house_once_per_household"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID
    region: str = Field(max_length=12)


class Acceptance(Row, table=True):
    """A repaired house that was found safe, what subsidy it is owed, and what funds has said of that money."""

    __tablename__ = "acceptance"
    __table_args__ = (
        Index(
            "acceptance_once_per_house_and_budget",
            "house_id",
            "budget_code",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        CheckConstraint("subsidy_fen > 0", name="acceptance_of_something"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by = '')", name="acceptance_revoked_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    survey_id: UUID = Field(foreign_key="survey.id", index=True)
    house_id: UUID = Field(foreign_key="house.id")
    household_id: UUID
    region: str = Field(max_length=12)
    work: Work = Field(sa_type=one_of(Work))
    parts: dict[str, str] = Field(sa_type=JSONB)
    grade_before: Grade = Field(sa_type=one_of(Grade))
    grade: Grade = Field(sa_type=one_of(Grade))
    reasons: list[str] = Field(sa_type=JSONB)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    budget_code: str = Field(max_length=40)
    year: int
    subsidy_fen: int = Field(sa_type=BigInteger)
    accepted_on: date
    accepted_by: str = Field(max_length=100)
    accepted_at: datetime = Field(sa_type=INSTANT)
    subsidy: SubsidyState = Field(sa_type=one_of(SubsidyState))
    subsidy_code: str = Field(default="", max_length=60)
    subsidy_reason: str = Field(default="", max_length=200)
    payment_id: UUID | None = None
    """Of funds."""
    paid_on: date | None = None
    told_at: datetime = Field(sa_type=INSTANT)
    """When what is known of the money happened: what happened before that is no news."""
    revoked_at: datetime | None = Field(default=None, sa_type=INSTANT)
    revoked_by: str = Field(default="", max_length=100)
    revocation: str = Field(default="", max_length=200)
