"""Money that came in for a year, what was planned, and the numbers that people read out."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.funds.rules.account import Source
from services.funds.rules.budget import ReceiptState
from services.funds.rules.budget_plan import PlanState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class MoneyReceipt(Row, table=True):
    """Money of a source that came into a county's pool, by the document that sent it. `region` is the county.

    One person notes it, and it is on its way (`transfer_id`); another confirms it, and it is in the pool (`posted_id`). An empty
    programme is money that is bound to none.
    """

    __tablename__ = "money_receipt"
    __table_args__ = (
        UniqueConstraint("transfer_id", name="receipt_once_per_transfer"),
        UniqueConstraint("taken_back_id", name="receipt_taken_back_once"),
        # A receipt that was taken back makes room for the right one.
        Index(
            "receipt_once_per_document",
            "region",
            "document_number",
            "source",
            "programme",
            "year",
            "instalment",
            unique=True,
            postgresql_where=text("taken_back_id IS NULL"),
        ),
        CheckConstraint("amount_fen > 0", name="receipt_of_something"),
        CheckConstraint("(taken_back_id IS NULL) = (taken_back_at IS NULL)", name="receipt_taken_back_by_a_transfer"),
        UniqueConstraint("posted_id", name="receipt_posted_once"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> received_by", name="receipt_confirmed_by_another"),
        CheckConstraint(
            "(confirmed_by IS NULL) = (posted_id IS NULL) AND (confirmed_by IS NULL) = (disclosure_id IS NULL)"
            " AND (confirmed_by IS NULL) = (confirmed_at IS NULL)",
            name="receipt_confirmed_by_a_transfer",
        ),
        CheckConstraint(
            "(state = 'noted') = (confirmed_by IS NULL AND taken_back_id IS NULL)"
            " AND (state = 'taken-back') = (taken_back_id IS NOT NULL)",
            name="receipt_state_as_it_is",
        ),
        Index("receipt_by_state", "state", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    source: Source = Field(sa_type=one_of(Source))
    programme: str = Field(max_length=40)
    year: int
    document_number: str = Field(max_length=60)
    issued_on: date | None = None
    instalment: int
    amount_fen: int = Field(sa_type=BigInteger)
    memo: str = Field(max_length=200)
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    state: ReceiptState = Field(default=ReceiptState.NOTED, sa_type=one_of(ReceiptState))
    transfer_id: UUID = Field(foreign_key="transfer.id")
    received_by: str = Field(max_length=100)
    received_at: datetime = Field(sa_type=INSTANT)
    posted_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    disclosure_id: UUID | None = Field(default=None, foreign_key="disclosure.id", index=True)
    confirmed_by: str | None = Field(default=None, max_length=100)
    confirmed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    taken_back_id: UUID | None = Field(default=None, foreign_key="transfer.id")
    taken_back_at: datetime | None = Field(default=None, sa_type=INSTANT)
    taken_back_by: str = Field(default="", max_length=100)
    reason: str = Field(default="", max_length=200)


class BudgetYear(Row, table=True):
    """A county's year of one source: what was planned, what came in, and the management fee, kept in bounds."""

    __tablename__ = "budget_year"
    __table_args__ = (
        UniqueConstraint("region", "source", "year", name="budget_year_once"),
        CheckConstraint("received_fen >= 0 AND fee_fen >= 0", name="budget_year_not_negative"),
        # numeric, because ten trillion yuan in fen times ten thousand is more than a bigint holds
        CheckConstraint(
            "fee_limit_per_10000 IS NULL OR fee_fen::numeric * 10000 <= received_fen::numeric * fee_limit_per_10000",
            name="management_fee_within_its_ceiling",
        ),
        CheckConstraint("agreed_by IS NULL OR agreed_by <> planned_by", name="budget_year_agreed_by_another"),
        CheckConstraint("(agreed_by IS NULL) = (agreed_at IS NULL)", name="budget_year_agreed_at_a_time"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    source: Source = Field(sa_type=one_of(Source))
    year: int
    planned_fen: int | None = Field(default=None, sa_type=BigInteger)
    plan_document: str = Field(default="", max_length=60)
    planned_by: str = Field(default="", max_length=100)
    planned_at: datetime | None = Field(default=None, sa_type=INSTANT)
    agreed_by: str | None = Field(default=None, max_length=100)
    """Nobody, where the plan is from before a second person was asked."""
    agreed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    last_year_fen: int | None = Field(default=None, sa_type=BigInteger)
    warning: str = Field(default="", sa_type=Text)
    received_fen: int = Field(default=0, sa_type=BigInteger)
    fee_fen: int = Field(default=0, sa_type=BigInteger)
    fee_limit_per_10000: int | None = None


class BudgetPlan(Row, table=True):
    """What a county's year of a source is to be: it counts once another person has agreed. `region` is the county."""

    __tablename__ = "budget_plan"
    __table_args__ = (
        Index(
            "budget_plan_open_once",
            "region",
            "source",
            "year",
            unique=True,
            postgresql_where=text("state = 'prepared'"),
        ),
        Index("budget_plan_by_state", "state", "id"),
        CheckConstraint("planned_fen > 0", name="budget_plan_of_something"),
        CheckConstraint("decided_by IS NULL OR decided_by <> prepared_by", name="budget_plan_decided_by_another"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="budget_plan_decided_at_a_time"),
        CheckConstraint("(state IN ('agreed', 'refused')) = (decided_by IS NOT NULL)", name="budget_plan_decided_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    source: Source = Field(sa_type=one_of(Source))
    year: int
    planned_fen: int = Field(sa_type=BigInteger)
    last_year_fen: int | None = Field(default=None, sa_type=BigInteger)
    warning: str = Field(default="", sa_type=Text)
    document_number: str = Field(max_length=60)
    state: PlanState = Field(default=PlanState.PREPARED, sa_type=one_of(PlanState))
    prepared_by: str = Field(max_length=100)
    prepared_at: datetime = Field(sa_type=INSTANT)
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decision: str = Field(default="", max_length=200)


class NumberSeries(Row, table=True):
    """The last number of a kind that a place gave in a year: `B-371311-2020-0012` is the twelfth of series B."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("series", "region", "year", name="number_series_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    series: str = Field(max_length=2)
    region: str = Field(max_length=12)
    year: int
    last: int
