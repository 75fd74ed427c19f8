"""Lots: what each was drawn from, what was drawn, and which households exchanged what they drew."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.housing.rules.lot_life import LotState
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Lot(Row, table=True):
    """A lot of a site（抽签）. What it is drawn from, its digest and the pledge never change (the database's own trigger).

    `hidden_sealed` are the 32 bytes behind the pledge, sealed; `hidden` the same in hex once they are opened. Its id is the
    matter under which funds shows the list, `draw_matter_id` that of the result.
    """

    __tablename__ = "lot"
    __table_args__ = (
        UniqueConstraint("number", name="lot_number_once"),
        Index("lot_open_once_per_site", "site_id", unique=True, postgresql_where=text("state IN ('announced', 'drawn')")),
        Index("lot_of_site", "site_id", "id"),
        Index("lot_by_draw", "draw_matter_id", postgresql_where=text("draw_matter_id IS NOT NULL")),
        CheckConstraint("(replaces_id IS NULL) = (replaces_why = '')", name="lot_replaces_with_a_reason"),
        CheckConstraint("(hidden IS NULL) = (public_value IS NULL)", name="lot_opened_whole"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    site_id: UUID = Field(foreign_key="site.id")
    region: str = Field(max_length=12)
    state: LotState = Field(sa_type=one_of(LotState))
    listed: dict[str, Any] = Field(sa_type=JSONB)
    digest: str = Field(max_length=64)
    pledge: str = Field(max_length=64)
    hidden_sealed: bytes = Field(sa_type=LargeBinary)
    public_source: str = Field(max_length=200)
    """Where the public value is to come from, as it was said beforehand."""
    waiting_why: str = Field(default="", max_length=300)
    replaces_id: UUID | None = Field(default=None, foreign_key="lot.id", index=True)
    replaces_why: str = Field(default="", max_length=300)
    announced_on: date
    announced_by: str = Field(max_length=100)
    has_stood: bool = False
    """Whether the notice of the list is over without an objection that was right."""
    hidden: str | None = Field(default=None, max_length=64)
    public_value: str | None = Field(default=None, max_length=200)
    witnesses: str = Field(default="", max_length=300)
    drawn_on: date | None = None
    drawn_by: str = Field(default="", max_length=100)
    draw_matter_id: UUID | None = None
    final_on: date | None = None
    failed_on: date | None = None
    failed_why: str = Field(default="", max_length=300)


class LotPlace(Row, table=True):
    """What a household of the list drew: immutable. `dwelling` is None where none was left."""

    __tablename__ = "lot_place"
    __table_args__ = (UniqueConstraint("lot_id", "number", name="lot_place_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    lot_id: UUID = Field(foreign_key="lot.id")
    region: str = Field(max_length=12)
    number: str = Field(max_length=24)
    size_class: str = Field(max_length=32)
    rank: int
    dwelling: str | None = Field(default=None, max_length=30)


class DwellingExchange(Row, table=True):
    """That two households exchanged their dwellings, with the paper that both signed. Only ever added to."""

    __tablename__ = "dwelling_exchange"
    __table_args__ = (CheckConstraint("first_id <> second_id", name="dwelling_exchange_between_two"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    first_id: UUID = Field(foreign_key="relocation.id", index=True)
    second_id: UUID = Field(foreign_key="relocation.id", index=True)
    region: str = Field(max_length=12)
    """The village that the first leaves."""
    first_dwelling: str = Field(max_length=30)
    second_dwelling: str = Field(max_length=30)
    """What each had before."""
    paper_id: UUID = Field(foreign_key="paper.id", index=True)
    on: date
    at: datetime = Field(sa_type=INSTANT)
    by: str = Field(max_length=100)
