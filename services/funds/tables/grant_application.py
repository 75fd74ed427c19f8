"""Applications for the whole grant, and what was decided on each."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.aid_policy import Level
from services.funds.rules.grant_application import ApplicationState, Verdict
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class GrantApplication(Row, table=True):
    """An application for a household, with what the rule made of it when it was last weighed.

    What was explained and found in the house is sealed; the reasons name causes, so they are for those who weigh them and for
    auditors, and stand in no audit.
    """

    __tablename__ = "grant_application"
    __table_args__ = (
        UniqueConstraint("number", name="grant_application_number_once"),
        Index(
            "grant_application_open_once",
            "grant_id",
            unique=True,
            postgresql_where=text("grant_id IS NOT NULL AND state NOT IN ('refused', 'withdrawn')"),
        ),
        Index("grant_application_grant", "grant_id"),
        Index("grant_application_of_household", "household_id", "id"),
        Index("grant_application_by_state", "state", "id"),
        Index("grant_application_to_check", "id", postgresql_where=text("state IN ('submitted') AND checked_at IS NULL")),
        CheckConstraint("amount_fen > 0 AND to_pay_fen BETWEEN 0 AND amount_fen", name="grant_application_of_something"),
        CheckConstraint("people > 0 AND months > 0", name="grant_application_for_somebody"),
        CheckConstraint(
            "(state IN ('drafted', 'withdrawn')) OR submitted_by IS NOT NULL", name="grant_application_submitted_by_somebody"
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    grant_id: UUID | None = Field(default=None, foreign_key="emergency_grant.id")
    """The first aid that it follows; none where nobody was aided at once."""
    household_id: UUID
    region: str = Field(max_length=12)
    town: str = Field(max_length=9)
    kind: str = Field(max_length=32)
    people: int
    months: int
    suggested_months: int
    burden_fen: int | None = Field(default=None, sa_type=BigInteger)
    least_of: str = Field(default="", max_length=32)
    is_heavy: bool = False
    line_fen: int = Field(sa_type=BigInteger)
    line_policy: str = Field(max_length=64)
    amount_fen: int = Field(sa_type=BigInteger)
    first_aid_fen: int = Field(sa_type=BigInteger)
    to_pay_fen: int = Field(sa_type=BigInteger)
    level: Level = Field(sa_type=one_of(Level))
    has_notice: bool
    clause: str = Field(sa_type=Text)
    reasons: list[str] = Field(sa_type=JSONB)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    surveyed_on: date
    surveyors: list[str] = Field(sa_type=JSONB)
    explanation_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    state: ApplicationState = Field(sa_type=one_of(ApplicationState))
    drafted_by: str = Field(max_length=100)
    drafted_at: datetime = Field(sa_type=INSTANT)
    weighed_on: date
    submitted_by: str | None = Field(default=None, max_length=100)
    submitted_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decide_by: datetime | None = Field(default=None, sa_type=INSTANT)
    checked_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """When it was compared with what else the household and its kin were given."""
    earlier: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decided_level: Level | None = Field(default=None, sa_type=one_of(Level))
    notice_id: UUID | None = Field(default=None, foreign_key="notice.id", index=True)
    line: str = Field(default="", max_length=24)
    """The budget line that the county named, or that pays."""
    held_code: str = Field(default="", max_length=64)
    tried_at: datetime | None = Field(default=None, sa_type=INSTANT)
    payment_id: UUID | None = Field(default=None, foreign_key="payment.id", index=True)


class GrantDecision(Row, table=True):
    """Somebody's word on an application. Rows are only ever added."""

    __tablename__ = "grant_decision"
    __table_args__ = (Index("grant_decision_of_application", "application_id", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    application_id: UUID = Field(foreign_key="grant_application.id")
    region: str = Field(max_length=12)
    level: Level = Field(sa_type=one_of(Level))
    verdict: Verdict = Field(sa_type=one_of(Verdict))
    amount_fen: int = Field(sa_type=BigInteger)
    said_sealed: bytes = Field(sa_type=LargeBinary)
    is_repeat_judged: bool = False
    decided_by: str = Field(max_length=100)
    decided_at: datetime = Field(sa_type=INSTANT)
