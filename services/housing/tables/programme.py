"""Programmes of relocation and their sites, each with its dwellings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.housing.tables.row import Row
from shared.database import INSTANT
from shared.ids import uuid7


class Programme(Row, table=True):
    """A county's programme of relocation（搬迁项目）, with the rule of the day on which it was opened."""

    __tablename__ = "programme"
    __table_args__ = (
        Index("programme_by_place", "region", "id"),
        CheckConstraint("(ended_on IS NULL) = (ended_why = '')", name="programme_ended_with_a_reason"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    kind: str = Field(max_length=32)
    title: str = Field(max_length=100)
    asked_by: str = Field(max_length=200)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    opened_on: date
    opened_by: str = Field(max_length=100)
    ended_on: date | None = None
    ended_why: str = Field(default="", max_length=200)


class Site(Row, table=True):
    """Where households move to（安置点）, in a village."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("programme_id", "title", name="site_once_per_title"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    programme_id: UUID = Field(foreign_key="programme.id")
    region: str = Field(max_length=12)
    title: str = Field(max_length=60)
    says: str = Field(default="", max_length=500)
    opened_on: date
    opened_by: str = Field(max_length=100)


class SiteDwelling(Row, table=True):
    """A dwelling of a site（安置房源）. `house_id` is its house once a household lives in it."""

    __tablename__ = "site_dwelling"
    __table_args__ = (
        UniqueConstraint("site_id", "number", name="site_dwelling_once"),
        CheckConstraint("area_m2 > 0", name="site_dwelling_of_some_area"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    site_id: UUID = Field(foreign_key="site.id")
    region: str = Field(max_length=12)
    number: str = Field(max_length=30)
    area_m2: Decimal = Field(sa_type=Numeric(6, 2))
    rooms: int = Field(sa_type=Integer)
    storey: int
    is_barrier_free: bool = False
    size_class: str = Field(max_length=32)
    house_id: UUID | None = Field(default=None, foreign_key="house.id", index=True)


class DwellingFile(Row, table=True):
    """A workbook of dwellings that was taken in: how many came in, and what was wrong with the others."""

    __tablename__ = "dwelling_file"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    site_id: UUID = Field(foreign_key="site.id", index=True)
    region: str = Field(max_length=12)
    rows: int
    entered: int
    refused: int
    faults: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    refused_rows_sealed: bytes | None = None
    """As they came in, so that they can be handed back; empty of files from before they were kept."""
    uploaded_by: str = Field(max_length=100)
    uploaded_at: datetime = Field(sa_type=INSTANT)
