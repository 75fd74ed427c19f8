"""Renovations as the public sees them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from services.funds.rules.shown_renovation import HouseState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT


class ShownRenovation(Row, table=True):
    """A renovation by its number, as housing told of it last. Its id is housing's; no household and no house is known of it."""

    __tablename__ = "shown_renovation"
    __table_args__ = (
        Index("shown_renovation_by_place", "year", "region", "number"),
        Index("shown_renovation_of_acceptance", "acceptance_id", postgresql_where=text("acceptance_id IS NOT NULL")),
        Index("shown_renovation_told", "told_at"),
        CheckConstraint("standard_fen >= 0", name="shown_standard_not_negative"),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(max_length=24, unique=True)
    region: str = Field(max_length=12)
    year: int
    """In which it was applied for."""
    grade: str = Field(max_length=1)
    mode: str = Field(max_length=32)
    state: HouseState = Field(sa_type=one_of(HouseState))
    standard_fen: int = Field(sa_type=BigInteger)
    progressed_on: date
    acceptance_id: UUID | None = None
    """By which its subsidy is paid; never shown."""
    is_paid: bool = False
    """All of its subsidy is with the household."""
    is_partly_paid: bool = False
    """Some of it: it is paid in stages, or some is kept back for quality."""
    told_at: datetime = Field(sa_type=INSTANT)
    """When what is shown happened: what happened before that is no news."""
