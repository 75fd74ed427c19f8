"""What households are paid, and who signed for it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.account import Source
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
            "part",
            name="payment_once_per_matter",
            postgresql_nulls_not_distinct=True,
        ),
        Index("payment_of_household", "household_id"),
        Index("payment_by_state", "state", "id"),
        Index("payment_to_check", "id", postgresql_where=text("checked_at IS NULL")),
        Index("payment_by_day", "paid_at", postgresql_where=text("paid_at IS NOT NULL")),
        Index("payment_by_programme", "programme", "period", "household_id"),
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
    part: int = 1
    """Of a sum that several budget lines pay together."""
    hold_id: UUID | None = Field(default=None, foreign_key="house_hold.id", index=True)
    """The house's money that it was drawn from."""
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
    source: Source = Field(default=Source.UNNAMED, sa_type=one_of(Source))
    programme: str = Field(default="", max_length=40)
    period: str = Field(default="", max_length=10)
    """What time it is for: `2020`, `2020-06`."""
    reserved_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    """The transfer that set the money aside."""
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    """The transfer that paid it."""
    disclosure_id: UUID | None = Field(default=None, foreign_key="disclosure.id", index=True)
    payee_id: UUID | None = Field(default=None, foreign_key="payee.id", index=True)
    """The account that it goes to, fixed when it is approved."""
    findings: list[str] = Field(default=[], sa_type=JSONB)
    asked_by: str = Field(default="", max_length=100)
    asked_at: datetime = Field(sa_type=INSTANT)
    checked_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """When it was compared with what else the household and its kin receive."""
    approved_at: datetime | None = Field(default=None, sa_type=INSTANT)
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """When it last went out in a batch."""
    failures: int = 0
    failure_code: str = Field(default="", max_length=35)
    failure: str = Field(default="", max_length=200)
    """The bank's reason of the last failure."""
    paid_at: datetime | None = Field(default=None, sa_type=INSTANT)
    returned_at: datetime | None = Field(default=None, sa_type=INSTANT)
    withdrawn_at: datetime | None = Field(default=None, sa_type=INSTANT)
    withdrawal: str = Field(default="", max_length=200)
    """Why it was withdrawn."""


class PaymentSignature(Row, table=True):
    """Somebody who signed for a payment. Rows are only ever added."""

    __tablename__ = "payment_signature"
    __table_args__ = (UniqueConstraint("payment_id", "signed_by", name="payment_signed_once_by_each"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    payment_id: UUID = Field(foreign_key="payment.id")
    region: str = Field(max_length=12)
    signed_by: str = Field(max_length=100)
    is_countys: bool
    signed_at: datetime = Field(sa_type=INSTANT)
