"""Campaigns, the households of each, and the samples that are looked at again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.registry.rules.campaign import LeftWhy
from services.registry.tables.row import Row, document, of, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Campaign(Row, table=True):
    """A campaign of a kind in a place. `dues`: the day by which each round is due, fixed when it was opened."""

    __tablename__ = "campaign"
    __table_args__ = (Index("campaign_runs_once", "kind", "region", unique=True, postgresql_where=text("closed_at IS NULL")),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    kind: str = Field(max_length=40)
    title: str = Field(sa_type=Text)
    policy: str = Field(sa_type=Text)
    policy_version: str = Field(sa_type=Text)
    starts_on: date
    ends_on: date
    dues: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False))
    opened_by: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=INSTANT)
    closed_by: str | None = Field(default=None, sa_type=Text)
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    summary: str = Field(default="", sa_type=Text)
    report: dict[str, Any] | None = Field(default=None, sa_column=Column(document().type, nullable=True))


class CampaignTask(Row, table=True):
    """A household of a campaign, from the round on in which it joined. It is its helper's, whoever that is at any time.

    `region` follows the household while that stays in the campaign's place.
    """

    __tablename__ = "campaign_task"
    __table_args__ = (
        Index("task_once", "campaign_id", "household_id", unique=True, postgresql_where=text("left_on IS NULL")),
        Index("task_of_campaign", "campaign_id"),
        Index("task_of_household", "household_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    campaign_id: UUID = Field(sa_column_args=of("campaign"))
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12)
    first_round: int
    joined_on: date
    left_on: date | None = None
    left_why: LeftWhy | None = Field(default=None, sa_type=one_of(LeftWhy))


class SpotSample(Row, table=True):
    """One drawing: its seed, of how many it was drawn, and how many were drawn."""

    __tablename__ = "spot_sample"
    __table_args__ = (UniqueConstraint("campaign_id", "number", name="spot_sample_number"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    campaign_id: UUID = Field(sa_column_args=of("campaign"))
    region: str = Field(max_length=12)
    number: int
    seed: str = Field(max_length=64)
    per_mille: int
    population: int
    drawn: int
    drawn_by: str = Field(sa_type=Text)
    drawn_at: datetime = Field(sa_type=INSTANT)


class SpotCheck(Row, table=True):
    """A household of a sample: whose work it was and what they told when it was drawn, and what was found. Filled once."""

    __tablename__ = "spot_check"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    sample_id: UUID = Field(sa_column_args=of("spot_sample"), index=True)
    task_id: UUID = Field(sa_column_args=of("campaign_task"), index=True)
    household_id: UUID = Field(sa_column_args=of("household"), index=True)
    helper_id: UUID | None = Field(default=None, sa_column_args=of("helper"), index=True)
    visit_row_id: UUID = Field(sa_column_args=of("household_visit"), index=True)
    region: str = Field(max_length=12)
    number: int
    checked_on: date | None = None
    checked_by: str | None = Field(default=None, sa_type=Text)
    checked_at: datetime | None = Field(default=None, sa_type=INSTANT)
    was_visited: bool | None = None
    answers: dict[str, Any] = Field(default={}, sa_column=document())
    differences: list[dict[str, Any]] = Field(default=[], sa_column=document())
    notes_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
