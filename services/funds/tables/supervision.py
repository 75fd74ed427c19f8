"""What supervision found in the money, the looks that found it, who is known to have died, and who took the whole ledger out."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.funds.rules.money_finding import FindingEnding, MoneyFindingState
from services.funds.rules.supervision_fact import Subject
from services.funds.rules.supervision_rule import Level, Theme
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class MoneyFinding(Row, table=True):
    """Something that a rule found in a payment, a line, a project …; over when `ended_at` is set.

    `said` is what it found, in words; `basis_hash` is of the facts that an acceptance rests on.
    """

    __tablename__ = "money_finding"
    __table_args__ = (
        Index("money_finding_once", "rule", "subject_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("money_finding_in", "region", "id"),
        Index("money_finding_standing", "rule", "id", postgresql_where=text("ended_at IS NULL")),
        Index("money_finding_of", "subject_id"),
        Index("money_finding_found", "found_on"),
        Index("money_finding_ended", "ended_on", postgresql_where=text("ended_at IS NOT NULL")),
        CheckConstraint("(state = 'mended') = (ended_at IS NOT NULL)", name="money_finding_ends_mended"),
        CheckConstraint("accepted_by = '' OR accepted_by <> explained_by", name="money_finding_accepted_by_another"),
        CheckConstraint(
            "state <> 'accepted' OR (accepted_by <> '' AND explained_by <> '')", name="money_finding_accepted_by_somebody"
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    rule: str = Field(max_length=60)
    theme: Theme = Field(sa_type=one_of(Theme))
    level: Level = Field(sa_type=one_of(Level))
    subject: Subject = Field(sa_type=one_of(Subject))
    subject_id: UUID
    about_id: UUID | None = None
    """By what the thing's page is found: a payment's household, a contract's project."""
    label: str = Field(max_length=200)
    said: str = Field(sa_type=Text)
    amount_fen: int = Field(sa_type=BigInteger)
    basis_hash: str = Field(max_length=64)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    state: MoneyFindingState = Field(default=MoneyFindingState.OPEN, sa_type=one_of(MoneyFindingState))
    found_on: date
    found_at: datetime = Field(sa_type=INSTANT)
    explained_by: str = Field(default="", max_length=100)
    explained_at: datetime | None = Field(default=None, sa_type=INSTANT)
    explanation: str = Field(default="", sa_type=Text)
    accepted_by: str = Field(default="", max_length=100)
    accepted_at: datetime | None = Field(default=None, sa_type=INSTANT)
    acceptance: str = Field(default="", sa_type=Text)
    ended_on: date | None = None
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ending: FindingEnding | None = Field(default=None, sa_type=one_of(FindingEnding))


class MoneyLook(Row, table=True):
    """A look at all the money of a county: asked for by a person or by the day, then done by the platform, which sees it all."""

    __tablename__ = "money_look"
    __table_args__ = (
        Index("money_look_daily_once", "region", "asked_on", unique=True, postgresql_where=text("is_daily")),
        Index("money_look_waiting_once", "region", unique=True, postgresql_where=text("done_at IS NULL")),
        Index("money_look_of_county", "region", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    is_daily: bool
    asked_on: date
    asked_at: datetime = Field(sa_type=INSTANT)
    asked_by: str = Field(max_length=100)
    done_at: datetime | None = Field(default=None, sa_type=INSTANT)
    things: int = 0
    found: int = 0
    """New ones; `standing` are all that are not over after it."""
    ended: int = 0
    standing: int = 0


class Death(Row, table=True):
    """That somebody died, as registry tells: by id and keyed hash alone. Taken back where they turn out to be alive."""

    __tablename__ = "death"
    __table_args__ = (
        UniqueConstraint("person_id", name="death_once"),
        Index("death_by_identity", "identity_hash"),
        Index("death_in", "region"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    person_id: UUID
    identity_hash: str = Field(max_length=64)
    region: str = Field(max_length=12)
    household_id: UUID | None = Field(default=None, index=True)
    """The last one that they belonged to."""
    died_on: date | None = None
    """None where it is not known on which day."""
    is_dead: bool
    revision: int = Field(sa_type=BigInteger)


class LedgerExport(Row, table=True):
    """Who took a county's whole ledger out, as it stood. `accounts_sha256` is of its list of accounts, with all sums and last
    lines: by it a ledger that is shown later is known to be this one."""

    __tablename__ = "ledger_export"
    __table_args__ = (Index("ledger_export_of_county", "region", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    form: str = Field(max_length=8)
    accounts: int
    postings: int = Field(sa_type=BigInteger)
    accounts_sha256: str = Field(max_length=64)
    reason: str = Field(max_length=200)
    taken_by: str = Field(max_length=100)
    role: str = Field(max_length=32)
    taken_at: datetime = Field(sa_type=INSTANT)
