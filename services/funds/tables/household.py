"""What funds remembers of households as registry tells of them: who belongs together, and what they were told and asked twice."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from services.funds.rules.double_dip import DoubleDipKind, DoubleDipState
from services.funds.rules.payment_policy import Verdict
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class HouseholdMember(Row, table=True):
    """Somebody who belongs or belonged to a household, by ids and keyed hash alone.

    `revision` is registry's own of the person: what comes late never undoes what is newer. A person whose two files were merged
    stands here with both hashes.
    """

    __tablename__ = "household_member"
    __table_args__ = (
        UniqueConstraint("household_id", "person_id", "identity_hash", name="household_member_once"),
        Index("household_member_by_person", "person_id"),
        Index("household_member_by_hash", "identity_hash"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID
    person_id: UUID
    identity_hash: str = Field(max_length=64)
    region: str = Field(max_length=12)
    is_member: bool
    is_by_merger: bool = False
    """Whether it is known from a merger of two files, and goes when they are separated."""
    revision: int = Field(default=0, sa_type=BigInteger)


class DoubleDip(Row, table=True):
    """Two payments that may be one too many. `payment_id` is the later; of the other one stands here what officers need to see,
    who may not see its region."""

    __tablename__ = "double_dip"
    __table_args__ = (
        UniqueConstraint("payment_id", "other_id", name="double_dip_once"),
        CheckConstraint("payment_id <> other_id", name="double_dip_of_two"),
        Index("double_dip_by_other", "other_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    payment_id: UUID = Field(foreign_key="payment.id")
    other_id: UUID = Field(foreign_key="payment.id")
    region: str = Field(max_length=12)
    kind: DoubleDipKind = Field(sa_type=one_of(DoubleDipKind))
    verdict: Verdict = Field(sa_type=one_of(Verdict))
    clause: str = Field(max_length=300)
    programme: str = Field(max_length=40)
    period: str = Field(max_length=10)
    other_region: str = Field(max_length=12)
    other_amount_fen: int = Field(sa_type=BigInteger)
    found_at: datetime = Field(sa_type=INSTANT)
    state: DoubleDipState = Field(sa_type=one_of(DoubleDipState))
    decided_by: str = Field(default="", max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    reason: str = Field(default="", max_length=200)


class HouseholdStatement(Row, table=True):
    """A household was told of a month's payments (`month` is its first day)."""

    __tablename__ = "household_statement"
    __table_args__ = (UniqueConstraint("household_id", "month", name="household_statement_once_a_month"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID
    month: date = Field(index=True)
    region: str = Field(max_length=12)
    payments: int
    amount_fen: int = Field(sa_type=BigInteger)
    told_at: datetime = Field(sa_type=INSTANT)
