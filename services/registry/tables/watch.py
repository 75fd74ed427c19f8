"""Monitoring (防返贫监测): what became known of households, the alerts that rules made of it, and what was found at home."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Column, Field

from services.registry.rules.alert import Help, Outcome
from services.registry.rules.watch import FactKind
from services.registry.tables.row import Row, of, one_of, texts
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


def ids() -> Column[list[UUID]]:
    return Column(ARRAY(Uuid), nullable=False)


class WatchFact(Row, table=True):
    """Something that happened to a household, once per source. A fact of someone in no register yet waits by identity hash.

    `group_id` holds together what is one thing (the part bills of a stay). A fact may be withdrawn before it is heard of.
    """

    __tablename__ = "watch_fact"
    __table_args__ = (
        UniqueConstraint("kind", "source_id", name="watch_fact_once"),
        Index("watch_fact_of_household", "household_id", "kind", "happened_on"),
        Index("watch_fact_waiting", "identity_hash", postgresql_where=text("household_id IS NULL AND identity_hash IS NOT NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    kind: FactKind = Field(sa_type=one_of(FactKind))
    source: str = Field(sa_type=Text)
    source_id: UUID
    household_id: UUID | None = Field(default=None, sa_column_args=of("household"))
    person_id: UUID | None = Field(default=None, sa_column_args=of("person"), index=True)
    identity_hash: str | None = Field(default=None, max_length=64)
    group_id: UUID | None = None
    happened_on: date | None = None
    amount_fen: int | None = Field(default=None, sa_type=BigInteger)
    word: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    noted_by: str = Field(sa_type=Text)
    noted_at: datetime = Field(sa_type=INSTANT)
    withdrawn_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Alert(Row, table=True):
    """A household that a rule points at; at most one undecided per household and rule. It names its facts and its clause."""

    __tablename__ = "watch_alert"
    __table_args__ = (
        Index("alert_undecided_once", "household_id", "rule", unique=True, postgresql_where=text("decided_at IS NULL")),
        Index("alert_of_household", "household_id", "rule"),
        Index("alert_due", "due_on", postgresql_where=text("decided_at IS NULL")),
        Index("alert_of_rule", "rule", "raised_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12)
    rule: str = Field(max_length=60)
    policy: str = Field(max_length=60)
    policy_version: str = Field(max_length=80)
    trigger: Trigger = Field(sa_type=one_of(Trigger))
    help: Help = Field(sa_type=one_of(Help))
    title: str = Field(sa_type=Text)
    clause: str = Field(sa_type=Text)
    reasons: list[str] = Field(sa_column=texts())
    fact_ids: list[UUID] = Field(default=[], sa_column=ids())
    person_ids: list[UUID] = Field(default=[], sa_column=ids())
    amount_fen: int | None = Field(default=None, sa_type=BigInteger)
    threshold_fen: int | None = Field(default=None, sa_type=BigInteger)
    raised_at: datetime = Field(sa_type=INSTANT)
    due_on: date
    outcome: Outcome | None = Field(default=None, sa_type=one_of(Outcome))
    reason: str = Field(default="", sa_type=Text)
    decided_by: str = Field(default="", sa_type=Text)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)


class AlertVisit(Row, table=True):
    """What somebody found at the household's home; only ever added."""

    __tablename__ = "alert_visit"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    alert_id: UUID = Field(sa_column_args=of("watch_alert"), index=True)
    region: str = Field(max_length=12)
    visited_on: date
    found: str = Field(sa_type=Text)
    is_in_need: bool
    papers: list[str] = Field(default=[], sa_column=texts())
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=INSTANT)


class WatchSweep(Row, table=True):
    """The nightly judging of the whole register: how far it is, and what it found. One a day, of all regions."""

    __tablename__ = "watch_sweep"
    __table_args__ = (UniqueConstraint("swept_on", name="watch_sweep_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(default="", max_length=12)
    swept_on: date
    reached: UUID | None = None
    households: int = 0
    alerts: int = 0
    started_at: datetime = Field(sa_type=INSTANT)
    finished_at: datetime | None = Field(default=None, sa_type=INSTANT)
