"""Year-end top-ups: a county's run for a year, what each person is owed, each payer's part of it, and what came back."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.rules.payout import Matter, PayoutState
from services.medical.rules.top_up import RunState, TopUpState
from services.medical.tables.payout import Payout, payout_checks
from services.medical.tables.row import Row, fen
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7


class TopUpRun(Row, table=True):
    """Number 0 is a county's first top-up of a year, 1 and above what changed since.

    `cursor` is the last person who was reckoned (then: booked), kept in the transaction that did it, so that a process which dies
    goes on where it was. The sums are those of its lines; `content_hash` is the hash over them, each in turn.
    """

    __tablename__ = "top_up_run"
    __table_args__: ClassVar = (
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> made_by", name="top_up_run_four_eyes"),
        CheckConstraint("(state IN ('booking', 'confirmed')) = (confirmed_by IS NOT NULL)", name="top_up_run_confirmed"),
        Index(
            "top_up_run_one_under_way",
            "region",
            "year",
            unique=True,
            postgresql_where="state IN ('reckoning', 'drafted', 'booking')",
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str
    year: int
    number: int
    state: str = RunState.RECKONING
    policy: str
    policy_version: str
    policy_title: str
    cursor: str = ""
    people: int
    people_done: int = 0
    line_count: int = 0
    pay_fen: int = fen(default=0)
    over_fen: int = fen(default=0)
    content_hash: str = ""
    booked_count: int = 0
    moved_count: int = 0
    booked_fen: int = fen(default=0)
    made_by: str
    made_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
    drafted_at: datetime | None = Field(default=None, sa_type=INSTANT)
    confirmed_by: str | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    booked_at: datetime | None = Field(default=None, sa_type=INSTANT)
    discarded_by: str | None = None
    discarded_at: datetime | None = Field(default=None, sa_type=INSTANT)
    discard_reason: str | None = None


class TopUp(Row, table=True):
    """What a year owes one person by its year-end rules, as one run reckoned it; booked once, then never changed.

    `drawn` is what it draws in all on each account for the year: the next run's replaces it. `basis` is what it was reckoned
    from and may change under it: settlements, ceilings, what was asked before.
    """

    __tablename__ = "top_up"
    __table_args__: ClassVar = (
        UniqueConstraint("run_id", "identity_hash", name="top_up_once_per_run"),
        Index("top_up_of_person", "identity_hash", "year"),
        Index("top_up_of_family", "family", "year"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    run_id: UUID = Field(sa_column=Column(ForeignKey("top_up_run.id"), nullable=False))
    identity_hash: str
    year: int
    region: str
    person_id: UUID | None = None
    household_id: UUID | None = None
    family: str
    settlement_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("settlement.id"), index=True))
    persons: list[str] = Field(default=[], sa_type=JSONB)
    owed_fen: int = fen()
    before_fen: int = fen()
    pay_fen: int = fen()
    over_fen: int = fen()
    result: dict[str, Any] = Field(sa_type=JSONB)
    drawn: dict[str, dict[str, int]] = Field(default={}, sa_type=JSONB)
    basis: dict[str, Any] = Field(default={}, sa_type=JSONB)
    state: str = TopUpState.DRAFTED
    booked_at: datetime | None = Field(default=None, sa_type=INSTANT)


class TopUpShare(Payout, table=True):
    """One payer's part of one person's top-up by one rule."""

    __tablename__ = "top_up_share"
    __table_args__: ClassVar = (
        UniqueConstraint("top_up_id", "layer", "payer", name="top_up_share_once"),
        Index("top_up_share_of_run", "run_id", "payer"),
        *payout_checks("top_up_share"),
    )
    matter: ClassVar = Matter.TOP_UP

    top_up_id: UUID = Field(sa_column=Column(ForeignKey("top_up.id"), nullable=False))
    run_id: UUID = Field(sa_column=Column(ForeignKey("top_up_run.id"), nullable=False))
    layer: str
    title: str
    state: str = PayoutState.DRAFTED


class TopUpReturn(Row, table=True):
    """Money that a person gave back of a top-up that was too much."""

    __tablename__ = "top_up_return"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    share_id: UUID = Field(sa_column=Column(ForeignKey("top_up_share.id"), nullable=False, index=True))
    region: str
    amount_fen: int = fen()
    returned_on: date
    voucher: str
    recorded_by: str
    recorded_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
