"""What was settled on a day, once more, as columns: to be read by the million."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.medical.tables.row import Row
from shared.ids import uuid7


class PackedDay(Row, table=True):
    """A county's settlements of one year that were recorded on one day in China (`recorded_on` is of `settled_at`, not of
    `settled_on`). Made once from rows that never change; what was taken back since is told by `reversal` alone."""

    __tablename__ = "packed_day"
    __table_args__: ClassVar = (UniqueConstraint("year", "region", "recorded_on"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str
    """The county's six digits."""
    year: int
    recorded_on: date
    settlements: int
    """How many it holds, so that a reader sees whether these are all."""
    columns: bytes
    """See `rules.packed`."""
