"""What households are paid."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from services.funds.rules.payment import PaymentMethod, PaymentState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Payment(Row, table=True):
    """What a household was paid, by which transfer, and the public entry that says so."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("transfer_id", name="payment_once_per_transfer"),
        UniqueConstraint("grant_id", name="payment_once_per_grant"),
        CheckConstraint("amount_fen > 0", name="payment_pays_something"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    grant_id: UUID = Field(foreign_key="emergency_grant.id")
    household_id: UUID
    region: str = Field(max_length=12)
    amount_fen: int = Field(sa_type=BigInteger)
    method: PaymentMethod = Field(sa_type=one_of(PaymentMethod))
    state: PaymentState = Field(sa_type=one_of(PaymentState))
    transfer_id: UUID = Field(foreign_key="transfer.id")
    disclosure_id: UUID = Field(foreign_key="disclosure.id")
    paid_at: datetime = Field(sa_type=INSTANT)
    returned_at: datetime | None = Field(default=None, sa_type=INSTANT)
