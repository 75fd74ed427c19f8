"""The books. Transfers and postings are only ever added to; the database refuses the rest."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, FetchedValue, Index, UniqueConstraint, text
from sqlmodel import Field

from services.funds.rules.account import ORIGINS, AccountKey, AccountKind, Holding, Leg, Source, Sums
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Account(Row, table=True):
    """An account of one place. Its sums are moved by the trigger on `posting` alone, never by hand."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("kind", "region", "holder", "source", "programme", "year", name="account_once_per_key"),
        CheckConstraint(
            "debits_posted_fen >= 0 AND credits_posted_fen >= 0 AND debits_pending_fen >= 0 AND credits_pending_fen >= 0",
            name="account_sums_not_negative",
        ),
        CheckConstraint(
            "may_be_negative OR debits_posted_fen - credits_posted_fen - credits_pending_fen >= 0",
            name="account_never_overdrawn",
        ),
        CheckConstraint(
            "NOT may_be_negative OR kind IN ('treasury', 'donors', 'operators')", name="account_negative_only_where_money_begins"
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    kind: AccountKind = Field(sa_type=one_of(AccountKind))
    region: str = Field(max_length=12)
    holder: str = Field(default="", max_length=100)
    source: Source = Field(default=Source.UNNAMED, sa_type=one_of(Source))
    programme: str = Field(default="", max_length=40)
    year: int = 0
    may_be_negative: bool = False
    debits_posted_fen: int = Field(default=0, sa_type=BigInteger)
    credits_posted_fen: int = Field(default=0, sa_type=BigInteger)
    debits_pending_fen: int = Field(default=0, sa_type=BigInteger)
    credits_pending_fen: int = Field(default=0, sa_type=BigInteger)
    last_line: int = Field(default=0, sa_type=BigInteger)

    @property
    def holding(self) -> Holding:
        """This account as the rules see it."""
        return Holding(self.id, self.key, sums_of(self))

    @property
    def key(self) -> AccountKey:
        return AccountKey(self.kind, self.region, self.holder, self.source, self.programme, self.year)

    @classmethod
    def of(cls, key: AccountKey) -> "Account":
        """The account of this key, with nothing in it."""
        return cls(**key._asdict(), may_be_negative=key.kind in ORIGINS)


class Transfer(Row, table=True):
    """Money that moved, was set aside, was set free or came back. `region` is the narrowest place that it concerns.

    `booked_on` is the day of the books, which may lie before `made_at` while the month is open. `about` names what the money is
    for (a payment, a project, an allocation). Linked transfers are made together or not at all, and bear one `link_id`.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        UniqueConstraint("follows_id", name="transfer_followed_once"),
        CheckConstraint("amount_fen > 0", name="transfer_moves_something"),
        Index("transfer_by_day", "booked_on", "id"),
        Index("transfer_by_link", "link_id", postgresql_where=text("link_id IS NOT NULL")),
        Index("transfer_about", "about", "about_id", postgresql_where=text("about_id IS NOT NULL")),
        Index("transfer_to_expire", "expires_at", postgresql_where=text("expires_at IS NOT NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    phase: Phase = Field(sa_type=one_of(Phase))
    purpose: Purpose = Field(sa_type=one_of(Purpose))
    region: str = Field(max_length=12)
    amount_fen: int = Field(sa_type=BigInteger)
    follows_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    link_id: UUID | None = None
    about: About = Field(default=About.NOTHING, sa_type=one_of(About))
    about_id: UUID | None = None
    expires_at: datetime | None = Field(default=None, sa_type=INSTANT)
    memo: str = Field(max_length=200)
    made_at: datetime = Field(sa_type=INSTANT)
    booked_on: date = Field(default=None)
    """The day of `made_at` in China, unless something else is said."""


class Posting(Row, table=True):
    """The change of one account by one transfer: a line of its statement. The trigger numbers it and strikes the balance."""

    __tablename__ = "posting"
    __table_args__ = (Index("posting_by_transfer", "transfer_id"), Index("posting_by_day", "booked_on", "account_id"))

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    line: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"server_default": FetchedValue()})
    transfer_id: UUID = Field(foreign_key="transfer.id")
    region: str = Field(max_length=12)
    booked_on: date
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


def sums_of(row: Any) -> Sums:
    """The four sums of an account or a posting, as a row or as what a query told of it."""
    return Sums(row.debits_posted_fen, row.credits_posted_fen, row.debits_pending_fen, row.credits_pending_fen)
