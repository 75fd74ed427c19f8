"""Clearing statements: what one payer of one county owes one hospital for one month, line by line."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from services.medical.rules.statement import StatementState
from services.medical.tables.row import Row, fen
from shared.database import INSTANT
from shared.ids import uuid7


class ClearingStatement(Row, table=True):
    """Made by one person, approved by another. What it says is fixed when it is made; only its state moves."""

    __tablename__ = "clearing_statement"
    __table_args__: ClassVar = (
        CheckConstraint("approved_by IS NULL OR approved_by <> made_by", name="clearing_statement_four_eyes"),
        CheckConstraint("(state IN ('drafted', 'discarded')) = (approved_by IS NULL)", name="clearing_statement_approved"),
        CheckConstraint("total_fen > 0", name="clearing_statement_owes"),
        Index(
            "clearing_statement_once",
            "region",
            "hospital",
            "payer",
            "period_from",
            unique=True,
            postgresql_where="state <> 'discarded'",
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str
    """The county whose payer pays."""
    hospital: str
    payer: str
    period_from: date
    period_to: date
    state: str = StatementState.DRAFTED
    line_count: int
    total_fen: int = fen()
    late_count: int
    late_fen: int = fen()
    counter_count: int
    counter_fen: int = fen()
    """Of the reversals: zero or below."""
    made_by: str
    made_at: datetime = Field(sa_type=INSTANT)
    approved_by: str | None = None
    approved_at: datetime | None = Field(default=None, sa_type=INSTANT)
    discarded_by: str | None = None
    discarded_at: datetime | None = Field(default=None, sa_type=INSTANT)
    discard_reason: str | None = None
    asks: int = 0
    """How often funds was asked to pay it."""
    refusal_code: str | None = None
    refusal_reason: str | None = None
    paid_on: date | None = None
    transfer_id: UUID | None = None


class ClearingLine(Row, table=True):
    """A receivable on a statement. It stands on one statement at a time: a discarded statement lets its lines go."""

    __tablename__ = "clearing_line"
    __table_args__: ClassVar = (
        Index("clearing_line_once", "receivable_id", unique=True, postgresql_where="NOT is_released"),
        Index("clearing_line_of_receivable", "receivable_id"),
    )

    statement_id: UUID = Field(primary_key=True, foreign_key="clearing_statement.id")
    receivable_id: UUID = Field(primary_key=True, foreign_key="receivable.id")
    region: str
    hospital: str
    amount_fen: int = fen()
    is_late: bool
    is_released: bool = False
