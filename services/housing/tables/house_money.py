"""The money of renovations: what was promised and is set aside, and the stages in which it is paid."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.housing.rules.house_money import MoneyState, StageState
from services.housing.rules.money_policy import StageAt
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class HouseMoney(Row, table=True):
    """What a renovation was promised out of which budget, and what funds has said of it. A house is promised money of a budget
    once; a trigger keeps this and the acceptances of houses without a renovation from standing side by side."""

    __tablename__ = "house_money"
    __table_args__ = (
        UniqueConstraint("renovation_id", name="house_money_once_per_renovation"),
        Index(
            "house_money_once_per_house_and_budget",
            "house_id",
            "budget_code",
            unique=True,
            postgresql_where=text("state <> 'freed'"),
        ),
        Index("house_money_by_state", "state", "id"),
        CheckConstraint("promised_fen > 0", name="house_money_promises_something"),
        CheckConstraint("held_fen >= 0 AND asked_back_fen >= 0", name="house_money_not_negative"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    renovation_id: UUID = Field(foreign_key="renovation.id")
    house_id: UUID = Field(foreign_key="house.id")
    household_id: UUID
    region: str = Field(max_length=12)
    budget_code: str = Field(max_length=40)
    year: int
    promised_fen: int = Field(sa_type=BigInteger)
    """The standard; after the agreement not more than its price, after the acceptance what is due."""
    shares: list[dict[str, Any]] = Field(sa_type=JSONB)
    """Whose money it is by the rule: source and fen."""
    plan: int
    """How often it was told to funds: what funds says of an earlier plan is no news."""
    state: MoneyState = Field(sa_type=one_of(MoneyState))
    held_fen: int = Field(default=0, sa_type=BigInteger)
    """What funds last said that it keeps set aside for what is not asked for yet."""
    lines: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    """Of funds: each budget line with its source and fen."""
    short: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    """Of funds: which source or line lacks how much."""
    code: str = Field(default="", max_length=60)
    reason: str = Field(default="", max_length=200)
    asked_back_fen: int = Field(default=0, sa_type=BigInteger)
    """What was paid beyond what is due, and is for a person to decide on."""
    planned_on: date
    told_at: datetime = Field(sa_type=INSTANT)


class MoneyStage(Row, table=True):
    """A stage of a renovation's money. `payments` is what funds has said of each payment of its matter."""

    __tablename__ = "money_stage"
    __table_args__ = (
        UniqueConstraint("money_id", "position", name="money_stage_once"),
        UniqueConstraint("matter_id", name="money_stage_once_per_matter"),
        Index("money_stage_due", "due_on", postgresql_where=text("due_on IS NOT NULL AND state NOT IN ('paid', 'nothing')")),
        CheckConstraint("amount_fen >= 0", name="money_stage_not_negative"),
        CheckConstraint("(matter_id IS NULL) = (state IN ('planned', 'reached', 'nothing'))", name="money_stage_asked_for"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    money_id: UUID = Field(foreign_key="house_money.id")
    renovation_id: UUID = Field(foreign_key="renovation.id", index=True)
    region: str = Field(max_length=12)
    position: int
    code: str = Field(max_length=32)
    title: str = Field(max_length=100)
    at: StageAt = Field(sa_type=one_of(StageAt))
    part: str = Field(max_length=20)
    """Of the whole, exactly: `3/10`."""
    after_months: int | None = None
    within_months: int | None = None
    amount_fen: int = Field(sa_type=BigInteger)
    state: StageState = Field(sa_type=one_of(StageState))
    matter_id: UUID | None = None
    """By which funds is asked for it: the acceptance, or an id of its own."""
    reached_on: date | None = None
    released_by: str = Field(default="", max_length=100)
    due_on: date | None = None
    payments: dict[str, dict[str, Any]] = Field(default={}, sa_type=JSONB)
    code_said: str = Field(default="", max_length=60)
    reason: str = Field(default="", max_length=200)
    paid_on: date | None = None
    told_at: datetime | None = Field(default=None, sa_type=INSTANT)
