"""The last number of each series, by village or by a county's year."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.housing.rules.number import Series
from services.housing.tables.row import Row, one_of
from shared.ids import uuid7


class NumberSeries(Row, table=True):
    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("series", "region", name="number_series_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    series: Series = Field(sa_type=one_of(Series))
    region: str = Field(max_length=12)
    last: int
