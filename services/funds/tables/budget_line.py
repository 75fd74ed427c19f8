"""Budget lines, what changed their size, and adjustments between them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.account import Source
from services.funds.rules.budget_line import AdjustmentState, Bound, MoveKind
from services.funds.rules.year_end import YearEndState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class BudgetLine(Row, table=True):
    """What was set down for a programme or a project in a year. Its room is what is available in its account."""

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("number", name="budget_line_number_once"),
        UniqueConstraint("account_id", name="budget_line_once_per_account"),
        UniqueConstraint("carried_from_id", name="budget_line_carried_once_to_a_year"),
        Index("budget_line_of_year", "year", "programme", "id"),
        Index("budget_line_of_project", "project"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=24)
    region: str = Field(max_length=9)
    county: str = Field(max_length=6)
    title: str = Field(max_length=100)
    project: str = Field(max_length=40)
    """The public number of a project, where the line is for one."""
    source: Source = Field(sa_type=one_of(Source))
    pool_programme: str = Field(max_length=40)
    programme: str = Field(max_length=40)
    programme_title: str = Field(max_length=60)
    year: int
    money_of_year: int
    """The year that the money was first set down for: by it a carried line grows old."""
    use: str = Field(max_length=40)
    use_title: str = Field(max_length=60)
    account_id: UUID = Field(foreign_key="account.id")
    allocation_id: UUID | None = Field(default=None, foreign_key="allocation.id", index=True)
    carried_from_id: UUID | None = Field(default=None, foreign_key="budget_line.id")
    opened_at: datetime = Field(sa_type=INSTANT)

    @property
    def bound(self) -> Bound:
        return Bound(self.county, self.source, self.programme, self.year, self.pool_programme)


class BudgetMove(Row, table=True):
    """One change of a line's size, in fen, below zero where money left it; only ever added to."""

    __tablename__ = "budget_move"
    __table_args__ = (
        CheckConstraint("amount_fen <> 0", name="budget_move_changes_something"),
        Index("budget_move_of_line", "line_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    line_id: UUID = Field(foreign_key="budget_line.id")
    region: str = Field(max_length=9)
    kind: MoveKind = Field(sa_type=one_of(MoveKind))
    amount_fen: int = Field(sa_type=BigInteger)
    transfer_id: UUID = Field(foreign_key="transfer.id", index=True)
    made_at: datetime = Field(sa_type=INSTANT)


class BudgetAdjustment(Row, table=True):
    """Money that goes from one line to another once a second person agrees; until then it is set aside."""

    __tablename__ = "budget_adjustment"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="adjustment_of_something"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="adjustment_decided_by_another"),
        CheckConstraint("(state = 'asked') = (decided_by IS NULL)", name="adjustment_decided_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    from_line_id: UUID = Field(foreign_key="budget_line.id", index=True)
    to_line_id: UUID = Field(foreign_key="budget_line.id", index=True)
    amount_fen: int = Field(sa_type=BigInteger)
    reason: str = Field(max_length=200)
    document_number: str = Field(max_length=60)
    state: AdjustmentState = Field(sa_type=one_of(AdjustmentState))
    reserved_id: UUID = Field(foreign_key="transfer.id", index=True)
    asked_by: str = Field(max_length=100)
    asked_at: datetime = Field(sa_type=INSTANT)
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decision: str = Field(default="", max_length=200)


class YearEnd(Row, table=True):
    """A county's year as somebody proposed to end it: `rows` is what they saw (`rules.year_end.seen`), and another person carries
    out that and nothing else. `region` is the county."""

    __tablename__ = "year_end"
    __table_args__ = (
        Index("year_end_open_once", "region", "year", unique=True, postgresql_where=text("state = 'asked'")),
        Index("year_end_by_state", "state", "id"),
        CheckConstraint("amount_fen > 0", name="year_end_of_something"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="year_end_decided_by_another"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="year_end_decided_at_a_time"),
        CheckConstraint("(state IN ('done', 'refused')) = (decided_by IS NOT NULL)", name="year_end_decided_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    year: int
    rows: list[list[object]] = Field(sa_type=JSONB)
    amount_fen: int = Field(sa_type=BigInteger)
    state: YearEndState = Field(default=YearEndState.ASKED, sa_type=one_of(YearEndState))
    asked_by: str = Field(max_length=100)
    asked_at: datetime = Field(sa_type=INSTANT)
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    decision: str = Field(default="", max_length=200)
