"""What hospitals are paid."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from services.funds.rules.clearing import ClearingState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class ClearingPayment(Row, table=True):
    """What medical asked to be paid to a hospital, once per statement, and what became of it."""

    __tablename__ = "clearing_payment"
    __table_args__ = (
        UniqueConstraint("statement_id", name="clearing_once_per_statement"),
        UniqueConstraint("transfer_id", name="clearing_once_per_transfer"),
        CheckConstraint("amount_fen > 0", name="clearing_pays_something"),
        CheckConstraint("(state = 'paid') = (transfer_id IS NOT NULL)", name="clearing_paid_by_a_transfer"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    statement_id: UUID
    region: str = Field(max_length=12)
    hospital: str = Field(max_length=100)
    payer: str = Field(max_length=100)
    period: str = Field(max_length=7)
    amount_fen: int = Field(sa_type=BigInteger)
    state: ClearingState = Field(sa_type=one_of(ClearingState))
    asks: int
    refusal_code: str | None = Field(default=None, max_length=64)
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    asked_at: datetime = Field(sa_type=INSTANT)
    paid_at: datetime | None = Field(default=None, sa_type=INSTANT)
