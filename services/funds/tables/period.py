"""Months and years of a county's books that were closed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from services.funds.rules.period import Period
from services.funds.tables.row import Row
from shared.database import INSTANT
from shared.ids import uuid7


class BookPeriod(Row, table=True):
    """A month (or, with month 0, a year) of a county's books that was closed at least once. The trigger on `posting` reads it."""

    __tablename__ = "book_period"
    __table_args__ = (
        UniqueConstraint("region", "year", "month", name="period_once_per_county"),
        CheckConstraint("month BETWEEN 0 AND 12", name="period_is_a_month_or_a_year"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    year: int
    month: int
    is_closed: bool
    closed_by: str = Field(max_length=100)
    closed_at: datetime = Field(sa_type=INSTANT)
    reopened_by: str = Field(default="", max_length=100)
    reopened_at: datetime | None = Field(default=None, sa_type=INSTANT)
    reason: str = Field(default="", max_length=200)
    """Why it was opened again the last time; the audit keeps every time."""

    @property
    def period(self) -> Period:
        return Period(self.year, self.month)
