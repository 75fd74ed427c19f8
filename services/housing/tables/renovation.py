"""Renovations of dangerous houses, and everything that happened to each."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.housing.rules.house import Grade
from services.housing.rules.household_question import HouseholdQuestion
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import Act, Level, RenovationState
from services.housing.rules.works import Assurance, Stage, StopWhy
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7

_OPEN = "state NOT IN ('closed', 'refused', 'withdrawn')"


class Renovation(Row, table=True):
    """One house's way from application to return visit, with what the rule said when it was applied for.

    `notice_for` is the line of the record whose notice stands or has stood; `has_stood` whether its days are over.
    """

    __tablename__ = "renovation"
    __table_args__ = (
        UniqueConstraint("number", name="renovation_number_once"),
        Index("renovation_open_once_per_house", "house_id", unique=True, postgresql_where=text(_OPEN)),
        Index("renovation_by_place", "region", "id"),
        Index("renovation_urgent", "id", postgresql_where=text("is_urgent")),
        Index("renovation_by_notice", "notice_for", postgresql_where=text("notice_for IS NOT NULL")),
        CheckConstraint("standard_fen >= 0", name="renovation_standard_not_negative"),
        CheckConstraint("(asks IS NULL) = (asked_on IS NULL)", name="renovation_asked_on_a_day"),
        CheckConstraint("(state = 'stopped') = (stop_why IS NOT NULL)", name="renovation_stopped_for_a_reason"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    region: str = Field(max_length=12)
    survey_id: UUID = Field(foreign_key="survey.id", index=True)
    house_id: UUID = Field(foreign_key="house.id", index=True)
    household_id: UUID = Field(index=True)
    grade: Grade = Field(sa_type=one_of(Grade))
    groups: list[str] = Field(sa_type=JSONB)
    persons: int
    oldest: int
    wishes_care: bool
    mode: Mode = Field(sa_type=one_of(Mode))
    mode_reason: str = Field(default="", max_length=200)
    looked_into: str = Field(default="", max_length=500)
    """What was found out about that which had to be looked into."""
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    standard_fen: int = Field(sa_type=BigInteger)
    """What the standard promised when it was applied for; what is paid follows from the cost."""
    state: RenovationState = Field(sa_type=one_of(RenovationState))
    is_urgent: bool = False
    """A disaster struck the house: it comes before every other."""
    applied_on: date
    applied_by: str = Field(max_length=100)
    notice_for: UUID | None = None
    has_stood: bool = False
    contractor_id: UUID | None = Field(default=None, foreign_key="contractor.id", index=True)
    """Empty where the household builds itself."""
    planned_cost_fen: int | None = Field(default=None, sa_type=BigInteger)
    planned_area_m2: Decimal | None = Field(default=None, sa_type=Numeric(6, 2))
    retention_percent: Decimal | None = Field(default=None, sa_type=Numeric(5, 2))
    """Of the builder's price, kept back until the house has stood a year."""
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    started_on: date | None = None
    stop_why: StopWhy | None = Field(default=None, sa_type=one_of(StopWhy))
    finished_on: date | None = None
    acceptance_id: UUID | None = Field(default=None, foreign_key="acceptance.id", index=True)
    closed_on: date | None = None
    visits_due: list[str] = Field(default=[], sa_type=JSONB)
    """Days (ISO) on which somebody has yet to look again."""
    asks: HouseholdQuestion | None = Field(default=None, sa_type=one_of(HouseholdQuestion))
    """What a change of the household asks, until the town has settled it."""
    asked_on: date | None = None
    housed_in_id: UUID | None = Field(default=None, foreign_key="house.id", index=True)
    """The house into which a household moved that does not build, where it is one of the register's."""
    told_from: dict[str, str] = Field(default={}, sa_type=JSONB)
    """Where what the application says was taken from: field -> `register` or `officer`."""
    differences: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    """What the officer told otherwise than the register: field, known, told."""
    differs_because: str = Field(default="", max_length=200)


class RenovationEvent(Row, table=True):
    """A line of a renovation's record: who did what when, for life. Only ever added to."""

    __tablename__ = "renovation_event"
    __table_args__ = (
        Index("renovation_event_of", "renovation_id", "id"),
        Index("renovation_event_by_day", "renovation_id", "on", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    renovation_id: UUID = Field(foreign_key="renovation.id")
    region: str = Field(max_length=12)
    act: Act = Field(sa_type=one_of(Act))
    level: Level | None = Field(default=None, sa_type=one_of(Level))
    on: date
    at: datetime = Field(sa_type=INSTANT)
    by: str = Field(max_length=100)
    said: str = Field(default="", max_length=500)
    present: int | None = None
    agreed: int | None = None
    is_sound: bool | None = None
    """Of a return visit: whether the house was found sound."""


class Inspection(Row, table=True):
    """A look at the works, with an answer to every assurance."""

    __tablename__ = "inspection"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    renovation_id: UUID = Field(foreign_key="renovation.id", index=True)
    region: str = Field(max_length=12)
    stage: Stage = Field(sa_type=one_of(Stage))
    inspected_on: date
    answers: dict[str, bool] = Field(sa_type=JSONB)
    inspectors: str = Field(max_length=200)
    entered_by: str = Field(max_length=100)


class Defect(Row, table=True):
    """What an inspection found wrong, by when it is to be cured, and when it was."""

    __tablename__ = "defect"
    __table_args__ = (
        Index("defect_open", "due_on", postgresql_where=text("cured_on IS NULL")),
        CheckConstraint("(cured_on IS NULL) = (cured_by = '')", name="defect_cured_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    inspection_id: UUID = Field(foreign_key="inspection.id", index=True)
    renovation_id: UUID = Field(foreign_key="renovation.id", index=True)
    region: str = Field(max_length=12)
    assurance: Assurance = Field(sa_type=one_of(Assurance))
    what: str = Field(max_length=200)
    due_on: date
    cured_on: date | None = None
    cured_by: str = Field(default="", max_length=100)
    cure: str = Field(default="", max_length=200)
