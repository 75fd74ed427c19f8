"""Renovations of the years before the platform, and the lists in which counties brought them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, UniqueConstraint
from sqlmodel import Field

from services.housing.rules.mode import Mode
from services.housing.tables.list_file import ListFile
from services.housing.tables.row import Row, one_of
from shared.ids import uuid7


class FormerFile(ListFile, table=True):
    """A county's list of renovations."""

    __tablename__ = "former_file"
    __table_args__ = (CheckConstraint("(taken_at IS NULL) = (taken_by = '')", name="former_file_taken_by_somebody"),)


class FormerRenovation(Row, table=True):
    """A house that was made safe before the platform: one help that counts, and money that was settled elsewhere.

    `number` is the county's own. Nobody is asked to pay for it, whatever it says.
    """

    __tablename__ = "former_renovation"
    __table_args__ = (
        UniqueConstraint("house_id", "year", name="former_once_a_house_and_year"),
        Index("former_by_place", "region", "id"),
        CheckConstraint("subsidy_fen >= 0", name="former_subsidy_not_negative"),
        CheckConstraint("paid_on >= accepted_on", name="former_paid_after_it_was_accepted"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    file_id: UUID = Field(foreign_key="former_file.id", index=True)
    region: str = Field(max_length=12)
    number: str = Field(default="", max_length=60)
    house_id: UUID = Field(foreign_key="house.id")
    household_id: UUID = Field(index=True)
    year: int
    mode: Mode = Field(sa_type=one_of(Mode))
    accepted_on: date
    subsidy_fen: int = Field(sa_type=BigInteger)
    paid_on: date | None = None
    cost_fen: int | None = Field(default=None, sa_type=BigInteger)
    area_m2: Decimal | None = Field(default=None, sa_type=Numeric(6, 2))
    note: str = Field(default="", max_length=200)
    taken_by: str = Field(max_length=100)
