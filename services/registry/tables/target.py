"""Targets that officers set or corrected; what documents print lies in `policy/targets` and is version 0."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from services.registry.tables.row import Row
from shared.database import INSTANT
from shared.ids import uuid7


class Target(Row, table=True):
    """So many persons or households of a place, from the first of `since_year` to the last of `year`; the last version holds."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("region", "indicator", "since_year", "year", "version", name="target_version_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    indicator: str = Field(max_length=60)
    since_year: int
    year: int
    version: int
    amount: int
    source: str = Field(sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=INSTANT)
