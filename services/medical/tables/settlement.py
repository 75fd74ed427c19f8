"""Settlements and what took them back: only ever added."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.tables.row import Row, fen
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7


class SettledBill(Row):
    """A bill shared out: the amounts, the whole explanation, and the policy's version. Worked out, and perhaps not (yet) kept.

    `facts` is what the policy was asked, so that it can be asked again; `drawn` what each account was drawn on, by scope;
    `settled_before` what earlier settlements had taken of the same stay, to be put back by a reversal.
    """

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    admission_id: UUID = Field(foreign_key="admission.id", index=True)
    identity_hash: str
    region: str
    hospital: str
    year: int
    settled_on: date
    settled_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
    policy: str
    policy_version: str
    total_fen: int = fen()
    patient_fen: int = fen()
    result: dict[str, Any] = Field(sa_type=JSONB)
    is_interim: bool = False
    family: str = ""
    facts: dict[str, Any] = Field(default={}, sa_type=JSONB)
    drawn: dict[str, dict[str, int]] = Field(default={}, sa_type=JSONB)
    settled_before: dict[str, Any] = Field(default={}, sa_type=JSONB)
    portion_before: int = 0
    replaces: UUID | None = Field(default=None, foreign_key="settlement.id", unique=True)
    resettlement_id: UUID | None = Field(default=None, foreign_key="resettlement.id", index=True)


class Settlement(SettledBill, table=True):
    """A settled bill that was kept. Never changed.

    Settlements are added in the order of time, so that a block-range index finds a day or a month of them at next to no cost.
    """

    __table_args__: ClassVar = (
        Index("settlement_of_person", "identity_hash", "settled_on"),
        Index("settlement_in_time", "settled_at", "settled_on", postgresql_using="brin"),
    )


class Reversal(Row, table=True):
    """A settlement taken back. The settlement stays as it was; its counters are given back."""

    __table_args__: ClassVar = (Index("reversal_in_time", "hospital", "reversed_at"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    settlement_id: UUID = Field(sa_column=Column(ForeignKey("settlement.id"), nullable=False, unique=True))
    region: str
    hospital: str
    reason: str
    reversed_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
    resettlement_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("resettlement.id"), index=True))


class Resettlement(Row, table=True):
    """One command of the county desk that settled a person's year again from some settlement on."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    identity_hash: str
    region: str
    year: int
    reason: str
    by: str
    made_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class ResettlementDue(Row, table=True):
    """A settlement that no longer fits what it was reckoned with, and why; done once a resettlement names it."""

    __tablename__ = "resettlement_due"
    __table_args__: ClassVar = (
        Index("resettlement_due_once", "settlement_id", unique=True, postgresql_where="resettlement_id IS NULL"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str
    hospital: str = ""
    settlement_id: UUID = Field(sa_column=Column(ForeignKey("settlement.id"), nullable=False, index=True))
    cause: str
    since_on: date | None = None
    noted_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
    resettlement_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("resettlement.id"), index=True))
