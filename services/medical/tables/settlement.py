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


class Settlement(Row, table=True):
    """A bill shared out: the amounts, the whole explanation, and the policy's version. Never changed.

    Settlements are added in the order of time, so that a block-range index finds a day or a month of them at next to no cost.
    """

    __table_args__: ClassVar = (Index("settlement_in_time", "settled_at", "settled_on", postgresql_using="brin"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    admission_id: UUID = Field(sa_column=Column(ForeignKey("admission.id"), nullable=False))
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


class Reversal(Row, table=True):
    """A settlement taken back. The settlement stays as it was; its counters are given back."""

    __table_args__: ClassVar = (Index("reversal_in_time", "hospital", "reversed_at"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    settlement_id: UUID = Field(sa_column=Column(ForeignKey("settlement.id"), nullable=False, unique=True))
    region: str
    hospital: str
    reason: str
    reversed_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
