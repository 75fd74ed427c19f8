"""What was true and what was known: who changed what of a household, and what the register said of it at any time.

Every row holds for the days from `since_on` until before `until_on`, and was what the register knew from `known_from_at` until
`known_until_at`. A row is closed in the second time once and never touched otherwise, which the database holds.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlmodel import Field

from services.registry.rules.change import ChangeKind, Source
from services.registry.tables.row import Row, document, of, one_of, texts
from shared.database import INSTANT
from shared.ids import uuid7


class Change(Row, table=True):
    """One thing that happened to a household or to one of its people: when, from which source, by whom recorded and why.

    A move touches two households and has a row in the file of each, with the other's id.
    """

    __tablename__ = "household_change"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"), index=True)
    person_id: UUID | None = Field(default=None, sa_column_args=of("person"), index=True)
    other_household_id: UUID | None = None
    region: str = Field(max_length=12)
    kind: ChangeKind = Field(sa_type=one_of(ChangeKind))
    source: Source = Field(sa_type=one_of(Source))
    happened_on: date
    reason: str = Field(default="", sa_type=Text)
    papers: list[str] = Field(default=[], sa_column=texts())
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=INSTANT)


class HouseholdVersion(Row, table=True):
    """What the register said of a household; what is secret is sealed and stands beside the other facts."""

    __tablename__ = "household_version"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"), index=True)
    region: str = Field(max_length=12)
    since_on: date
    until_on: date | None = None
    known_from_at: datetime = Field(sa_type=INSTANT)
    known_until_at: datetime | None = Field(default=None, sa_type=INSTANT)
    change_id: UUID = Field(sa_column_args=of("household_change"))
    closed_by_id: UUID | None = Field(default=None, sa_column_args=of("household_change"))
    facts: dict[str, Any] = Field(sa_column=document())
    phone_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)


class PersonVersion(Row, table=True):
    """What the register said of a person.

    `region` is where they lived then: who answered for them then may read it for ever.
    """

    __tablename__ = "person_version"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    person_id: UUID = Field(sa_column_args=of("person"), index=True)
    region: str = Field(max_length=12)
    since_on: date
    until_on: date | None = None
    known_from_at: datetime = Field(sa_type=INSTANT)
    known_until_at: datetime | None = Field(default=None, sa_type=INSTANT)
    change_id: UUID = Field(sa_column_args=of("household_change"))
    closed_by_id: UUID | None = Field(default=None, sa_column_args=of("household_change"))
    facts: dict[str, Any] = Field(sa_column=document())
    name_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    id_number_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    disability_card_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    phone_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    employer_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)


class Membership(Row, table=True):
    """Who belonged to which household, as what, and how it began and ended."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "one_household_at_a_time",
            "person_id",
            unique=True,
            postgresql_where=text("until_on IS NULL AND known_until_at IS NULL"),
        ),
        Index("membership_of_person", "person_id"),
        Index("membership_of_household", "household_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    person_id: UUID = Field(sa_column_args=of("person"))
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12)
    relation: str = Field(sa_type=Text)
    since_on: date
    until_on: date | None = None
    began: ChangeKind = Field(sa_type=one_of(ChangeKind))
    ended: ChangeKind | None = Field(default=None, sa_type=one_of(ChangeKind))
    known_from_at: datetime = Field(sa_type=INSTANT)
    known_until_at: datetime | None = Field(default=None, sa_type=INSTANT)
    change_id: UUID = Field(sa_column_args=of("household_change"))
    closed_by_id: UUID | None = Field(default=None, sa_column_args=of("household_change"))
