"""What operators owe for assets, and what came in."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from services.funds.rules.asset_contract import ContractState, DueAt, DueFor, Pricing
from services.funds.rules.asset_deposit import DepositMove
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class AssetContract(Row, table=True):
    """A contract with whoever runs an asset. A yield is in ten-thousandths of what was put in; a deposit is held, not owed."""

    __tablename__ = "asset_contract"
    __table_args__ = (CheckConstraint("yearly_fen > 0 AND deposit_fen >= 0", name="asset_contract_pays"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    region: str = Field(max_length=12)
    operator: str = Field(max_length=60)
    pricing: Pricing = Field(sa_type=one_of(Pricing))
    basis_fen: int | None = Field(default=None, sa_type=BigInteger)
    yield_bp: int | None = None
    yearly_fen: int = Field(sa_type=BigInteger)
    deposit_fen: int = Field(sa_type=BigInteger)
    starts_on: date
    ends_on: date
    dues_a_year: int
    owed_when: DueAt = Field(sa_type=one_of(DueAt))
    grace_days: int
    state: ContractState = Field(sa_type=one_of(ContractState))
    ended_on: date | None = None
    ended_why: str | None = Field(default=None, sa_type=Text)
    written_by: str = Field(max_length=100)


class AssetDue(Row, table=True):
    """What is owed for an asset for a time. What came in of it is in the receipts, less what was taken back."""

    __tablename__ = "asset_due"
    __table_args__ = (
        CheckConstraint("amount_fen >= 0", name="asset_due_not_negative"),
        Index("asset_due_by_day", "due_on"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    contract_id: UUID | None = Field(default=None, foreign_key="asset_contract.id", index=True)
    region: str = Field(max_length=12)
    due_for: DueFor = Field(sa_type=one_of(DueFor))
    payer: str = Field(max_length=60)
    from_on: date
    to_on: date
    due_on: date
    amount_fen: int = Field(sa_type=BigInteger)
    reminded_on: date | None = None
    overdue_on: date | None = None


class AssetReceipt(Row, table=True):
    """A part of a due that came in for one of those who benefit."""

    __tablename__ = "asset_receipt"
    __table_args__ = (UniqueConstraint("transfer_id", name="asset_receipt_once_per_transfer"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    due_id: UUID = Field(foreign_key="asset_due.id", index=True)
    region: str = Field(max_length=12)
    transfer_id: UUID = Field(foreign_key="transfer.id")
    amount_fen: int = Field(sa_type=BigInteger)
    received_on: date
    received_at: datetime = Field(sa_type=INSTANT)
    written_by: str = Field(max_length=100)


class AssetDeposit(Row, table=True):
    """A part of an operator's deposit that was taken in, given back or kept, as one transfer moved it: only ever added to."""

    __tablename__ = "asset_deposit"
    __table_args__ = (
        UniqueConstraint("transfer_id", name="asset_deposit_once_per_transfer"),
        CheckConstraint("amount_fen > 0", name="asset_deposit_moves_something"),
        CheckConstraint("due_id IS NULL OR move = 'kept'", name="asset_deposit_kept_for_a_due"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    contract_id: UUID = Field(foreign_key="asset_contract.id", index=True)
    region: str = Field(max_length=12)
    move: DepositMove = Field(sa_type=one_of(DepositMove))
    transfer_id: UUID = Field(foreign_key="transfer.id")
    amount_fen: int = Field(sa_type=BigInteger)
    due_id: UUID | None = Field(default=None, foreign_key="asset_due.id", index=True)
    """What was owed and is paid out of the deposit."""
    reason: str = Field(sa_type=Text)
    moved_on: date
    moved_at: datetime = Field(sa_type=INSTANT)
    written_by: str = Field(max_length=100)


class Generation(Row, table=True):
    """A photovoltaic plant's month: what it made, and what each kWh brought (in ten-thousandths of a yuan)."""

    __tablename__ = "generation"
    __table_args__ = (UniqueConstraint("asset_id", "month", name="generation_once_a_month"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    asset_id: UUID = Field(foreign_key="asset.id")
    region: str = Field(max_length=12)
    month: str = Field(max_length=7)
    kwh: int
    price: int
    subsidy: int
    sold_fen: int = Field(sa_type=BigInteger)
    subsidised_fen: int = Field(sa_type=BigInteger)
    due_id: UUID = Field(foreign_key="asset_due.id", index=True)
    written_by: str = Field(max_length=100)
