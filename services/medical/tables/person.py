"""Who is entitled, and what a person has drawn in a year."""

from datetime import date, datetime
from uuid import UUID

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


class Account(Row):
    """Counters that are drawn on by name, and the settlements that stand on them."""

    counters: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)
    standing: list[str] = Field(default_factory=list, sa_type=JSONB)


class YearAccount(Account, table=True):
    """A person's counters of one year, or, as year 0, of their life: what was drawn from each ceiling, and what they have borne.

    Locked by every settlement and reversal, so that two hospitals at once cannot both take the last yuan of a ceiling.
    It belongs to no region and names nobody; `standing` holds the settlements that count, in their order (of a life: those
    that drew on it).
    """

    __tablename__ = "year_account"

    identity_hash: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    burden_fen: int = fen(default=0)
    burden_told_at: datetime | None = Field(default=None, sa_type=INSTANT)


class FamilyAccount(Account, table=True):
    """A family's counters of one year. A family is a household, or a person of whom no household is known (their hash)."""

    __tablename__ = "family_account"

    family: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
