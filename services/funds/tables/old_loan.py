"""Lists of loans from before the platform, as banks hand them in."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.old_loan import OldListState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class OldLoanList(Row, table=True):
    """A bank's running loans on a day: looked at by one person, taken in by another, once.

    `entries` are its sound loans with their households' ids; nobody's name or number stands in them.
    """

    __tablename__ = "old_loan_list"
    __table_args__ = (
        CheckConstraint("loans >= 0 AND refused >= 0", name="old_loan_list_counts"),
        CheckConstraint("state <> 'taken' OR decided_by <> uploaded_by", name="old_loan_list_taken_by_another"),
        CheckConstraint("(state = 'draft') = (decided_by IS NULL)", name="old_loan_list_decided_by_somebody"),
        Index("old_loan_list_by_place", "region", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    bank: str = Field(max_length=60)
    as_of_on: date
    state: OldListState = Field(sa_type=one_of(OldListState))
    loans: int
    outstanding_fen: int = Field(sa_type=BigInteger)
    subsidised_fen: int = Field(sa_type=BigInteger)
    """What was paid of interest for these loans before the platform."""
    refused: int
    entries: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    faults: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    refused_rows_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    uploaded_by: str = Field(max_length=100)
    uploaded_at: datetime = Field(sa_type=INSTANT)
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
