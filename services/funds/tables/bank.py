"""What the bank says: its accounts, statements and lines, which of our transfers each line is, and what does not agree."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlmodel import Field

from services.funds.rules.bank import DifferenceKind, DifferenceState, How, StatementForm
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class BankAccount(Row, table=True):
    """An account at a bank, and the kinds of our accounts (of its region) whose money lies in it.

    `stated_fen` is what the bank's last statement closed with, on `stated_on`: the next has to begin there.
    """

    __tablename__ = "bank_account"
    __table_args__ = (UniqueConstraint("number", name="bank_account_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=9)
    number: str = Field(max_length=40)
    bank: str = Field(max_length=100)
    title: str = Field(max_length=100)
    kinds: list[str] = Field(sa_type=ARRAY(String(32)))
    opened_on: date
    """The first day that is reconciled."""
    opening_fen: int = Field(sa_type=BigInteger)
    """What the bank had at the start of that day."""
    stated_fen: int = Field(sa_type=BigInteger)
    stated_on: date
    made_by: str = Field(max_length=100)
    made_at: datetime = Field(sa_type=INSTANT)


class BankStatement(Row, table=True):
    """A statement as it came in; never changed."""

    __tablename__ = "bank_statement"
    __table_args__ = (Index("bank_statement_of_account", "bank_account_id", "to_on"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    bank_account_id: UUID = Field(foreign_key="bank_account.id")
    region: str = Field(max_length=9)
    number: str = Field(max_length=40)
    form: StatementForm = Field(sa_type=one_of(StatementForm))
    from_on: date
    to_on: date
    opening_fen: int = Field(sa_type=BigInteger)
    closing_fen: int = Field(sa_type=BigInteger)
    lines: int
    new_lines: int
    imported_by: str = Field(max_length=100)
    imported_at: datetime = Field(sa_type=INSTANT)


class BankLine(Row, table=True):
    """A line of a statement, kept once however often it comes. Above zero: money came in; below: it went out.

    What the bank tells of the other side may name a household and its card: it is sealed.
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        UniqueConstraint("bank_account_id", "fingerprint", name="bank_line_once"),
        CheckConstraint("amount_fen <> 0", name="bank_line_moves_something"),
        Index("bank_line_by_day", "bank_account_id", "booked_on"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    bank_account_id: UUID = Field(foreign_key="bank_account.id")
    statement_id: UUID = Field(foreign_key="bank_statement.id", index=True)
    region: str = Field(max_length=9)
    booked_on: date
    amount_fen: int = Field(sa_type=BigInteger)
    reference: str = Field(default="", max_length=64)
    bank_reference: str = Field(default="", max_length=64)
    fingerprint: str = Field(max_length=64)
    """Keyed hash of all that the line says: the same line of two statements is one."""
    likeness: str = Field(max_length=64)
    """Keyed hash of what a bank's double has in common with the first, all but the bank's own number."""
    particulars_sealed: bytes = Field(sa_type=LargeBinary)


class BankMatch(Row, table=True):
    """This line is this transfer; a line may be several transfers (a batch), a transfer is one line of an account."""

    __tablename__ = "bank_match"
    __table_args__ = (UniqueConstraint("bank_account_id", "transfer_id", name="bank_match_once_per_transfer"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    bank_account_id: UUID = Field(foreign_key="bank_account.id")
    line_id: UUID = Field(foreign_key="bank_line.id", index=True)
    transfer_id: UUID = Field(foreign_key="transfer.id", index=True)
    region: str = Field(max_length=9)
    how: How = Field(sa_type=one_of(How))
    reason: str = Field(default="", max_length=200)
    matched_by: str = Field(max_length=100)
    matched_at: datetime = Field(sa_type=INSTANT)


class BankDifference(Row, table=True):
    """What the bank and the books do not say alike: open until a person gives the reason, or the other side comes."""

    __tablename__ = "bank_difference"
    __table_args__ = (
        UniqueConstraint(
            "bank_account_id", "kind", "line_id", "transfer_id", name="bank_difference_once", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("line_id IS NOT NULL OR transfer_id IS NOT NULL", name="bank_difference_is_of_something"),
        CheckConstraint("state <> 'settled' OR (reason <> '' AND settled_by <> '')", name="bank_difference_settled_by_somebody"),
        Index("bank_difference_open", "bank_account_id", "id", postgresql_where=text("state = 'open'")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    bank_account_id: UUID = Field(foreign_key="bank_account.id")
    region: str = Field(max_length=9)
    kind: DifferenceKind = Field(sa_type=one_of(DifferenceKind))
    line_id: UUID | None = Field(default=None, foreign_key="bank_line.id", index=True)
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    amount_fen: int = Field(sa_type=BigInteger)
    """By how much the bank has more than the books; below zero, less."""
    happened_on: date
    why: str = Field(max_length=200)
    state: DifferenceState = Field(sa_type=one_of(DifferenceState))
    reason: str = Field(default="", max_length=200)
    found_at: datetime = Field(sa_type=INSTANT)
    settled_by: str = Field(default="", max_length=100)
    settled_at: datetime | None = Field(default=None, sa_type=INSTANT)
