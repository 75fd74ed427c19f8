"""What housing knows of households and their people, as registry tells of them: no names, no numbers but their keyed hash."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlmodel import Column, Field

from services.housing.rules.household import HouseholdState
from services.housing.tables.row import Row, one_of


class Household(Row, table=True):
    """A household. `revision` is registry's own: what comes late never undoes what is newer. 0 where it is known from its people
    alone. `enrolled_on`: the first day on which somebody of it was enrolled (建档立卡); it is not taken back."""

    __tablename__ = "household"
    __table_args__ = (Index("household_by_place", "region", "id"),)

    id: UUID = Field(primary_key=True)
    code: str | None = Field(default=None, max_length=20)
    region: str = Field(max_length=12)
    state: HouseholdState = Field(sa_type=one_of(HouseholdState))
    enrolled_on: date | None = None
    revision: int = Field(default=0, sa_type=BigInteger)


class Resident(Row, table=True):
    """Somebody of the register. `household_id` is None where they belong to none."""

    __tablename__ = "resident"
    __table_args__ = (Index("resident_of_household", "household_id"), Index("resident_by_hash", "identity_hash"))

    id: UUID = Field(primary_key=True)
    household_id: UUID | None = None
    identity_hash: str = Field(max_length=64)
    region: str = Field(max_length=12)
    relation: str = Field(default="", max_length=40)
    classes: list[str] = Field(default=[], sa_column=Column(ARRAY(TEXT), nullable=False))
    is_living: bool = True
    is_disabled: bool = False
    revision: int = Field(default=0, sa_type=BigInteger)
