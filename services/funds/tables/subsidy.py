"""Quarterly lists of interest subsidies and their lines, each day of a loan once."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.subsidy import BillState, SubsidyTo
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class SubsidyBill(Row, table=True):
    """What a quarter's subsidies to one bank (or, through it, to households) come to, out of one budget line."""

    __tablename__ = "subsidy_bill"
    __table_args__ = (
        UniqueConstraint("number", name="subsidy_bill_once_per_number"),
        CheckConstraint("amount_fen > 0 AND quarter BETWEEN 1 AND 4", name="subsidy_bill_of_something"),
        CheckConstraint("decided_by IS NULL OR decided_by <> drawn_by", name="subsidy_bill_decided_by_another"),
        CheckConstraint("(state = 'drawn') = (decided_by IS NULL)", name="subsidy_bill_decided_by_somebody"),
        Index("subsidy_bill_by_place", "region", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=20)
    region: str = Field(max_length=6)
    bank: str = Field(max_length=60)
    year: int
    quarter: int
    to_on: date
    paid_to: SubsidyTo = Field(sa_type=one_of(SubsidyTo))
    line: str = Field(max_length=24)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    state: BillState = Field(sa_type=one_of(BillState))
    loans: int
    amount_fen: int = Field(sa_type=BigInteger)
    reserved_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    """None where households are paid: each payment sets its own money aside."""
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    returned_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    drawn_by: str = Field(max_length=100)
    drawn_on: date
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    why: str = Field(default="", max_length=200)
    disclosed: list[str] = Field(default=[], sa_type=JSONB)
    """The public entries that told of it."""


class SubsidyLine(Row, table=True):
    """Days of a loan that a bill claims, or that were subsidised before the platform, as the list says that the loan was taken in
    by. While a line stands the database lets no other claim one of its days.
    """

    __tablename__ = "subsidy_line"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="subsidy_line_runs_forward"),
        CheckConstraint("amount_fen > 0", name="subsidy_line_of_something"),
        CheckConstraint("accepted_fen BETWEEN 0 AND amount_fen", name="subsidy_line_accepted_in_part"),
        CheckConstraint("(bill_id IS NULL) <> (old_list_id IS NULL)", name="subsidy_line_of_one_list"),
        Index("subsidy_line_of_loan", "loan_id", "from_on"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    bill_id: UUID | None = Field(default=None, foreign_key="subsidy_bill.id", index=True)
    old_list_id: UUID | None = Field(default=None, foreign_key="old_loan_list.id", index=True)
    loan_id: UUID = Field(foreign_key="loan.id")
    region: str = Field(max_length=12)
    from_on: date
    to_on: date
    days: int
    amount_fen: int = Field(sa_type=BigInteger)
    accepted_fen: int = Field(default=0, sa_type=BigInteger)
    """What of it was above the reckoning when it was taken in, as rounding or explained: nobody asks it back."""
    is_standing: bool
