"""Other departments' lists, and where they and our file do not fit.

A list itself is not kept: of its rows those alone that a difference rests on, sealed, until the difference is settled or gone.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlmodel import Field

from services.registry.rules.comparison import Severity
from services.registry.rules.difference import Settlement
from services.registry.rules.judging import Officer
from services.registry.tables.row import Row, document, of, one_of, texts
from shared.database import INSTANT
from shared.ids import uuid7


class ComparedList(Row, table=True):
    """A list as it came: of which kind, place and day, what became of it, and the rows that went back (sealed, for 30 days).

    Of each kind and place one list counts, the newest. One with too many faulty rows is handed back and never counts.
    """

    __tablename__ = "compared_list"
    __table_args__ = (
        Index("compared_list_counts_once", "kind", "region", unique=True, postgresql_where=text("is_current")),
        Index("compared_list_of_place", "region", "kind"),
        Index("compared_list_with_rows", "compared_at", postgresql_where=text("refused_rows_sealed IS NOT NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    kind: str = Field(max_length=40)
    policy: str = Field(max_length=60)
    policy_version: str = Field(max_length=80)
    listed_on: date
    rows: int
    refused: int
    people: int
    matched: int = 0
    new: int = 0
    standing: int = 0
    quiet: int = 0
    ended: int = 0
    is_compared: bool
    is_current: bool
    headings: list[str] = Field(sa_column=texts())
    faults: list[dict[str, Any]] = Field(default=[], sa_column=document())
    refused_rows_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    compared_by: str = Field(sa_type=Text)
    compared_at: datetime = Field(sa_type=INSTANT)


class ListDifference(Row, table=True):
    """Something that does not fit, and the task that comes of it. It stands until `ended_at`; settled ones are not asked again.

    `subject` is the person or household of ours that it is about, or the keyed hash of somebody whom we do not have.
    `row_sealed`: what the list says of them; gone once the difference is settled or ends. `said_hash` stands for it.
    """

    __tablename__ = "list_difference"
    __table_args__ = (
        Index("list_difference_stands_once", "rule", "subject", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("list_difference_of_kind", "kind", "region", postgresql_where=text("ended_at IS NULL")),
        Index("list_difference_of_list", "list_id", "region"),
        Index("list_difference_open", "region", "due_on", postgresql_where=text("settled_at IS NULL AND ended_at IS NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    list_id: UUID = Field(sa_column_args=of("compared_list"))
    region: str = Field(max_length=12)
    kind: str = Field(max_length=40)
    rule: str = Field(max_length=40)
    severity: Severity = Field(sa_type=one_of(Severity))
    subject: str = Field(max_length=64)
    household_id: UUID | None = Field(default=None, sa_column_args=of("household"), index=True)
    person_id: UUID | None = Field(default=None, sa_column_args=of("person"), index=True)
    identity_hash: str | None = Field(default=None, max_length=64)
    times: int = 1
    said_hash: str = Field(max_length=64)
    row_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    title: str = Field(sa_type=Text)
    task: str = Field(sa_type=Text)
    clause: str = Field(sa_type=Text)
    who: Officer = Field(sa_type=one_of(Officer))
    found_at: datetime = Field(sa_type=INSTANT)
    due_on: date
    outcome: Settlement | None = Field(default=None, sa_type=one_of(Settlement))
    reason: str = Field(default="", sa_type=Text)
    settled_by: str = Field(default="", sa_type=Text)
    settled_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
