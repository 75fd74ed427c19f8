"""Who is entitled, and what a person has drawn in a year."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.tables.row import Row, fen
from shared.database import INSTANT


class Beneficiary(Row, table=True):
    """Who registry says a person is, from a day on; a later day's row replaces the earlier one.

    `until_on` is the day from which the later row holds: so a county sees that somebody has left for another, whose row it may
    not see.
    """

    __table_args__: ClassVar = (Index("beneficiary_region", "region"),)

    identity_hash: str = Field(primary_key=True)
    in_force_on: date = Field(primary_key=True)
    person_id: UUID
    household_id: UUID
    region: str
    classes: list[str] = Field(sa_type=JSONB)
    until_on: date | None = None


class Cover(Row, table=True):
    """Cover that an immediate-assistance case has opened for a member of the household."""

    identity_hash: str = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)
    person_id: UUID
    household_id: UUID
    region: str
    in_force_on: date


class Account(Row):
    """Counters that are drawn on by name, and the settlements that stand on them."""

    counters: dict[str, int] = Field(default={}, sa_type=JSONB)
    standing: list[str] = Field(default=[], sa_type=JSONB)


class YearAccount(Account, table=True):
    """A person's counters of one year, or, as year 0, of their life: what was drawn from each ceiling, and what they have borne.

    Locked by every settlement and reversal, so that two hospitals at once cannot both take the last yuan of a ceiling.
    It belongs to no region and names nobody; `standing` holds the settlements that count, in their order (of a life: those
    that drew on it). `counted_under` stands on the life of somebody who was in the register twice: since then everything that
    their stays draw is drawn under that other number (`account_of` follows it), and their own accounts hold nothing of it.
    """

    __tablename__ = "year_account"
    __table_args__ = (
        Index("year_account_share_told", "year", "identity_hash", postgresql_where="burden_share_told_at IS NOT NULL"),
        Index("year_account_counted_under", "counted_under", postgresql_where="counted_under IS NOT NULL"),
    )

    identity_hash: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    burden_fen: int = fen(default=0)
    burden_told_at: datetime | None = Field(default=None, sa_type=INSTANT)
    burden_share_told_at: datetime | None = Field(default=None, sa_type=INSTANT)
    counted_under: str | None = None
    counted_since: datetime | None = Field(default=None, sa_type=INSTANT)


class FamilyAccount(Account, table=True):
    """A family's counters of one year. A family is a household, or a person of whom no household is known (their hash)."""

    __tablename__ = "family_account"

    family: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
