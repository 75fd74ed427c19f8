"""Whose account a household's money goes to, and the banks' card lists."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.payee import PayeeState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Payee(Row, table=True):
    """An account of a household, or of one person of it. The one whose `until_on` is open is paid; the others are its history.

    The number, the holder's name and identity number are sealed; the first and the last are found by keyed hash.
    """

    __tablename__ = "payee"
    __table_args__ = (
        Index(
            "payee_once_at_a_time",
            "household_id",
            "person_id",
            unique=True,
            postgresql_where=text("until_on IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("payee_by_card", "card_hash"),
        Index("payee_by_holder", "holder_hash"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="payee_ends_after_it_starts"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID
    person_id: UUID | None = None
    """Whose money within the household goes here; None: the household's own."""
    region: str = Field(max_length=12)
    bank: str = Field(max_length=60)
    bank_code: str = Field(default="", max_length=12)
    """The bank's clearing number (支付系统行号), where it is known."""
    card_sealed: bytes
    card_hash: str = Field(max_length=64)
    card_tail: str = Field(max_length=4)
    holder_name_sealed: bytes
    holder_id_sealed: bytes
    holder_hash: str = Field(max_length=64)
    state: PayeeState = Field(sa_type=one_of(PayeeState))
    findings: list[str] = Field(default=[], sa_type=JSONB)
    from_on: date
    until_on: date | None = None
    file_id: UUID | None = Field(default=None, foreign_key="payee_file.id", index=True)
    recorded_by: str = Field(max_length=100)
    recorded_at: datetime = Field(sa_type=INSTANT)
    decided_by: str = Field(default="", max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decision: str = Field(default="", max_length=200)
    """The reason of whoever looked at it, or of whoever ended it."""


class PayeeFile(Row, table=True):
    """A bank's card list as it came in."""

    __tablename__ = "payee_file"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    rows: int
    taken: int
    unchanged: int
    refused: int
    faults: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    refused_rows_sealed: bytes | None = None
    uploaded_by: str = Field(max_length=100)
    uploaded_at: datetime = Field(sa_type=INSTANT)
