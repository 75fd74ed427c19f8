"""The acceptance of houses that were made safe, and what became of their subsidy."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.housing.rules.acceptance import SubsidyState, Work
from services.housing.rules.house import Grade
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Acceptance(Row, table=True):
    """A repaired house that was found safe, what subsidy it is owed, and what funds has said of that money."""

    __tablename__ = "acceptance"
    __table_args__ = (
        Index(
            "acceptance_once_per_house_and_budget",
            "house_id",
            "budget_code",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        CheckConstraint("subsidy_fen > 0", name="acceptance_of_something"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by = '')", name="acceptance_revoked_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    survey_id: UUID = Field(foreign_key="survey.id", index=True)
    house_id: UUID = Field(foreign_key="house.id")
    household_id: UUID
    renovation_id: UUID | None = Field(default=None, index=True)
    """Empty where the house was made safe without a renovation on the platform."""
    region: str = Field(max_length=12)
    work: Work = Field(sa_type=one_of(Work))
    parts: dict[str, str] = Field(sa_type=JSONB)
    grade_before: Grade = Field(sa_type=one_of(Grade))
    grade: Grade = Field(sa_type=one_of(Grade))
    reasons: list[str] = Field(sa_type=JSONB)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    budget_code: str = Field(max_length=40)
    year: int
    subsidy_fen: int = Field(sa_type=BigInteger)
    cost_fen: int | None = Field(default=None, sa_type=BigInteger)
    """What the works cost, where they went the whole way."""
    area_m2: Decimal | None = Field(default=None, sa_type=Numeric(6, 2))
    accepted_on: date
    accepted_by: str = Field(max_length=100)
    accepted_at: datetime = Field(sa_type=INSTANT)
    subsidy: SubsidyState = Field(sa_type=one_of(SubsidyState))
    subsidy_code: str = Field(default="", max_length=60)
    subsidy_reason: str = Field(default="", max_length=200)
    payment_id: UUID | None = None
    """Of funds."""
    paid_on: date | None = None
    told_at: datetime = Field(sa_type=INSTANT)
    """When what is known of the money happened: what happened before that is no news."""
    revoked_at: datetime | None = Field(default=None, sa_type=INSTANT)
    revoked_by: str = Field(default="", max_length=100)
    revocation: str = Field(default="", max_length=200)
