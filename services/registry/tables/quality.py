"""Data quality: what the rules found in whose file, until it was put right or accepted as right; and the nightly sweep."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.registry.rules.finding import Ending
from services.registry.rules.quality import Severity
from services.registry.tables.row import Row, of, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class QualityFinding(Row, table=True):
    """Something odd in a household's file or in a member's; open until `gone_at`. Of a secret `value` shows a few signs.

    `basis_hash` is a keyed hash of every value that the rule rests on. `policy_version` is the file that found it, the revisions
    are those of the household's or person's row at which it came and went.
    """

    __tablename__ = "quality_finding"
    __table_args__ = (
        Index(
            "finding_of_person_once",
            "person_id",
            "rule",
            unique=True,
            postgresql_where=text("gone_at IS NULL AND person_id IS NOT NULL"),
        ),
        Index(
            "finding_of_household_once",
            "household_id",
            "rule",
            unique=True,
            postgresql_where=text("gone_at IS NULL AND person_id IS NULL"),
        ),
        Index("finding_of_household", "household_id", "gone_at"),
        Index("finding_of_person", "person_id"),
        Index("finding_open_in", "region", "id", postgresql_where=text("gone_at IS NULL")),
        Index("finding_open_of", "rule", "id", postgresql_where=text("gone_at IS NULL")),
        Index("finding_found", "found_at"),
        Index("finding_mended", "gone_at", postgresql_where=text("gone_at IS NOT NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    person_id: UUID | None = Field(default=None, sa_column_args=of("person"))
    region: str = Field(max_length=12)
    rule: str = Field(max_length=60)
    severity: Severity = Field(sa_type=one_of(Severity))
    field: str = Field(sa_type=Text)
    value: str = Field(default="", sa_type=Text)
    basis_hash: str = Field(max_length=64)
    policy_version: str = Field(max_length=80)
    found_at: datetime = Field(sa_type=INSTANT)
    found_revision: int
    gone_at: datetime | None = Field(default=None, sa_type=INSTANT)
    gone_revision: int | None = None
    ending: Ending | None = Field(default=None, sa_type=one_of(Ending))
    accepted_at: datetime | None = Field(default=None, sa_type=INSTANT)
    accepted_by: str = Field(default="", sa_type=Text)
    accepted_reason: str = Field(default="", sa_type=Text)


class QualitySweep(Row, table=True):
    """The nightly look at the whole register: how far it is, what it found and what was gone. One a day, of all regions."""

    __tablename__ = "quality_sweep"
    __table_args__ = (UniqueConstraint("swept_on", name="quality_sweep_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(default="", max_length=12)
    swept_on: date
    reached: UUID | None = None
    households: int = 0
    persons: int = 0
    found: int = 0
    gone: int = 0
    started_at: datetime = Field(sa_type=INSTANT)
    finished_at: datetime | None = Field(default=None, sa_type=INSTANT)
