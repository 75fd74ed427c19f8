"""Figures of the register that everybody may see, as they were published."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, Integer, Text
from sqlmodel import Field

from services.registry.tables.row import Row
from shared.ids import uuid7


class PublicCount(Row, table=True):
    """One figure of a county at the end of a month; `households` is None where it is hidden.

    `by` is empty for the county's whole. Published once and never counted again: what changed afterwards between two counts
    of one day would give single households away.
    """

    __tablename__ = "public_count"
    __table_args__ = (Index("public_count_once", "counted_on", "region", "by", "key", unique=True),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    counted_on: date
    by: str = Field(max_length=32)
    key: str = Field(sa_type=Text)
    households: int | None = Field(default=None, sa_type=Integer)
    persons: int | None = Field(default=None, sa_type=Integer)
