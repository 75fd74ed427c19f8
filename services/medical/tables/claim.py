"""Papers that people bring: the agreement of an admission without deposit, and claims from hospitals that are not connected."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.rules.claim import ClaimStatus
from services.medical.rules.payout import Matter
from services.medical.tables.payout import Payout, payout_checks
from services.medical.tables.row import Row
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7


class Agreement(Row, table=True):
    """The signed agreement of treating first and paying later: who signed, when, why the patient is entitled, on which papers."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    admission_id: UUID = Field(sa_column=Column(ForeignKey("admission.id"), nullable=False, unique=True))
    region: str
    hospital: str
    signed_by_sealed: bytes
    relation: str
    signed_on: date
    because: str
    clause: str
    papers: list[str] = Field(sa_type=JSONB)
    recorded_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class PaperClaim(Row, table=True):
    """A bill on paper from a hospital that is not connected, received at the county desk and to be settled within a week."""

    __tablename__ = "paper_claim"
    __table_args__: ClassVar = (
        Index("paper_claim_invoice_once", "identity_hash", "invoice_no", unique=True, postgresql_where="status <> 'refused'"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    admission_id: UUID = Field(sa_column=Column(ForeignKey("admission.id"), nullable=False, unique=True))
    identity_hash: str
    region: str
    hospital_title: str
    invoice_no: str
    papers: list[str] = Field(sa_type=JSONB)
    payee_sealed: bytes
    received_on: date
    due_on: date
    status: str = ClaimStatus.RECEIVED
    refusal_reason: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ClaimPayout(Payout, table=True):
    """One payer's part of a bill that the patient had paid themselves, by one settlement of it.

    Whoever is in no register (no household) is paid by the desk.
    """

    __tablename__ = "claim_payout"
    __table_args__: ClassVar = (
        UniqueConstraint("settlement_id", "payer", name="claim_payout_once"),
        Index("claim_payout_of_claim", "claim_id", "payer"),
        *payout_checks("claim_payout"),
    )
    matter: ClassVar = Matter.PAPER_CLAIM

    claim_id: UUID = Field(sa_column=Column(ForeignKey("paper_claim.id"), nullable=False))
    settlement_id: UUID = Field(sa_column=Column(ForeignKey("settlement.id"), nullable=False))
    person_id: UUID | None = None
    household_id: UUID | None = None
    settled_on: date
