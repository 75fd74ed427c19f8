"""What is known of donations beyond the money: goods in households' hands, a fund's published years, and receipts for the tax."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.tables.row import Row
from shared.database import INSTANT
from shared.ids import uuid7


class DonationHanding(Row, table=True):
    """Goods of a use that one household took on one day: only ever added to."""

    __tablename__ = "donation_handing"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="donation_handing_is_something"),
        UniqueConstraint("use_id", "household_id", "handed_on", name="donation_handing_once_a_day"),
        Index("donation_handing_of_household", "household_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    use_id: UUID = Field(foreign_key="donation_use.id")
    household_id: UUID
    region: str = Field(max_length=12)
    """The household's village."""
    quantity: int
    handed_on: date
    written_by: str = Field(max_length=100)
    written_at: datetime = Field(sa_type=INSTANT)


class DonationStatement(Row, table=True):
    """A fund's year as it was published, never changed: sums, whom it helped, and whether it kept its rule. Anybody reads it."""

    __tablename__ = "donation_statement"
    __table_args__ = (
        UniqueConstraint("fund_id", "year", name="donation_statement_once_a_year"),
        CheckConstraint("closing_fen = opening_fen + received_fen - used_fen - returned_fen", name="donation_statement_adds_up"),
        Index("donation_statement_by_place", "region", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    fund_id: UUID = Field(foreign_key="donation_fund.id")
    fund: str = Field(max_length=24)
    """The fund's number."""
    region: str = Field(max_length=9)
    title: str = Field(max_length=60)
    year: int
    opening_fen: int = Field(sa_type=BigInteger)
    received_fen: int = Field(sa_type=BigInteger)
    goods_received_fen: int = Field(sa_type=BigInteger)
    used_fen: int = Field(sa_type=BigInteger)
    returned_fen: int = Field(sa_type=BigInteger)
    closing_fen: int = Field(sa_type=BigInteger)
    donations: int
    used: list[dict[str, Any]] = Field(sa_type=JSONB)
    """By class of people: title, money and goods in fen."""
    rule: str = Field(max_length=500)
    is_kept: bool
    published_on: date
    published_by: str = Field(max_length=100)
    disclosure_id: UUID = Field(foreign_key="disclosure.id", index=True)


class DonationTicket(Row, table=True):
    """The official receipt (公益事业捐赠票据) made out for a donation in the treasury's own system: only ever added to."""

    __tablename__ = "donation_ticket"
    __table_args__ = (
        UniqueConstraint("donation_id", name="donation_ticket_once_a_donation"),
        UniqueConstraint("code", "number", name="donation_ticket_once_a_number"),
        CheckConstraint("checked_by <> received_by", name="donation_ticket_checked_by_another"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    donation_id: UUID = Field(foreign_key="donation.id")
    region: str = Field(max_length=9)
    code: str = Field(max_length=12)
    number: str = Field(max_length=20)
    check_code: str = Field(max_length=20)
    payer_code_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    """The payer's unified social credit code, or a person's own number."""
    item_code: str = Field(max_length=20)
    item_title: str = Field(max_length=60)
    receiver: str = Field(max_length=100)
    received_by: str = Field(max_length=60)
    checked_by: str = Field(max_length=60)
    issued_on: date
    written_by: str = Field(max_length=100)
