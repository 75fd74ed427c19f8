"""The register of assets: entries are never deleted, titles end and others begin."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.funds.rules.account import Source
from services.funds.rules.asset import AssetKind, AssetState, TitleKind
from services.funds.tables.row import Row, one_of
from shared.ids import uuid7


class Asset(Row, table=True):
    """An asset. `region` is where it lies; `life_months` is empty for what does not wear out."""

    __tablename__ = "asset"
    __table_args__ = (
        UniqueConstraint("number", name="asset_once_per_number"),
        CheckConstraint("value_fen > 0 AND residual_fen BETWEEN 0 AND value_fen", name="asset_is_worth_something"),
        CheckConstraint("depreciated_fen BETWEEN 0 AND value_fen - residual_fen", name="asset_wears_to_its_residual"),
        CheckConstraint("(state = 'disposed') = (disposed_on IS NOT NULL)", name="asset_disposed_on_a_day"),
        Index("asset_by_place", "region", "id"),
        Index("asset_to_inspect", "inspect_by"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=20)
    region: str = Field(max_length=12)
    kind: AssetKind = Field(sa_type=one_of(AssetKind))
    asset_class: str = Field(max_length=32)
    title: str = Field(max_length=100)
    place: str = Field(max_length=200)
    state: AssetState = Field(sa_type=one_of(AssetState))
    value_fen: int = Field(sa_type=BigInteger)
    acquired_on: date
    project: str = Field(default="", max_length=20)
    """The number of the project that it came from; empty where it was registered by hand."""
    draft_id: UUID | None = Field(default=None, foreign_key="asset_draft.id", index=True)
    """What a project's hand-over left to be registered, where it came from that."""
    quantity: int | None = None
    unit: str = Field(default="", max_length=20)
    household_id: UUID | None = None
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    power_kw: int | None = None
    """Of a photovoltaic plant."""
    life_months: int | None = None
    residual_fen: int = Field(sa_type=BigInteger)
    depreciated_fen: int = Field(default=0, sa_type=BigInteger)
    depreciated_to: date | None = None
    """The last day of the last month whose wear is written."""
    inspect_by: date
    registered_by: str = Field(max_length=100)
    registered_on: date
    disposed_on: date | None = None


class AssetSource(Row, table=True):
    """A part of the money that an asset was made of."""

    __tablename__ = "asset_source"
    __table_args__ = (CheckConstraint("amount_fen > 0", name="asset_source_is_something"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    region: str = Field(max_length=12)
    source: Source = Field(sa_type=one_of(Source))
    year: int
    budget_line: str = Field(default="", max_length=100)
    amount_fen: int = Field(sa_type=BigInteger)


class AssetTitle(Row, table=True):
    """Who holds one of the four titles, from when until when. Several may hold it together, by their shares."""

    __tablename__ = "asset_title"
    __table_args__ = (
        CheckConstraint("share > 0", name="asset_title_has_a_share"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="asset_title_runs_forward"),
        Index(
            "asset_title_held_once",
            "asset_id",
            "kind",
            "holder_region",
            "holder",
            unique=True,
            postgresql_where=text("until_on IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    region: str = Field(max_length=12)
    kind: TitleKind = Field(sa_type=one_of(TitleKind))
    holder: str = Field(max_length=60)
    holder_region: str = Field(max_length=12)
    share: int = 1
    from_on: date
    until_on: date | None = None
    """The first day on which it is another's."""
    written_by: str = Field(max_length=100)


class AssetHandOver(Row, table=True):
    """That an asset went from one hand to another, with who keeps it from then on."""

    __tablename__ = "asset_hand_over"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    region: str = Field(max_length=12)
    handed_by: str = Field(max_length=100)
    taken_by: str = Field(max_length=100)
    keeper: str = Field(max_length=100)
    handed_on: date
    said: str = Field(sa_type=Text)
    written_by: str = Field(max_length=100)
