"""Departments' reports and what they were answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, Text, UniqueConstraint
from sqlmodel import Field

from services.registry.tables.row import Row, of
from shared.database import INSTANT
from shared.ids import uuid7


class ReliefReport(Row, table=True):
    """A department's report and the answer it got; the same report gets the same answer, through whichever door it comes.

    `region` is the reporter's. `fingerprint` is a keyed hash of what was reported.
    """

    __tablename__ = "relief_report"
    __table_args__ = (UniqueConstraint("region", "report_id", name="relief_report_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    report_id: UUID
    fingerprint: str = Field(max_length=64)
    is_accepted: bool
    case_id: UUID | None = Field(default=None, sa_column_args=of("relief_case"))
    status: int = Field(sa_type=Integer)
    code: str | None = Field(default=None, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    mend: str | None = Field(default=None, sa_type=Text)
    answered_at: datetime = Field(sa_type=INSTANT)
