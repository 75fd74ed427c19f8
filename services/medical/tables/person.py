"""Who is entitled, and what a person has drawn in a year."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.tables.row import Row, fen
from shared.database import INSTANT


class Beneficiary(Row, table=True):
    """Who registry says a person is, from a day on; a later day's row replaces the earlier one."""

    identity_hash: str = Field(primary_key=True)
    in_force_on: date = Field(primary_key=True)
    person_id: UUID
    household_id: UUID
    region: str
    classes: list[str] = Field(sa_type=JSONB)


class Cover(Row, table=True):
    """Cover that an immediate-assistance case has opened for a member of the household."""

    identity_hash: str = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)
    person_id: UUID
    household_id: UUID
    region: str
    in_force_on: date


class YearAccount(Row, table=True):
    """A person's counters of one year: what was drawn from each ceiling, and what they have borne themselves.

    Locked by every settlement and reversal, so that two hospitals at once cannot both take the last yuan of a ceiling.
    It belongs to no region and names nobody; `standing` holds the settlements that count, in their order.
    """

    __tablename__ = "year_account"
    __table_args__ = (
        Index("year_account_share_told", "year", "identity_hash", postgresql_where="burden_share_told_at IS NOT NULL"),
    )

    identity_hash: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    counters: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)
    standing: list[str] = Field(default_factory=list, sa_type=JSONB)
    burden_fen: int = fen(default=0)
    burden_told_at: datetime | None = Field(default=None, sa_type=INSTANT)
    burden_share_told_at: datetime | None = Field(default=None, sa_type=INSTANT)
