"""Orders of funds that ask money of a house back, as funds tells of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field

from services.housing.rules.money_recovery import RecoveryState
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT


class MoneyRecovery(Row, table=True):
    """One order about one payment, by the id of funds; a house that was accepted without a renovation has no `renovation_id`."""

    __tablename__ = "money_recovery"
    __table_args__ = (
        CheckConstraint("amount_fen > 0 AND recovered_fen BETWEEN 0 AND amount_fen", name="money_recovery_never_too_much"),
    )

    id: UUID = Field(primary_key=True)
    payment_id: UUID
    renovation_id: UUID | None = Field(default=None, foreign_key="renovation.id", index=True)
    acceptance_id: UUID | None = Field(default=None, foreign_key="acceptance.id", index=True)
    region: str = Field(max_length=12)
    amount_fen: int = Field(sa_type=BigInteger)
    recovered_fen: int = Field(default=0, sa_type=BigInteger)
    """What came back, told when the order is over."""
    why: str = Field(default="", max_length=32)
    """In funds' words."""
    state: RecoveryState = Field(sa_type=one_of(RecoveryState))
    back_by: date | None = None
    closed_on: date | None = None
    told_at: datetime = Field(sa_type=INSTANT)
