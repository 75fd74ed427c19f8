"""Contracts of projects, their amendments, and what suppliers are paid."""

from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.contract import PayKind, PayState, ProcurementMethod
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class ProjectContract(Row, table=True):
    """A contract with a supplier, with what the Open Contracting standard asks of its tender and award.

    `first_fen` is its price when it was signed, `amount_fen` as amended. Retention is in hundredths of a per cent (300: 3 %).
    """

    __tablename__ = "project_contract"
    __table_args__ = (
        UniqueConstraint("number", name="project_contract_once_per_number"),
        Index("project_contract_of_project", "project_id"),
        CheckConstraint("first_fen > 0 AND amount_fen > 0", name="project_contract_is_worth_something"),
        CheckConstraint("retention_permyriad BETWEEN 0 AND 10000", name="project_contract_keeps_back_a_part"),
        CheckConstraint("ends_on >= starts_on", name="project_contract_ends_after_it_begins"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    number: str = Field(max_length=24)
    title: str = Field(max_length=100)
    supplier: str = Field(max_length=100)
    supplier_code: str = Field(max_length=18)
    """The unified social credit code."""
    method: ProcurementMethod = Field(sa_type=one_of(ProcurementMethod))
    tender_opened_on: date | None = None
    tender_closed_on: date | None = None
    bidders: int
    awarded_on: date
    signed_on: date
    starts_on: date
    ends_on: date
    first_fen: int = Field(sa_type=BigInteger)
    amount_fen: int = Field(sa_type=BigInteger)
    retention_permyriad: int
    warranty_days: int
    signed_by: str = Field(sa_type=Text)
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)

    @property
    def retention(self) -> Fraction:
        return Fraction(self.retention_permyriad, 10_000)


class ProjectAmendment(Row, table=True):
    """A change of a contract (补充合同): what it was before, what it is now, and why. Only ever added to."""

    __tablename__ = "project_amendment"
    __table_args__ = (Index("project_amendment_of_contract", "contract_id", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    contract_id: UUID = Field(foreign_key="project_contract.id")
    region: str = Field(max_length=12)
    signed_on: date
    amount_before_fen: int = Field(sa_type=BigInteger)
    amount_fen: int = Field(sa_type=BigInteger)
    ends_before_on: date
    ends_on: date
    reason: str = Field(sa_type=Text)
    amended_by: str = Field(sa_type=Text)
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)


class SupplierPayment(Row, table=True):
    """What a supplier is paid on a contract: asked for by one person, which sets the money aside, and paid by another."""

    __tablename__ = "supplier_payment"
    __table_args__ = (
        Index("supplier_payment_of_contract", "contract_id", "id"),
        Index("supplier_payment_by_state", "state", "id"),
        UniqueConstraint("reserved_id", name="supplier_payment_once_reserved"),
        UniqueConstraint("transfer_id", name="supplier_payment_once_per_transfer"),
        CheckConstraint("amount_fen > 0", name="supplier_payment_pays_something"),
        CheckConstraint(
            "state NOT IN ('paid', 'returned') OR (transfer_id IS NOT NULL AND paid_on IS NOT NULL)",
            name="supplier_payment_paid_by_a_transfer",
        ),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="supplier_payment_seen_by_two"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    contract_id: UUID = Field(foreign_key="project_contract.id")
    region: str = Field(max_length=12)
    kind: PayKind = Field(sa_type=one_of(PayKind))
    state: PayState = Field(sa_type=one_of(PayState))
    amount_fen: int = Field(sa_type=BigInteger)
    line: str = Field(max_length=100)
    """The number of the budget line that it is paid out of."""
    account_id: UUID = Field(foreign_key="account.id", index=True)
    invoice: str = Field(max_length=60)
    said: str = Field(default="", sa_type=Text)
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)
    asked_by: str = Field(sa_type=Text)
    asked_on: date
    reserved_id: UUID = Field(foreign_key="transfer.id")
    decided_by: str | None = Field(default=None, sa_type=Text)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    paid_on: date | None = None
    disclosure_id: UUID | None = Field(default=None, foreign_key="disclosure.id", index=True)
    returned_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    why: str | None = Field(default=None, sa_type=Text)
    """Why it was refused or returned."""
