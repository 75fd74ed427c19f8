"""Hospitals as the county knows them."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.tables.row import Row
from shared import clock
from shared.database import INSTANT


class Hospital(Row, table=True):
    """A hospital's grade and what policies ask of it. `region` is the county (or city) in which it lies."""

    code: str = Field(primary_key=True)
    title: str
    level: str
    traits: list[str] = Field(default_factory=list, sa_type=JSONB)
    region: str
    uscc: str | None = None
    updated_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
