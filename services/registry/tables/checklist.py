"""Checklists filled in: what was found of a household or a village on a day, version after version; and drafts until then."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, Text, text
from sqlmodel import Field

from services.registry.tables.row import Row, document, of, texts
from shared.database import INSTANT
from shared.ids import uuid7


class ChecklistDraft(Row, table=True):
    """Answers that are not handed in yet; one draft of a checklist for a household or a village, whoever writes on.

    Once handed in, a draft is empty (`answers` of nothing) and waits for the next time.
    """

    __tablename__ = "checklist_draft"
    __table_args__ = (
        Index(
            "checklist_draft_of_household",
            "household_id",
            "checklist",
            unique=True,
            postgresql_where=text("household_id IS NOT NULL"),
        ),
        Index("checklist_draft_of_village", "region", "checklist", unique=True, postgresql_where=text("household_id IS NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    checklist: str = Field(max_length=60)
    household_id: UUID | None = Field(default=None, sa_column_args=of("household"))
    region: str = Field(max_length=12)
    answers: dict[str, Any] = Field(default={}, sa_column=document())
    kept_by: str = Field(sa_type=Text)
    kept_at: datetime = Field(sa_type=INSTANT)


class ChecklistFilling(Row, table=True):
    """A checklist as it was handed in for a day. A correction is a further version of that day; rows are only ever added.

    `answers` by question: value, reason, papers, and where a prefilled value came from. `verdicts` by verdict: what it came to.
    `missing`: the questions that say that something is missing. `settles_until`: the last day on which it is evidence of the five
    assurances, of a checklist that settles them.
    """

    __tablename__ = "checklist_filling"
    __table_args__ = (
        Index(
            "checklist_filling_of_household",
            "household_id",
            "checklist",
            "filled_on",
            "version",
            unique=True,
            postgresql_where=text("household_id IS NOT NULL"),
        ),
        Index(
            "checklist_filling_of_village",
            "region",
            "checklist",
            "filled_on",
            "version",
            unique=True,
            postgresql_where=text("household_id IS NULL"),
        ),
        Index("checklist_filling_of_region", "checklist", "region", "filled_on"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    checklist: str = Field(max_length=60)
    policy: str = Field(max_length=80)
    policy_version: str = Field(max_length=80)
    household_id: UUID | None = Field(default=None, sa_column_args=of("household"))
    region: str = Field(max_length=12)
    filled_on: date
    version: int = Field(sa_type=Integer)
    answers: dict[str, Any] = Field(sa_column=document())
    verdicts: dict[str, Any] = Field(sa_column=document())
    missing: list[str] = Field(sa_column=texts())
    settles_until: date | None = None
    answerable: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    filled_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=INSTANT)
