"""What fills a town's reserve again, and the account that a town gives of each month."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.reserve import AccountState, RefillOrigin, RefillState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class ReserveRefill(Row, table=True):
    """A refill of a town's reserve: by whom, how much, by which rule, and the transfer that made it. One open at a time."""

    __tablename__ = "reserve_refill"
    __table_args__ = (
        UniqueConstraint("number", name="reserve_refill_number_once"),
        UniqueConstraint("transfer_id", name="reserve_refill_once_per_transfer"),
        Index("reserve_refill_open_once", "region", unique=True, postgresql_where=text("state IN ('asked', 'ready')")),
        Index("reserve_refill_of_town", "region", "id"),
        CheckConstraint("amount_fen > 0", name="reserve_refill_of_something"),
        CheckConstraint("(state = 'filled') = (transfer_id IS NOT NULL)", name="reserve_refill_filled_by_a_transfer"),
        CheckConstraint("decided_by <> asked_by", name="reserve_refill_decided_by_another"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    region: str = Field(max_length=9)
    origin: RefillOrigin = Field(sa_type=one_of(RefillOrigin))
    amount_fen: int = Field(sa_type=BigInteger)
    reason: str = Field(max_length=200)
    reasons: list[str] = Field(sa_type=JSONB)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    state: RefillState = Field(sa_type=one_of(RefillState))
    line: str = Field(default="", max_length=24)
    """The budget line that the county named, or that paid."""
    held_code: str = Field(default="", max_length=64)
    """Why it could not be filled when it was last tried."""
    tried_at: datetime | None = Field(default=None, sa_type=INSTANT)
    asked_by: str = Field(max_length=100)
    asked_at: datetime = Field(sa_type=INSTANT)
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decision: str = Field(default="", max_length=200)
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    filled_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ReserveFill(Row, table=True):
    """Money that came to a town's reserve, with the entry that told of it. `region` is the town."""

    __tablename__ = "reserve_fill"
    __table_args__ = (
        UniqueConstraint("transfer_id", name="reserve_fill_told_once"),
        Index("reserve_fill_of_town", "region", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=9)
    transfer_id: UUID = Field(foreign_key="transfer.id")
    disclosure_id: UUID = Field(foreign_key="disclosure.id", index=True)
    amount_fen: int = Field(sa_type=BigInteger)


class ReserveAccount(Row, table=True):
    """A town's account of a month, as it was handed in; what the county says. What was sent back is followed by another."""

    __tablename__ = "reserve_account"
    __table_args__ = (
        Index("reserve_account_once_a_month", "region", "month", unique=True, postgresql_where=text("state <> 'sent-back'")),
        CheckConstraint(
            "closing_fen = opening_fen + filled_fen - granted_fen + returned_fen + other_fen", name="reserve_account_adds_up"
        ),
        CheckConstraint("decided_by <> handed_in_by", name="reserve_account_accepted_by_another"),
        CheckConstraint("(state = 'handed-in') = (decided_by IS NULL)", name="reserve_account_decided_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=9)
    month: date
    opening_fen: int = Field(sa_type=BigInteger)
    filled_fen: int = Field(sa_type=BigInteger)
    granted_fen: int = Field(sa_type=BigInteger)
    returned_fen: int = Field(sa_type=BigInteger)
    other_fen: int = Field(sa_type=BigInteger)
    closing_fen: int = Field(sa_type=BigInteger)
    grants: int
    without_papers: int
    state: AccountState = Field(sa_type=one_of(AccountState))
    is_late: bool
    said: str = Field(default="", max_length=200)
    handed_in_by: str = Field(max_length=100)
    handed_in_at: datetime = Field(sa_type=INSTANT)
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decision: str = Field(default="", max_length=200)
