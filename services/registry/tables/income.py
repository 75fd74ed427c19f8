"""Income books: one row per household, year and version, and the entries that make it up. A correction is a new version."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Text, UniqueConstraint
from sqlmodel import Field

from services.registry.rules.income import IncomeKind
from services.registry.tables.row import Row, of, one_of, texts
from shared.database import INSTANT
from shared.ids import uuid7


class IncomeBook(Row, table=True):
    """What a household's year came to, as it was recorded; the highest version holds. Costs may exceed income.

    `line_fen` is the poverty line that the officer saw beside it, with the document that prints it.
    """

    __tablename__ = "income_book"
    __table_args__ = (UniqueConstraint("household_id", "year", "version", name="income_book_version_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12)
    year: int
    version: int
    heads: int
    heads_counted_on: date
    heads_reason: str = Field(default="", sa_type=Text)
    wages_fen: int = Field(sa_type=BigInteger)
    business_fen: int = Field(sa_type=BigInteger)
    transfer_fen: int = Field(sa_type=BigInteger)
    property_fen: int = Field(sa_type=BigInteger)
    costs_fen: int = Field(sa_type=BigInteger)
    net_fen: int = Field(sa_type=BigInteger)
    per_head_fen: int = Field(sa_type=BigInteger)
    line_fen: int | None = Field(default=None, sa_type=BigInteger)
    line_source: str = Field(default="", sa_type=Text)
    is_expected: bool
    reason: str = Field(default="", sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=INSTANT)


class IncomeEntry(Row, table=True):
    """One source of income or of costs, with what shows it. `person_id` is the earner, empty for the whole household.

    `number` is its place in the book, from 1.
    """

    __tablename__ = "income_entry"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    book_id: UUID = Field(sa_column_args=of("income_book"), index=True)
    region: str = Field(max_length=12)
    number: int
    kind: IncomeKind = Field(sa_type=one_of(IncomeKind))
    source: str = Field(sa_type=Text)
    amount_fen: int = Field(sa_type=BigInteger)
    person_id: UUID | None = Field(default=None, sa_column_args=of("person"), index=True)
    months: int | None = None
    papers: list[str] = Field(default=[], sa_column=texts())
