"""What the leaders of a place were told of a week: made once, kept as it was."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.notifier.tables.row import Row
from shared.database import INSTANT
from shared.ids import uuid7


class WeeklyReport(Row, table=True):
    """One a county or town and week, known by its Monday. `figures`: its headline numbers (`rules.weekly.Headline`), which later
    reports draw their course from; `sha256`: of the document."""

    __tablename__ = "weekly_report"
    __table_args__ = (UniqueConstraint("region", "begins_on", name="weekly_report_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    begins_on: date
    made_at: datetime = Field(sa_type=INSTANT)
    figures: dict[str, Any] = Field(sa_type=JSONB)
    sha256: str = Field(max_length=64)
    size_bytes: int


class WeeklyReportDocument(Row, table=True):
    """The PDF."""

    __tablename__ = "weekly_report_document"

    id: UUID = Field(primary_key=True, foreign_key="weekly_report.id")
    content: bytes = Field(sa_type=LargeBinary)
