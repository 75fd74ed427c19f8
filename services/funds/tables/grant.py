"""The emergency grant of a case."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.grant import GrantState, Need
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


class EmergencyGrant(Row, table=True):
    """An emergency grant, once per case, with the policy that it was decided by."""

    __tablename__ = "emergency_grant"
    __table_args__ = (
        UniqueConstraint("case_id", name="grant_once_per_case"),
        Index("grant_waiting", "id", postgresql_where=text("state = 'waiting'")),
        Index("grant_without_papers", "papers_due_on", postgresql_where=text("state = 'paid' AND papers_filed_on IS NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID
    household_id: UUID
    region: str = Field(max_length=12)
    town: str = Field(max_length=9)
    trigger: Trigger = Field(sa_type=one_of(Trigger))
    burden_fen: int | None = Field(default=None, sa_type=BigInteger)
    amount_fen: int = Field(sa_type=BigInteger)
    state: GrantState = Field(sa_type=one_of(GrantState))
    refusal_code: str | None = Field(default=None, max_length=64)
    clause: str = Field(sa_type=Text)
    reasons: list[str] = Field(sa_type=JSONB)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    decided_on: date
    detected_at: datetime = Field(sa_type=INSTANT)
    first_aid_due_at: datetime = Field(sa_type=INSTANT)
    paid_at: datetime | None = Field(default=None, sa_type=INSTANT)
    papers_due_on: date | None = None
    papers_filed_on: date | None = None
    papers_overdue_on: date | None = None
    papers: list[str] = Field(default=[], sa_type=JSONB)

    @property
    def need(self) -> Need:
        """The need that this grant answers."""
        return Need(self.case_id, self.household_id, self.region, self.trigger, self.detected_at, self.burden_fen)
