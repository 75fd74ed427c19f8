"""The special insurance as it is bought and as it pays: purchases, claims, their steps, and what the insurer owes."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.rules.insurance_claim import InsuranceClaimStatus
from services.medical.rules.purchase import PurchaseStatus
from services.medical.tables.row import Row, fen
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7


class InsurancePurchase(Row, table=True):
    """One order of an insurer for one confirmed roster: a year's, or, for a supplement, an endorsement of that year's."""

    __tablename__ = "insurance_purchase"
    __table_args__: ClassVar = (
        CheckConstraint("ordered_by IS NULL OR ordered_by <> made_by", name="insurance_purchase_four_eyes"),
        CheckConstraint("(status = 'ordered') = (ordered_by IS NOT NULL)", name="insurance_purchase_ordered"),
        CheckConstraint("from_on <= to_on", name="insurance_purchase_period"),
        Index("insurance_purchase_once", "roster_id", unique=True, postgresql_where="status <> 'discarded'"),
        Index("insurance_purchase_roster", "roster_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    roster_id: UUID = Field(sa_column=Column(ForeignKey("roster.id"), nullable=False))
    programme: str
    year: int
    region: str
    number: int
    kind: str
    previous_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("insurance_purchase.id"), index=True))
    """Of a renewal the year before; of an endorsement the purchase that it changes."""
    policy_no: str
    insurer: str
    from_on: date
    to_on: date
    policy: str
    policy_version: str
    insured: list[dict[str, Any]] = Field(sa_type=JSONB)
    premiums: list[dict[str, Any]] = Field(sa_type=JSONB)
    added: int
    changed: int
    removed: int
    premium_fen: int = fen()
    """Signed: an endorsement may give back."""
    status: str = PurchaseStatus.DRAFT
    made_by: str
    made_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
    ordered_by: str | None = None
    ordered_at: datetime | None = Field(default=None, sa_type=INSTANT)


class InsuranceClaim(Row, table=True):
    """What one insured person (or their heirs) ask of the insurer. `bill` names the bill or the event, so that it is paid once.

    `approved_fen` is what stands against the insured sum: what was decided, or, while it is decided anew, what was paid.
    """

    __tablename__ = "insurance_claim"
    __table_args__: ClassVar = (
        CheckConstraint("decided_by IS NULL OR decided_by <> assessed_by", name="insurance_claim_four_eyes"),
        CheckConstraint("0 <= paid_fen AND paid_fen <= approved_fen", name="insurance_claim_paid_within"),
        Index(
            "insurance_claim_once",
            "identity_hash",
            "benefit",
            "bill",
            unique=True,
            postgresql_where="status <> 'refused'",
        ),
        Index("insurance_claim_purchase", "purchase_id", "benefit"),
        Index("insurance_claim_drawn", "household_id", "year", "benefit"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    purchase_id: UUID = Field(sa_column=Column(ForeignKey("insurance_purchase.id"), nullable=False))
    identity_hash: str
    person_id: UUID
    household_id: UUID
    region: str
    year: int
    insurer: str
    benefit: str
    benefit_title: str
    policy: str
    policy_version: str
    bill: str
    settlement_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("settlement.id"), index=True))
    id_number_sealed: bytes
    name_sealed: bytes
    payee_sealed: bytes
    claimant: str
    """How the claimant is related to the insured."""
    event_on: date
    reported_on: date
    accepted_on: date | None = None
    asked_on: date | None = None
    papers_due_on: date | None = None
    """Until when what was asked for is to be brought; the insurer's days (`due_on`) stand still meanwhile."""
    due_on: date
    papers: list[str] = Field(default=[], sa_type=JSONB)
    asked: list[str] = Field(default=[], sa_type=JSONB)
    loss_fen: int = fen(default=0)
    paid_elsewhere_fen: int = fen(default=0)
    status: str = InsuranceClaimStatus.REPORTED
    proposes_refusal: bool = False
    assessed_fen: int = fen(default=0)
    assessed_by: str | None = None
    approved_fen: int = fen(default=0)
    decided_by: str | None = None
    decided_on: date | None = None
    refusal_reason: str | None = None
    paid_fen: int = fen(default=0)
    paid_on: date | None = None
    reopened: int = 0
    reported_by: str
    reported_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class InsuranceClaimStep(Row, table=True):
    """One move of a claim, by whom and why: only ever added."""

    __tablename__ = "insurance_claim_step"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    claim_id: UUID = Field(sa_column=Column(ForeignKey("insurance_claim.id"), nullable=False, index=True))
    region: str
    status: str
    note: str
    amount_fen: int = fen(default=0)
    by: str
    at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class InsurerEntry(Row, table=True):
    """What the insurer owes (above zero), what a claim opened again takes back and what was paid (below): only ever added."""

    __tablename__ = "insurer_entry"
    __table_args__: ClassVar = (
        CheckConstraint("CASE WHEN kind = 'approved' THEN amount_fen > 0 ELSE amount_fen < 0 END", name="insurer_entry_sign"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    claim_id: UUID = Field(sa_column=Column(ForeignKey("insurance_claim.id"), nullable=False, index=True))
    region: str
    insurer: str
    kind: str
    amount_fen: int = fen()
    booked_on: date
    due_on: date | None = None
    voucher_no: str | None = None
    booked_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
