"""Houses, and who lives in them."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.housing.tables.row import Row
from shared.ids import uuid7


class House(Row, table=True):
    """The house that a household lives in: one each (土地管理法 第六十二条, 一户一宅)."""

    __tablename__ = "house"
    __table_args__ = (UniqueConstraint("household_id", name="house_once_per_household"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID
    region: str = Field(max_length=12)
