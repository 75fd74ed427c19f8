"""Houses: what stands where, whoever lives in it."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, UniqueConstraint
from sqlmodel import Field

from services.housing.rules.house import HouseState
from services.housing.rules.structure import Structure
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class House(Row, table=True):
    """A house (幢): a thing of its own, in which households live over time (`Occupancy`). What nobody told is None or empty.

    Areas and lengths are exact decimals in metres.
    """

    __tablename__ = "house"
    __table_args__ = (
        UniqueConstraint("number", name="house_number_once"),
        CheckConstraint("(latitude_e6 IS NULL) = (longitude_e6 IS NULL)", name="house_positioned_whole"),
        CheckConstraint("(state = 'standing') = (gone_on IS NULL)", name="house_gone_on_a_day"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="house_merged_into_another"),
        CheckConstraint("floor_area_m2 > 0", name="house_of_some_area"),
        Index("house_by_place", "region", "id"),
        Index("house_merged_into", "merged_into_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    region: str = Field(max_length=12)
    address: str = Field(default="", max_length=100)
    """Within the village: 三组 12 号."""
    structure: Structure | None = Field(default=None, sa_type=one_of(Structure))
    built_year: int | None = None
    storeys: int | None = None
    floor_area_m2: Decimal | None = Field(default=None, sa_type=Numeric(8, 2))
    length_m: Decimal | None = Field(default=None, sa_type=Numeric(5, 2))
    width_m: Decimal | None = Field(default=None, sa_type=Numeric(5, 2))
    height_m: Decimal | None = Field(default=None, sa_type=Numeric(5, 2))
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    state: HouseState = Field(default=HouseState.STANDING, sa_type=one_of(HouseState))
    gone_on: date | None = None
    gone_why: str = Field(default="", max_length=200)
    merged_into_id: UUID | None = Field(default=None, foreign_key="house.id")
    entered_by: str = Field(default="", max_length=100)
    """Empty where a door for events made it."""
    entered_at: datetime | None = Field(default=None, sa_type=INSTANT)
