"""Who lives in which house since when, and who lived there before."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.housing.rules.occupancy import LeftWhy, Tenure
from services.housing.tables.row import Row, one_of
from shared.ids import uuid7


class Occupancy(Row, table=True):
    """A household's time in a house. `since_on` None: since a day that nobody told. `until_on` is the first day without it."""

    __tablename__ = "occupancy"
    __table_args__ = (
        Index("occupancy_open_once", "household_id", unique=True, postgresql_where=text("until_on IS NULL")),
        Index("occupancy_of_household", "household_id", "id"),
        Index("occupancy_of_house", "house_id", "id"),
        CheckConstraint("since_on <= until_on", name="occupancy_ends_after_it_begins"),
        CheckConstraint("(until_on IS NULL) = (left_why IS NULL)", name="occupancy_ends_for_a_reason"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    house_id: UUID = Field(foreign_key="house.id")
    household_id: UUID
    region: str = Field(max_length=12)
    """The house's."""
    tenure: Tenure = Field(default=Tenure.UNKNOWN, sa_type=one_of(Tenure))
    since_on: date | None = None
    until_on: date | None = None
    left_why: LeftWhy | None = Field(default=None, sa_type=one_of(LeftWhy))
    told_by: str = Field(default="", max_length=100)
