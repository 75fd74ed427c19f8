"""Campaigns of looking at houses."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.housing.tables.row import Row
from shared.database import INSTANT
from shared.ids import uuid7


class Campaign(Row, table=True):
    """A campaign over the houses of a place, its kind as its policy file wrote it; its tasks are surveys."""

    __tablename__ = "campaign"
    __table_args__ = (
        Index("campaign_runs_once", "kind", "region", unique=True, postgresql_where=text("ended_on IS NULL")),
        CheckConstraint("(ended_on IS NULL) = (ended_by = '')", name="campaign_ended_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    kind: str = Field(max_length=40)
    title: str = Field(max_length=100)
    asked_by: str = Field(max_length=200)
    """The document or office that asked for it."""
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    opened_on: date
    due_on: date
    opened_by: str = Field(max_length=100)
    opened_at: datetime = Field(sa_type=INSTANT)
    ended_on: date | None = None
    ended_by: str = Field(default="", max_length=100)
