"""Households that move（搬迁户）, the lists of them that were shown, and everything that happened to each."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, UniqueConstraint, text
from sqlmodel import Field

from services.housing.rules.household_question import HouseholdQuestion
from services.housing.rules.old_house import Reclaimed
from services.housing.rules.programme import NeedWhy
from services.housing.rules.relocation import Asks, RelocationAct, RelocationState
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7

_OPEN = "state NOT IN ('closed', 'withdrawn', 'unwilling')"


class RelocationList(Row, table=True):
    """The households of a village that were shown together; its id is the matter that funds shows. `stood`: how that ended."""

    __tablename__ = "relocation_list"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    programme_id: UUID = Field(foreign_key="programme.id", index=True)
    region: str = Field(max_length=12)
    households: int
    shown_on: date
    shown_by: str = Field(max_length=100)
    ended_on: date | None = None
    stood: bool | None = None


class Relocation(Row, table=True):
    """A household's way from need to its new home. What is not known yet is None; `region` is the village that it leaves."""

    __tablename__ = "relocation"
    __table_args__ = (
        UniqueConstraint("number", name="relocation_number_once"),
        Index("relocation_open_once_per_household", "household_id", unique=True, postgresql_where=text(_OPEN)),
        Index("relocation_of_household", "household_id"),
        Index("relocation_of_programme", "programme_id", "region", "id"),
        Index("relocation_dwelling_once", "dwelling_id", unique=True, postgresql_where=text("dwelling_id IS NOT NULL")),
        CheckConstraint("contribution_fen >= 0", name="relocation_contribution_not_negative"),
        CheckConstraint("(question IS NULL) = (questioned_on IS NULL)", name="relocation_questioned_on_a_day"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    programme_id: UUID = Field(foreign_key="programme.id")
    region: str = Field(max_length=12)
    household_id: UUID
    house_id: UUID | None = Field(default=None, foreign_key="house.id", index=True)
    """The old house."""
    why: NeedWhy = Field(sa_type=one_of(NeedWhy))
    why_says: str = Field(default="", max_length=500)
    looked_into: str = Field(default="", max_length=500)
    persons: int
    persons_reason: str = Field(default="", max_length=200)
    oldest: int
    has_disabled: bool
    workers: int
    pupils: int
    state: RelocationState = Field(sa_type=one_of(RelocationState))
    named_on: date
    named_by: str = Field(max_length=100)
    wished_on: date | None = None
    wish_paper_id: UUID | None = Field(default=None, foreign_key="paper.id", index=True)
    site_id: UUID | None = Field(default=None, foreign_key="site.id", index=True)
    asks: Asks = Field(default=Asks.NOTHING, sa_type=one_of(Asks))
    question: HouseholdQuestion | None = Field(default=None, sa_type=one_of(HouseholdQuestion))
    """What a change of the household asks, until the town has settled it."""
    questioned_on: date | None = None
    list_id: UUID | None = Field(default=None, foreign_key="relocation_list.id", index=True)
    lot_id: UUID | None = Field(default=None, foreign_key="lot.id", index=True)
    """The lot in whose list it stands, or in which it drew its dwelling."""
    dwelling_id: UUID | None = Field(default=None, foreign_key="site_dwelling.id")
    contract_on: date | None = None
    contribution_fen: int | None = Field(default=None, sa_type=BigInteger)
    contract_paper_id: UUID | None = Field(default=None, foreign_key="paper.id", index=True)
    demolition_paper_id: UUID | None = Field(default=None, foreign_key="paper.id", index=True)
    handed_over_on: date | None = None
    keys: int | None = None
    water_m3: Decimal | None = Field(default=None, sa_type=Numeric(10, 2))
    power_kwh: Decimal | None = Field(default=None, sa_type=Numeric(10, 2))
    moved_on: date | None = None
    demolish_by: date | None = None
    demolished_on: date | None = None
    photo_before_id: UUID | None = Field(default=None, foreign_key="paper.id", index=True)
    photo_after_id: UUID | None = Field(default=None, foreign_key="paper.id", index=True)
    reclaimed_on: date | None = None
    reclaimed_as: Reclaimed | None = Field(default=None, sa_type=one_of(Reclaimed))
    reclaimed_m2: Decimal | None = Field(default=None, sa_type=Numeric(8, 2))
    ended_on: date | None = None
    ended_why: str = Field(default="", max_length=500)


class RelocationEvent(Row, table=True):
    """A line of a household's record: who did what when. Only ever added to."""

    __tablename__ = "relocation_event"
    __table_args__ = (Index("relocation_event_of", "relocation_id", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    relocation_id: UUID = Field(foreign_key="relocation.id")
    region: str = Field(max_length=12)
    act: RelocationAct = Field(sa_type=one_of(RelocationAct))
    on: date
    at: datetime = Field(sa_type=INSTANT)
    by: str = Field(max_length=100)
    says: str = Field(default="", max_length=500)
