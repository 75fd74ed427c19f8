"""Temporary housing: the places, and who is in which."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.housing.rules.shelter import LeftAs, ShelterKind
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Shelter(Row, table=True):
    """A place to sleep（安置点）. `taken` is how many people are in it: the database counts them with every stay, and never lets
    it pass `capacity`, however many come at once."""

    __tablename__ = "shelter"
    __table_args__ = (
        Index("shelter_by_place", "region", "id"),
        Index("shelter_lived_in", "id", postgresql_where=text("taken > 0")),
        CheckConstraint("taken BETWEEN 0 AND capacity", name="shelter_never_overfull"),
        CheckConstraint("closed_at IS NULL OR taken = 0", name="shelter_closed_when_empty"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    """The village in which it lies."""
    kind: ShelterKind = Field(sa_type=one_of(ShelterKind))
    title: str = Field(max_length=100)
    capacity: int
    taken: int = 0
    keeper_sealed: bytes
    """Who is responsible, by name."""
    phone_sealed: bytes
    opened_by: str = Field(max_length=100)
    opened_at: datetime = Field(sa_type=INSTANT)
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    closed_by: str = Field(default="", max_length=100)
    asked_on: date | None = None
    """The last day on which somebody was sent to look after its people."""
    is_filling: bool = False
    """It was told that its beds run out."""


class ShelterStay(Row, table=True):
    """A household in a place（安置）, with so many of its people, from an instant until another. One at a time.

    `days` and `counted_days` are written when it leaves: all of them, and those that count for the transition.
    """

    __tablename__ = "shelter_stay"
    __table_args__ = (
        Index("shelter_stay_one_at_a_time", "household_id", unique=True, postgresql_where=text("until_at IS NULL")),
        Index("shelter_stay_in", "shelter_id", "id"),
        Index("shelter_stay_of_disaster", "disaster_id", "id"),
        Index("shelter_stay_of_household", "household_id", "id"),
        CheckConstraint("persons > 0", name="shelter_stay_of_somebody"),
        CheckConstraint("since_at <= until_at", name="shelter_stay_ends_after_it_begins"),
        CheckConstraint("(until_at IS NULL) = (left_as IS NULL)", name="shelter_stay_ends_somehow"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    shelter_id: UUID = Field(foreign_key="shelter.id")
    disaster_id: UUID = Field(foreign_key="disaster.id")
    household_id: UUID
    region: str = Field(max_length=12)
    """The household's."""
    persons: int
    since_at: datetime = Field(sa_type=INSTANT)
    placed_by: str = Field(max_length=100)
    until_at: datetime | None = Field(default=None, sa_type=INSTANT)
    left_as: LeftAs | None = Field(default=None, sa_type=one_of(LeftAs))
    left_reason: str = Field(default="", max_length=200)
    left_by: str = Field(default="", max_length=100)
    days: int = 0
    counted_days: int = 0
