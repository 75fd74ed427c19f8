"""Disasters, what was done with each, the lists that were brought along, and the households that were struck."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlmodel import Column, Field

from services.housing.rules.disaster import CameBy, DisasterAct
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Disaster(Row, table=True):
    """A disaster in a county (`region`), its kind as its policy file wrote it. `places` grow while it runs; `report` is what it
    came to on the day it ended."""

    __tablename__ = "disaster"
    __table_args__ = (
        Index("disaster_by_place", "region", "id"),
        Index("disaster_running", "region", postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("happened_at <= declared_at", name="disaster_declared_after_it_happened"),
        CheckConstraint("(ended_at IS NULL) = (ended_by = '')", name="disaster_ended_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    kind: str = Field(max_length=40)
    title: str = Field(max_length=100)
    happened_at: datetime = Field(sa_type=INSTANT)
    places: list[str] = Field(default=[], sa_column=Column(ARRAY(TEXT), nullable=False))
    """Whoever lives there is struck; a town holds its villages."""
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    declared_by: str = Field(max_length=100)
    declared_at: datetime = Field(sa_type=INSTANT)
    ended_by: str = Field(default="", max_length=100)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_why: str = Field(default="", max_length=200)
    report: dict[str, Any] = Field(default={}, sa_type=JSONB)


class DisasterEvent(Row, table=True):
    """A line of a disaster's record: who did what when. Only ever added to."""

    __tablename__ = "disaster_event"
    __table_args__ = (Index("disaster_event_of", "disaster_id", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    disaster_id: UUID = Field(foreign_key="disaster.id")
    region: str = Field(max_length=12)
    act: DisasterAct = Field(sa_type=one_of(DisasterAct))
    at: datetime = Field(sa_type=INSTANT)
    by: str = Field(max_length=100)
    said: str = Field(default="", max_length=500)
    households: int = 0
    """That it brought in."""
    surveys: int = 0
    """That were opened or taken over for them."""


class DisasterList(Row, table=True):
    """A list of struck households as it came in: sealed, because such files hold names. Looked through first, taken once."""

    __tablename__ = "disaster_list"
    __table_args__ = (CheckConstraint("(taken_at IS NULL) = (disaster_id IS NULL)", name="disaster_list_taken_for_a_disaster"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    disaster_id: UUID | None = Field(default=None, foreign_key="disaster.id", index=True)
    content_sealed: bytes
    sha256: str = Field(max_length=64)
    rows: int
    households: int
    refused: int
    faults: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    uploaded_by: str = Field(max_length=100)
    uploaded_at: datetime = Field(sa_type=INSTANT)
    taken_at: datetime | None = Field(default=None, sa_type=INSTANT)


class StruckHousehold(Row, table=True):
    """A household of a disaster, and the survey of its house: its own, or that of whoever lives in the same house.

    `house_id` is the house in which it lived when it was struck, where one is known. Two disasters may share a survey.
    """

    __tablename__ = "struck_household"
    __table_args__ = (
        UniqueConstraint("disaster_id", "household_id", name="struck_once_per_disaster"),
        Index("struck_by_place", "disaster_id", "region", "id"),
        Index("struck_of_survey", "survey_id"),
        Index("struck_of_house", "house_id"),
        Index("struck_of_household", "household_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    disaster_id: UUID = Field(foreign_key="disaster.id")
    household_id: UUID
    house_id: UUID | None = Field(default=None, foreign_key="house.id")
    survey_id: UUID | None = Field(default=None, foreign_key="survey.id")
    region: str = Field(max_length=12)
    """The household's."""
    came_by: CameBy = Field(sa_type=one_of(CameBy))
    joined_at: datetime = Field(sa_type=INSTANT)
    survey_due_at: datetime = Field(sa_type=INSTANT)
    grade_due_at: datetime = Field(sa_type=INSTANT)
