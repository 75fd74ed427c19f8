"""Money set aside for houses that are to be made safe, line by line."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.account import Source
from services.funds.rules.house_hold import HoldState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class HouseHold(Row, table=True):
    """What is promised for one house's renovation: `wanted_fen` in all, of which `asked_fen` was asked to be paid.

    A house has money of a programme once: a trigger keeps this and requests for houses without a renovation apart.
    """

    __tablename__ = "house_hold"
    __table_args__ = (
        UniqueConstraint("renovation_id", name="house_hold_once_per_renovation"),
        Index(
            "house_hold_once_per_house",
            "programme",
            "thing_id",
            unique=True,
            postgresql_where=text("state <> 'freed'"),
        ),
        Index("house_hold_by_place", "region", "id"),
        Index("house_hold_waiting", "tried_at", postgresql_where=text("state = 'waiting'")),
        CheckConstraint("wanted_fen >= 0 AND asked_fen >= 0", name="house_hold_not_negative"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    renovation_id: UUID
    number: str = Field(max_length=24)
    household_id: UUID
    thing_id: UUID
    """The house."""
    region: str = Field(max_length=12)
    programme: str = Field(max_length=40)
    year: int
    plan: int
    wanted_fen: int = Field(sa_type=BigInteger)
    asked_fen: int = Field(default=0, sa_type=BigInteger)
    shares: list[dict[str, Any]] = Field(sa_type=JSONB)
    may_stand_in: bool
    state: HoldState = Field(sa_type=one_of(HoldState))
    refusal_code: str = Field(default="", max_length=60)
    refusal: str = Field(default="", max_length=200)
    short: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    asked_by: str = Field(max_length=100)
    planned_on: date
    tried_at: datetime = Field(sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class HouseHoldPart(Row, table=True):
    """What of a house's money is set aside on one budget line at the moment: one reservation of the ledger, or none."""

    __tablename__ = "house_hold_part"
    __table_args__ = (
        UniqueConstraint("hold_id", "account_id", name="house_hold_part_once_per_line"),
        UniqueConstraint("reserved_id", name="house_hold_part_once_per_transfer"),
        Index("house_hold_part_by_line", "line", postgresql_where=text("amount_fen > 0")),
        CheckConstraint("(amount_fen > 0) = (reserved_id IS NOT NULL) AND amount_fen >= 0", name="house_hold_part_is_reserved"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    hold_id: UUID = Field(foreign_key="house_hold.id")
    region: str = Field(max_length=12)
    position: int
    """In this order the lines pay."""
    account_id: UUID = Field(foreign_key="account.id", index=True)
    line: str = Field(max_length=24)
    source: Source = Field(sa_type=one_of(Source))
    amount_fen: int = Field(default=0, sa_type=BigInteger)
    reserved_id: UUID | None = Field(default=None, foreign_key="transfer.id")
