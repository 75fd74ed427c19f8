"""How a sum is to be set down, and over whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.account import Source
from services.funds.rules.allocation import AllocationState, Method
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Allocation(Row, table=True):
    """A sum of one source, programme and year that is to be set down, drafted by one person, approved by another."""

    __tablename__ = "allocation"
    __table_args__ = (
        UniqueConstraint("number", name="allocation_number_once"),
        CheckConstraint("amount_fen > 0", name="allocation_of_something"),
        CheckConstraint("approved_by IS NULL OR approved_by <> drafted_by", name="allocation_approved_by_another"),
        CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name="allocation_approved_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    region: str = Field(max_length=6)
    title: str = Field(max_length=100)
    source: Source = Field(sa_type=one_of(Source))
    pool_programme: str = Field(max_length=40)
    programme: str = Field(max_length=40)
    programme_title: str = Field(max_length=60)
    year: int
    method: Method = Field(sa_type=one_of(Method))
    document_number: str = Field(max_length=60)
    amount_fen: int = Field(sa_type=BigInteger)
    worksheet: dict[str, Any] = Field(sa_type=JSONB)
    clause: str = Field(sa_type=Text)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    state: AllocationState = Field(sa_type=one_of(AllocationState))
    drafted_by: str = Field(max_length=100)
    drafted_at: datetime = Field(sa_type=INSTANT)
    approved_by: str | None = Field(default=None, max_length=100)
    approved_at: datetime | None = Field(default=None, sa_type=INSTANT)
    discarded_by: str | None = Field(default=None, max_length=100)
    discard_reason: str = Field(default="", max_length=200)


class AllocationShare(Row, table=True):
    """What one place or project gets of an allocation. `region` is a town or the county."""

    __tablename__ = "allocation_share"
    __table_args__ = (
        UniqueConstraint("allocation_id", "position", name="allocation_share_once"),
        CheckConstraint("amount_fen >= 0", name="allocation_share_not_negative"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    allocation_id: UUID = Field(foreign_key="allocation.id")
    position: int
    region: str = Field(max_length=9)
    project: str = Field(max_length=40)
    title: str = Field(max_length=100)
    use: str = Field(max_length=40)
    amount_fen: int = Field(sa_type=BigInteger)
