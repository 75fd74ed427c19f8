"""What funds stores. Transfers, postings, disclosure entries and seals are only ever added to; the database refuses the rest."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Enum, FetchedValue, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.funds.rules.account import AccountKind, Holding, Leg, Sums
from services.funds.rules.clearing import ClearingState
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.grant import GrantState, Need
from services.funds.rules.payment import PaymentMethod, PaymentState
from services.funds.rules.transfer import Phase, Purpose
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


class Row(SQLModel, registry=registry()):
    """A row of funds, in metadata of its own."""


def one_of(words: type[StrEnum]) -> Any:
    """A text column that holds one of these words, and gives them back as what they are."""
    return Enum(words, native_enum=False, length=32, values_callable=lambda each: [one.value for one in each])


class Account(Row, table=True):
    """An account of one place. Its sums are moved by the trigger on `posting` alone, never by hand."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("kind", "region", "holder", name="account_once_per_place"),
        CheckConstraint(
            "debits_posted_fen >= 0 AND credits_posted_fen >= 0 AND debits_pending_fen >= 0 AND credits_pending_fen >= 0",
            name="account_sums_not_negative",
        ),
        CheckConstraint(
            "kind = 'treasury' OR debits_posted_fen - credits_posted_fen - credits_pending_fen >= 0",
            name="account_never_overdrawn",
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    kind: AccountKind = Field(sa_type=one_of(AccountKind))
    region: str = Field(max_length=12)
    holder: str = Field(default="", max_length=100)
    debits_posted_fen: int = Field(default=0, sa_type=BigInteger)
    credits_posted_fen: int = Field(default=0, sa_type=BigInteger)
    debits_pending_fen: int = Field(default=0, sa_type=BigInteger)
    credits_pending_fen: int = Field(default=0, sa_type=BigInteger)
    last_line: int = Field(default=0, sa_type=BigInteger)

    @property
    def holding(self) -> Holding:
        """This account as the rules see it."""
        return Holding(self.id, self.kind, self.region, sums_of(self), self.holder)


class Transfer(Row, table=True):
    """Money that moved, was set aside, was set free or came back. `region` is the narrowest place that it concerns."""

    __tablename__ = "transfer"
    __table_args__ = (
        UniqueConstraint("follows_id", name="transfer_followed_once"),
        CheckConstraint("amount_fen > 0", name="transfer_moves_something"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    phase: Phase = Field(sa_type=one_of(Phase))
    purpose: Purpose = Field(sa_type=one_of(Purpose))
    region: str = Field(max_length=12)
    amount_fen: int = Field(sa_type=BigInteger)
    follows_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    memo: str = Field(max_length=200)
    made_at: datetime = Field(sa_type=INSTANT)


class Posting(Row, table=True):
    """The change of one account by one transfer: a line of its statement. The trigger numbers it and strikes the balance."""

    __tablename__ = "posting"
    __table_args__ = (Index("posting_by_transfer", "transfer_id"),)

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    line: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"server_default": FetchedValue()})
    transfer_id: UUID = Field(foreign_key="transfer.id")
    region: str = Field(max_length=12)
    debits_posted_fen: int = Field(sa_type=BigInteger)
    credits_posted_fen: int = Field(sa_type=BigInteger)
    debits_pending_fen: int = Field(sa_type=BigInteger)
    credits_pending_fen: int = Field(sa_type=BigInteger)
    balance_fen: int = Field(default=None, sa_type=BigInteger, sa_column_kwargs={"server_default": FetchedValue()})

    @property
    def sums(self) -> Sums:
        return sums_of(self)

    @property
    def leg(self) -> Leg:
        """This posting as the rules see it."""
        return Leg(self.account_id, self.region, self.sums)


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


class Payment(Row, table=True):
    """What a household was paid, by which transfer, and the public entry that says so."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("transfer_id", name="payment_once_per_transfer"),
        UniqueConstraint("grant_id", name="payment_once_per_grant"),
        CheckConstraint("amount_fen > 0", name="payment_pays_something"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    grant_id: UUID = Field(foreign_key="emergency_grant.id")
    household_id: UUID
    region: str = Field(max_length=12)
    amount_fen: int = Field(sa_type=BigInteger)
    method: PaymentMethod = Field(sa_type=one_of(PaymentMethod))
    state: PaymentState = Field(sa_type=one_of(PaymentState))
    transfer_id: UUID = Field(foreign_key="transfer.id")
    disclosure_id: UUID = Field(foreign_key="disclosure.id")
    paid_at: datetime = Field(sa_type=INSTANT)
    returned_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ClearingPayment(Row, table=True):
    """What medical asked to be paid to a hospital, once per statement, and what became of it."""

    __tablename__ = "clearing_payment"
    __table_args__ = (
        UniqueConstraint("statement_id", name="clearing_once_per_statement"),
        UniqueConstraint("transfer_id", name="clearing_once_per_transfer"),
        CheckConstraint("amount_fen > 0", name="clearing_pays_something"),
        CheckConstraint("(state = 'paid') = (transfer_id IS NOT NULL)", name="clearing_paid_by_a_transfer"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    statement_id: UUID
    region: str = Field(max_length=12)
    hospital: str = Field(max_length=100)
    payer: str = Field(max_length=100)
    period: str = Field(max_length=7)
    amount_fen: int = Field(sa_type=BigInteger)
    state: ClearingState = Field(sa_type=one_of(ClearingState))
    asks: int
    refusal_code: str | None = Field(default=None, max_length=64)
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    asked_at: datetime = Field(sa_type=INSTANT)
    paid_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Disclosure(Row, table=True):
    """A public entry. `canonical` is the exact text that is shown, handed out and hashed."""

    __tablename__ = "disclosure"
    __table_args__ = (
        UniqueConstraint("corrects_id", name="disclosure_corrected_once"),
        Index("disclosure_by_town", "region", "id"),
        Index("disclosure_by_day", "published_on", "id"),
    )

    id: UUID = Field(primary_key=True)
    kind: DisclosureKind = Field(sa_type=one_of(DisclosureKind))
    region: str = Field(max_length=9)
    amount_fen: int = Field(sa_type=BigInteger)
    published_on: date
    corrects_id: UUID | None = Field(default=None, foreign_key="disclosure.id")
    canonical: str = Field(sa_type=Text)

    @classmethod
    def of(cls, entry: PublicEntry) -> "Disclosure":
        """The row of a public entry."""
        return cls(
            id=UUID(entry.id),
            kind=DisclosureKind(entry.kind),
            region=entry.town,
            amount_fen=entry.amount_fen,
            published_on=date.fromisoformat(entry.published_on),
            canonical=entry.canonical,
            corrects_id=UUID(entry.corrects) if entry.corrects else None,
        )


class Seal(Row, table=True):
    """A day of the disclosure, closed for ever under one root (hex)."""

    __tablename__ = "seal"

    day: date = Field(primary_key=True)
    root: str = Field(max_length=64)
    entries: int
    sealed_at: datetime = Field(sa_type=INSTANT)


def sums_of(row: Any) -> Sums:
    """The four sums of an account or a posting, as a row or as what a query told of it."""
    return Sums(row.debits_posted_fen, row.credits_posted_fen, row.debits_pending_fen, row.credits_pending_fen)
