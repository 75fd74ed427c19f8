"""What households are paid."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from services.funds.rules.payment import PaymentMethod, PaymentState
from services.funds.rules.transfer import About
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Payment(Row, table=True):
    """What a household is paid: by which matter, out of which account, and the transfers and the public entry that say so."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("transfer_id", name="payment_once_per_transfer"),
        UniqueConstraint(
            "about",
            "about_id",
            "household_id",
            "person_id",
            "round",
            name="payment_once_per_matter",
            postgresql_nulls_not_distinct=True,
        ),
        Index("payment_of_household", "household_id"),
        Index("payment_by_state", "state", "id"),
        CheckConstraint("amount_fen > 0", name="payment_pays_something"),
        CheckConstraint(
            "state NOT IN ('paid', 'returned') OR (transfer_id IS NOT NULL AND paid_at IS NOT NULL)",
            name="payment_paid_by_a_transfer",
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    about: About = Field(sa_type=one_of(About))
    about_id: UUID
    round: int = 1
    household_id: UUID
    person_id: UUID | None = None
    region: str = Field(max_length=12)
    amount_fen: int = Field(sa_type=BigInteger)
    clause: str = Field(default="", sa_type=Text)
    memo: str = Field(default="", max_length=200)
    method: PaymentMethod = Field(sa_type=one_of(PaymentMethod))
    state: PaymentState = Field(sa_type=one_of(PaymentState))
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    """Out of which it is paid."""
    reserved_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    """The transfer that set the money aside."""
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    """The transfer that paid it."""
    disclosure_id: UUID | None = Field(default=None, foreign_key="disclosure.id", index=True)
    asked_by: str = Field(default="", max_length=100)
    asked_at: datetime = Field(sa_type=INSTANT)
    paid_at: datetime | None = Field(default=None, sa_type=INSTANT)
    returned_at: datetime | None = Field(default=None, sa_type=INSTANT)
