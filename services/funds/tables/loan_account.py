"""What moved on a loan, when its principal falls due, and the banks' lists that said so."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.loan import EntryKind
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class LoanEntry(Row, table=True):
    """A line of a loan's account; only ever added to. Principal above zero is lent, below zero repaid; interest is what was paid.

    The database moves the loan's sum with each entry. `reverses_id`: the mistaken one that this takes back.
    """

    __tablename__ = "loan_entry"
    __table_args__ = (
        UniqueConstraint("reverses_id", name="loan_entry_reversed_once"),
        CheckConstraint("principal_fen <> 0 OR interest_fen <> 0", name="loan_entry_moves_something"),
        CheckConstraint("(kind = 'reversed') = (reverses_id IS NOT NULL)", name="loan_entry_reverses_one"),
        Index("loan_entry_of_loan", "loan_id", "on_day", "id"),
        Index("loan_drawn_once", "loan_id", unique=True, postgresql_where=text("kind = 'drawn'")),
        # A bank numbers its movements: the same one in two lists is one movement.
        Index("loan_entry_once_per_reference", "loan_id", "reference", unique=True, postgresql_where=text("reference <> ''")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    loan_id: UUID = Field(foreign_key="loan.id")
    region: str = Field(max_length=12)
    kind: EntryKind = Field(sa_type=one_of(EntryKind))
    on_day: date
    principal_fen: int = Field(sa_type=BigInteger)
    interest_fen: int = Field(sa_type=BigInteger)
    reference: str = Field(default="", max_length=64)
    reverses_id: UUID | None = Field(default=None, foreign_key="loan_entry.id")
    file_id: UUID | None = Field(default=None, foreign_key="loan_file.id", index=True)
    written_by: str = Field(max_length=100)
    written_at: datetime = Field(sa_type=INSTANT)


class LoanInstalment(Row, table=True):
    """Principal that falls due on a day, by the contract or by the extension after it: the newest version of a loan's plan
    counts."""

    __tablename__ = "loan_instalment"
    __table_args__ = (
        UniqueConstraint("loan_id", "version", "due_on", name="loan_instalment_once"),
        CheckConstraint("principal_fen > 0", name="loan_instalment_of_something"),
        Index("loan_instalment_by_day", "due_on"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    loan_id: UUID = Field(foreign_key="loan.id")
    region: str = Field(max_length=12)
    version: int
    is_in_force: bool
    due_on: date
    principal_fen: int = Field(sa_type=BigInteger)


class LoanFile(Row, table=True):
    """A bank's list of a month as it was read: how many rows were taken, what was wrong with the others."""

    __tablename__ = "loan_file"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    bank: str = Field(max_length=60)
    rows: int
    taken: int
    unchanged: int
    refused: int
    faults: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    refused_rows_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    uploaded_by: str = Field(max_length=100)
    uploaded_at: datetime = Field(sa_type=INSTANT)
