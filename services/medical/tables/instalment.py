"""Patients' parts paid by instalments, and the list of those who could pay and would not."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field

from services.medical.rules.defaulter import ListingStatus
from services.medical.rules.instalment import PlanStatus
from services.medical.tables.row import Row, fen
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7


class InstalmentPlan(Row, table=True):
    """What of a settlement's patient part is paid later, and who vouches for it."""

    __tablename__ = "instalment_plan"
    __table_args__: ClassVar = (
        CheckConstraint("paid_fen BETWEEN 0 AND amount_fen", name="instalment_plan_paid_within"),
        Index("instalment_plan_one_active", "settlement_id", unique=True, postgresql_where="status = 'active'"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    settlement_id: UUID = Field(sa_column=Column(ForeignKey("settlement.id"), nullable=False, index=True))
    identity_hash: str
    region: str
    hospital: str
    guarantor_sealed: bytes
    certified_by: str
    amount_fen: int = fen()
    paid_fen: int = fen(default=0)
    agreed_on: date
    status: str = PlanStatus.ACTIVE
    opened_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class Instalment(Row, table=True):
    """One date and its amount. `upto_fen` is what must have been paid in all by then, so that payments need no allotting."""

    __table_args__: ClassVar = (
        UniqueConstraint("plan_id", "number", name="instalment_once"),
        Index("instalment_due", "due_on"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    plan_id: UUID = Field(sa_column=Column(ForeignKey("instalment_plan.id"), nullable=False))
    region: str
    hospital: str
    number: int
    due_on: date
    amount_fen: int = fen()
    upto_fen: int = fen()
    told_on: date | None = None
    told_times: int = 0


class InstalmentPayment(Row, table=True):
    """Money received on a plan: only ever added."""

    __tablename__ = "instalment_payment"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    plan_id: UUID = Field(sa_column=Column(ForeignKey("instalment_plan.id"), nullable=False, index=True))
    region: str
    hospital: str
    paid_on: date
    amount_fen: int = fen()
    receipt_no: str
    recorded_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class DefaultListing(Row, table=True):
    """A person on the list of malicious defaulters (恶意拖欠), or proposed for it, because of one plan."""

    __tablename__ = "default_listing"
    __table_args__: ClassVar = (
        Index(
            "default_listing_one_open",
            "plan_id",
            unique=True,
            postgresql_where="status IN ('proposed', 'confirmed', 'appealed')",
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    plan_id: UUID = Field(sa_column=Column(ForeignKey("instalment_plan.id"), nullable=False, index=True))
    identity_hash: str = Field(index=True)
    region: str
    hospital: str
    status: str = ListingStatus.PROPOSED
    reason: str
    confirmed_on: date | None = None
    lifted_on: date | None = None
    proposed_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class DefaultStep(Row, table=True):
    """What became of a listing, step by step: only ever added."""

    __tablename__ = "default_step"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    listing_id: UUID = Field(sa_column=Column(ForeignKey("default_listing.id"), nullable=False, index=True))
    region: str
    hospital: str
    status: str
    by: str
    reason: str
    at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
