"""What becomes of an asset: its wear by the month, inspections with their mending, and its disposal step by step."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.funds.rules.asset import AssetState
from services.funds.rules.asset_policy import DisposalStep
from services.funds.rules.disposal import DisposalState, DisposalWay
from services.funds.tables.row import Row, one_of
from shared.ids import uuid7


class AssetWear(Row, table=True):
    """What a month took of an asset's value, and what was left in the books: only ever added to."""

    __tablename__ = "asset_wear"
    __table_args__ = (UniqueConstraint("asset_id", "ends_on", name="asset_wear_once_a_month"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    asset_id: UUID = Field(foreign_key="asset.id")
    region: str = Field(max_length=12)
    ends_on: date
    amount_fen: int = Field(sa_type=BigInteger)
    book_fen: int = Field(sa_type=BigInteger)


class AssetInspection(Row, table=True):
    """What an inspection found, by when it has to be mended, and what was done."""

    __tablename__ = "asset_inspection"
    __table_args__ = (CheckConstraint("(mended_on IS NULL) = (mended_how IS NULL)", name="asset_inspection_mended_somehow"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    region: str = Field(max_length=12)
    inspected_on: date
    found: AssetState = Field(sa_type=one_of(AssetState))
    finding: str = Field(sa_type=Text)
    mend_by: date | None = None
    mended_on: date | None = None
    mended_how: str | None = Field(default=None, sa_type=Text)
    mend_cost_fen: int | None = Field(default=None, sa_type=BigInteger)
    inspected_by: str = Field(max_length=100)
    mended_by: str | None = Field(default=None, max_length=100)


class AssetDisposal(Row, table=True):
    """That an asset is to go, how, and for what."""

    __tablename__ = "asset_disposal"
    __table_args__ = (
        CheckConstraint("(way = 'sale') = (price_fen IS NOT NULL)", name="asset_disposal_sold_for_a_price"),
        Index("asset_disposal_open_once", "asset_id", unique=True, postgresql_where=text("state IN ('asked', 'approved')")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    region: str = Field(max_length=12)
    way: DisposalWay = Field(sa_type=one_of(DisposalWay))
    state: DisposalState = Field(sa_type=one_of(DisposalState))
    reason: str = Field(sa_type=Text)
    taker: str = Field(default="", max_length=60)
    valuation_fen: int = Field(sa_type=BigInteger)
    valued_by: str = Field(max_length=60)
    price_fen: int | None = Field(default=None, sa_type=BigInteger)
    policy: str = Field(max_length=64)
    asked_by: str = Field(max_length=100)
    asked_on: date
    done_on: date | None = None
    book_fen: int | None = Field(default=None, sa_type=BigInteger)
    """What it was worth in the books on the day on which it went."""


class DisposalDecision(Row, table=True):
    """What one of those who have to agree said: only ever added to."""

    __tablename__ = "disposal_decision"
    __table_args__ = (UniqueConstraint("disposal_id", "step", name="disposal_decided_once_a_step"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    disposal_id: UUID = Field(foreign_key="asset_disposal.id")
    region: str = Field(max_length=12)
    step: DisposalStep = Field(sa_type=one_of(DisposalStep))
    is_agreed: bool
    said: str = Field(sa_type=Text)
    decided_on: date
    written_by: str = Field(max_length=100)
