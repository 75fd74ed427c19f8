"""Funds of donations, what came in, what it was used for, and which donation paid which use."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.donation import DonorKind, EarmarkKind, GiftKind, UseKind, UseState
from services.funds.rules.donation_lot import Earmark, Lot
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class DonationFund(Row, table=True):
    """A fund (慈心一日捐, 助学基金): an account that donations come into. `region` is the county or town that keeps it."""

    __tablename__ = "donation_fund"
    __table_args__ = (
        UniqueConstraint("number", name="donation_fund_number_once"),
        UniqueConstraint("account_id", name="donation_fund_once_per_account"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    region: str = Field(max_length=9)
    title: str = Field(max_length=60)
    kind: str = Field(max_length=40)
    account_id: UUID = Field(foreign_key="account.id")
    opened_by: str = Field(max_length=100)
    opened_at: datetime = Field(sa_type=INSTANT)


class Donation(Row, table=True):
    """What a donor gave, and how much of it is used. The donor's name is sealed; `drawn` is moved by the draws alone."""

    __tablename__ = "donation"
    __table_args__ = (
        UniqueConstraint("number", name="donation_number_once"),
        UniqueConstraint("transfer_id", name="donation_once_per_transfer"),
        CheckConstraint("amount_fen > 0", name="donation_of_something"),
        CheckConstraint("drawn_fen BETWEEN 0 AND amount_fen", name="donation_never_overdrawn"),
        CheckConstraint("drawn_quantity BETWEEN 0 AND quantity", name="donation_goods_never_overdrawn"),
        CheckConstraint(
            "(kind = 'money') = (transfer_id IS NOT NULL) AND (kind = 'goods') = (quantity > 0)", name="donation_money_or_goods"
        ),
        Index("donation_of_fund", "fund_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    fund_id: UUID = Field(foreign_key="donation_fund.id")
    region: str = Field(max_length=9)
    kind: GiftKind = Field(sa_type=one_of(GiftKind))
    donor_kind: DonorKind = Field(sa_type=one_of(DonorKind))
    donor_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    is_anonymous: bool
    amount_fen: int = Field(sa_type=BigInteger)
    """Of goods, what they are worth."""
    goods: str = Field(max_length=60)
    quantity: int
    unit: str = Field(max_length=10)
    earmark_kind: EarmarkKind = Field(sa_type=one_of(EarmarkKind))
    earmark: str = Field(max_length=60)
    earmark_title: str = Field(max_length=60)
    donated_on: date
    memo: str = Field(max_length=200)
    drawn_fen: int = Field(default=0, sa_type=BigInteger)
    drawn_quantity: int = 0
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    disclosure_id: UUID = Field(foreign_key="disclosure.id", index=True)
    recorded_by: str = Field(max_length=100)
    recorded_at: datetime = Field(sa_type=INSTANT)

    @property
    def left_fen(self) -> int:
        return self.amount_fen - self.drawn_fen

    @property
    def lot(self) -> Lot:
        """What is left of it, as the rules see it."""
        return Lot(self.id, self.left_fen, Earmark(self.earmark_kind, self.earmark))


class DonationUse(Row, table=True):
    """Money or goods that leave a fund, drafted by one person and approved by another."""

    __tablename__ = "donation_use"
    __table_args__ = (
        UniqueConstraint("number", name="donation_use_number_once"),
        CheckConstraint("amount_fen > 0 OR quantity > 0", name="donation_use_of_something"),
        CheckConstraint("approved_by IS NULL OR approved_by <> drafted_by", name="donation_use_approved_by_another"),
        CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name="donation_use_approved_by_somebody"),
        Index("donation_use_of_fund", "fund_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    fund_id: UUID = Field(foreign_key="donation_fund.id")
    region: str = Field(max_length=9)
    """The place that the public reads: a town or above."""
    kind: UseKind = Field(sa_type=one_of(UseKind))
    title: str = Field(max_length=100)
    person_class: str = Field(max_length=40)
    person_class_title: str = Field(max_length=60)
    programme: str = Field(max_length=40)
    village: str = Field(max_length=12)
    payee: str = Field(max_length=100)
    recipients: list[dict[str, Any]] = Field(sa_type=JSONB)
    """Households by their ids, each with its village and amount; nobody's name."""
    donation_id: UUID | None = Field(default=None, foreign_key="donation.id", index=True)
    amount_fen: int = Field(sa_type=BigInteger)
    quantity: int
    state: UseState = Field(sa_type=one_of(UseState))
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    disclosure_id: UUID | None = Field(default=None, foreign_key="disclosure.id", index=True)
    drafted_by: str = Field(max_length=100)
    drafted_at: datetime = Field(sa_type=INSTANT)
    approved_by: str | None = Field(default=None, max_length=100)
    approved_on: date | None = None
    discarded_by: str | None = Field(default=None, max_length=100)
    discard_reason: str = Field(default="", max_length=200)


class DonationDraw(Row, table=True):
    """So much of one donation for one use, below zero where a payment did not come to be; only ever added to."""

    __tablename__ = "donation_draw"
    __table_args__ = (
        CheckConstraint("amount_fen <> 0 OR quantity <> 0", name="donation_draw_of_something"),
        Index("donation_draw_of_donation", "donation_id", "id"),
        Index("donation_draw_of_use", "use_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    use_id: UUID = Field(foreign_key="donation_use.id")
    donation_id: UUID = Field(foreign_key="donation.id")
    region: str = Field(max_length=9)
    payment_id: UUID | None = Field(default=None, foreign_key="payment.id", index=True)
    amount_fen: int = Field(sa_type=BigInteger)
    quantity: int = 0
    made_at: datetime = Field(sa_type=INSTANT)
