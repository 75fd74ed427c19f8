"""Plans by which a collective's income is parted. Who gets how much and why is for towns and counties; the sums are public."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.distribution import PlanState
from services.funds.rules.distribution_list import ListState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class DistributionPlan(Row, table=True):
    """A plan of one collective; one at a time. `region` is where the collective is, `year` whose income it is."""

    __tablename__ = "distribution_plan"
    __table_args__ = (
        UniqueConstraint("number", name="distribution_once_per_number"),
        CheckConstraint("pool_fen = households_fen + collective_fen", name="distribution_adds_up"),
        CheckConstraint("approved_by <> drawn_by", name="distribution_approved_by_another"),
        Index(
            "distribution_open_once",
            "region",
            "collective",
            unique=True,
            postgresql_where=text("state IN ('drawn', 'approved')"),
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=20)
    region: str = Field(max_length=12)
    collective: str = Field(max_length=60)
    year: int
    state: PlanState = Field(sa_type=one_of(PlanState))
    pool_fen: int = Field(sa_type=BigInteger)
    households_fen: int = Field(sa_type=BigInteger)
    collective_fen: int = Field(sa_type=BigInteger)
    households: int
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    drawn_by: str = Field(max_length=100)
    drawn_on: date
    approved_by: str | None = Field(default=None, max_length=100)
    approved_on: date | None = None
    paid_on: date | None = None
    withdrawn_why: str | None = Field(default=None, sa_type=Text)


class DistributionShare(Row, table=True):
    """What a household gets by a plan."""

    __tablename__ = "distribution_share"
    __table_args__ = (
        UniqueConstraint("plan_id", "household_id", name="distribution_share_once"),
        CheckConstraint("guaranteed_fen >= 0 AND extra_fen >= 0", name="distribution_share_not_negative"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    plan_id: UUID = Field(foreign_key="distribution_plan.id")
    household_id: UUID
    region: str = Field(max_length=12)
    points: int
    reasons: list[str] = Field(sa_type=JSONB)
    guaranteed_fen: int = Field(sa_type=BigInteger)
    extra_fen: int = Field(sa_type=BigInteger)

    @property
    def amount_fen(self) -> int:
        return self.guaranteed_fen + self.extra_fen


class DistributionList(Row, table=True):
    """A list of households that was uploaded for a plan. `entries` are ids and counts; who they are stands nowhere."""

    __tablename__ = "distribution_list"
    __table_args__ = (
        CheckConstraint("(state = 'drawn') = (plan_id IS NOT NULL)", name="distribution_list_drawn_as_a_plan"),
        Index("distribution_list_by_place", "region", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    collective: str = Field(max_length=60)
    year: int
    state: ListState = Field(sa_type=one_of(ListState))
    households: int
    refused: int
    entries: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    faults: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    refused_rows_sealed: bytes | None = None
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    plan_id: UUID | None = Field(default=None, foreign_key="distribution_plan.id", index=True)
    made_by: str = Field(max_length=100)
    made_at: datetime = Field(sa_type=INSTANT)
