"""Orders that ask money back from a household, the parts that were agreed, and what came in."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.funds.rules.recovery import RecoveryState, RecoveryWhy
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class RecoveryOrder(Row, table=True):
    """A payment is asked back, whole. `recovered_fen` is what came in; a trigger counts it from the receipts."""

    __tablename__ = "recovery_order"
    __table_args__ = (
        UniqueConstraint("number", name="recovery_number_once"),
        Index("recovery_open_once", "payment_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("recovery_proposed_once", "payment_id", unique=True, postgresql_where=text("state = 'proposed'")),
        Index("recovery_of_payment", "payment_id"),
        Index("recovery_of_town", "town", "id"),
        CheckConstraint("amount_fen > 0 AND recovered_fen BETWEEN 0 AND amount_fen", name="recovery_never_too_much"),
        CheckConstraint("state <> 'recovered' OR recovered_fen = amount_fen", name="recovery_recovered_whole"),
        CheckConstraint("lifted_by <> ordered_by", name="recovery_lifted_by_another"),
        CheckConstraint("state <> 'proposed' OR decided_by IS NULL", name="recovery_proposed_undecided"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="recovery_decided_at_a_time"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    payment_id: UUID = Field(foreign_key="payment.id")
    grant_id: UUID | None = Field(default=None, foreign_key="emergency_grant.id", index=True)
    """Where the payment was first aid."""
    application_id: UUID | None = Field(default=None, foreign_key="grant_application.id", index=True)
    """Whose decision it follows, or whose payment it asks back."""
    household_id: UUID
    region: str = Field(max_length=12)
    town: str = Field(max_length=9)
    why: RecoveryWhy = Field(sa_type=one_of(RecoveryWhy))
    amount_fen: int = Field(sa_type=BigInteger)
    recovered_fen: int = Field(default=0, sa_type=BigInteger)
    clause: str = Field(sa_type=Text)
    policy: str = Field(max_length=64)
    state: RecoveryState = Field(sa_type=one_of(RecoveryState))
    due_on: date
    ordered_by: str = Field(max_length=100)
    ordered_at: datetime = Field(sa_type=INSTANT)
    decided_by: str | None = Field(default=None, max_length=100)
    """Who decided on what was proposed by the platform; nobody, where a person ordered it at once."""
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    outcome: str = Field(default="", max_length=32)
    lifted_by: str | None = Field(default=None, max_length=100)
    lifted_why: str = Field(default="", max_length=200)
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)


class RecoveryInstalment(Row, table=True):
    """A part of what is asked back; a plan that is replaced is not deleted, its parts are only no longer current."""

    __tablename__ = "recovery_instalment"
    __table_args__ = (UniqueConstraint("order_id", "plan", "position", name="recovery_instalment_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    order_id: UUID = Field(foreign_key="recovery_order.id")
    region: str = Field(max_length=12)
    plan: int
    """The first plan of an order is 1; the highest one counts."""
    position: int
    before_fen: int = Field(sa_type=BigInteger)
    """What had come in when the plan was made."""
    due_on: date
    amount_fen: int = Field(sa_type=BigInteger)
    written_by: str = Field(max_length=100)


class RecoveryReceipt(Row, table=True):
    """What a household gave back, and the transfer that took it in."""

    __tablename__ = "recovery_receipt"
    __table_args__ = (
        UniqueConstraint("transfer_id", name="recovery_receipt_once_per_transfer"),
        CheckConstraint("amount_fen > 0", name="recovery_receipt_of_something"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    order_id: UUID = Field(foreign_key="recovery_order.id", index=True)
    region: str = Field(max_length=12)
    amount_fen: int = Field(sa_type=BigInteger)
    received_on: date
    transfer_id: UUID = Field(foreign_key="transfer.id")
    disclosure_id: UUID = Field(foreign_key="disclosure.id", index=True)
    voucher: str = Field(default="", max_length=60)
    """The number of the paper receipt."""
    written_by: str = Field(max_length=100)
    written_at: datetime = Field(sa_type=INSTANT)
