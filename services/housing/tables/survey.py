"""Safety surveys: of a case that may have struck a house, of a campaign, or on the spot."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.housing.rules.house import Grade
from services.housing.rules.survey import SurveyOrigin, SurveyState
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


class Survey(Row, table=True):
    """A safety survey; `parts` is what was seen (part -> condition), `reasons` why that makes the grade.

    `house_id` is the house that was looked at; while it is open, the house it is about where that is certain (a spot survey).
    `origin` is what first had it looked at; a case and a disaster may wait for the same survey (`case_id`, `StruckHousehold`).
    """

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("case_id", name="survey_once_per_case"),
        Index("survey_open", "due_on", "id", postgresql_where=text("state = 'open'")),
        Index(
            "survey_once_per_campaign",
            "campaign_id",
            "household_id",
            unique=True,
            postgresql_where=text("campaign_id IS NOT NULL"),
        ),
        Index(
            "survey_open_once_on_the_spot",
            "house_id",
            unique=True,
            postgresql_where=text("state = 'open' AND origin NOT IN ('case', 'campaign')"),
        ),
        Index("survey_of_house", "house_id"),
        Index("survey_of_household", "household_id"),
        Index("survey_urgent", "id", postgresql_where=text("state = 'open' AND is_urgent")),
        CheckConstraint("origin <> 'case' OR case_id IS NOT NULL OR is_urgent", name="survey_of_a_case"),
        CheckConstraint("(origin = 'campaign') = (campaign_id IS NOT NULL)", name="survey_of_a_campaign"),
        CheckConstraint("(latitude_e6 IS NULL) = (longitude_e6 IS NULL)", name="survey_positioned_whole"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    origin: SurveyOrigin = Field(default=SurveyOrigin.CASE, sa_type=one_of(SurveyOrigin))
    case_id: UUID | None = None
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id")
    house_id: UUID | None = Field(default=None, foreign_key="house.id")
    household_id: UUID
    region: str = Field(max_length=12)
    trigger: Trigger | None = Field(default=None, sa_type=one_of(Trigger))
    """What struck the household of a case."""
    why: str = Field(default="", max_length=200)
    """Why a survey was asked for on the spot."""
    opened_by: str = Field(default="", max_length=100)
    detected_at: datetime = Field(sa_type=INSTANT)
    """When it became known that the house is to be looked at."""
    due_on: date
    is_urgent: bool = False
    """A disaster has it come before every other."""
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """To the hour, of an urgent one."""
    state: SurveyState = Field(sa_type=one_of(SurveyState))
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    parts: dict[str, str] = Field(default={}, sa_type=JSONB)
    grade: Grade | None = Field(default=None, sa_type=one_of(Grade))
    reasons: list[str] = Field(default=[], sa_type=JSONB)
    needs_shelter: bool = False
    needs_follow_up: bool = False
    completed_on: date | None = None
    completed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    completed_by: str = Field(default="", max_length=100)
    is_late: bool = False
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    """Where the officer stood, CGCS2000."""
    accuracy_m: int | None = None
    """As the telephone told it; None where the position was entered by hand."""
    fixed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """When the telephone knew where it was; None where it did not say, or the position was entered by hand."""
    visited_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """When the house was looked at; None where it was told on the day itself. `completed_on` is when it was told."""
    notes: str = Field(default="", max_length=500)
    cancelled_why: str = Field(default="", max_length=200)


class SecondFinding(Row, table=True):
    """What another officer saw of a house whose survey was complete already. Only ever added: the survey and its grade stand."""

    __tablename__ = "second_finding"
    __table_args__ = (
        UniqueConstraint("survey_id", "told_by", name="second_finding_once_an_officer"),
        CheckConstraint("(latitude_e6 IS NULL) = (longitude_e6 IS NULL)", name="second_finding_positioned_whole"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    survey_id: UUID = Field(foreign_key="survey.id")
    region: str = Field(max_length=12)
    told_by: str = Field(max_length=100)
    told_at: datetime = Field(sa_type=INSTANT)
    visited_at: datetime | None = Field(default=None, sa_type=INSTANT)
    parts: dict[str, str] = Field(default={}, sa_type=JSONB)
    grade: Grade = Field(sa_type=one_of(Grade))
    reasons: list[str] = Field(default=[], sa_type=JSONB)
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    accuracy_m: int | None = None
    fixed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    notes: str = Field(default="", max_length=500)
    photos: list[str] = Field(default=[], sa_type=JSONB)
    """Of the survey's papers, those that came with it."""
