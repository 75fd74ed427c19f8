"""Batches of payments for the bank, their files, and what the bank said of them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.payment_batch import BatchState, FileForm, LineState
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class PayingAccount(Row, table=True):
    """The county's bank account out of which batches are paid. The open one is in use."""

    __tablename__ = "paying_account"
    __table_args__ = (Index("paying_account_one_in_use", "region", unique=True, postgresql_where=text("until_at IS NULL")),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    title: str = Field(max_length=60)
    number_sealed: bytes
    number_tail: str = Field(max_length=4)
    bank: str = Field(max_length=60)
    bank_code: str = Field(max_length=12)
    recorded_by: str = Field(max_length=100)
    recorded_at: datetime = Field(sa_type=INSTANT)
    until_at: datetime | None = Field(default=None, sa_type=INSTANT)


class PaymentBatch(Row, table=True):
    """Payments that go to the bank together."""

    __tablename__ = "payment_batch"
    __table_args__ = (
        UniqueConstraint("number", name="payment_batch_number_once"),
        CheckConstraint("lines > 0 AND total_fen > 0", name="payment_batch_pays_something"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=30)
    region: str = Field(max_length=12)
    paying_account_id: UUID = Field(foreign_key="paying_account.id", index=True)
    lines: int
    total_fen: int = Field(sa_type=BigInteger)
    pay_on: date
    state: BatchState = Field(sa_type=one_of(BatchState))
    made_by: str = Field(max_length=100)
    made_at: datetime = Field(sa_type=INSTANT)
    taken_at: datetime | None = Field(default=None, sa_type=INSTANT)
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    cancelled_at: datetime | None = Field(default=None, sa_type=INSTANT)
    cancellation: str = Field(default="", max_length=200)


class BatchFile(Row, table=True):
    """A batch in one form, byte for byte as it goes out. Rows are only ever added, so that a file is what its hash says."""

    __tablename__ = "batch_file"
    __table_args__ = (UniqueConstraint("batch_id", "form", name="batch_file_once_per_form"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    batch_id: UUID = Field(foreign_key="payment_batch.id")
    form: FileForm = Field(sa_type=one_of(FileForm))
    sha256: str = Field(max_length=64)
    size: int
    content_sealed: bytes


class BatchFileRead(Row, table=True):
    """Who took a file with whole account numbers out, and when."""

    __tablename__ = "batch_file_read"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    file_id: UUID = Field(foreign_key="batch_file.id", index=True)
    region: str = Field(max_length=12)
    read_by: str = Field(max_length=100)
    read_at: datetime = Field(sa_type=INSTANT)


class BatchLine(Row, table=True):
    """One payment in one batch. A payment that failed goes out again as another line of a later batch."""

    __tablename__ = "batch_line"
    __table_args__ = (
        UniqueConstraint("number", name="batch_line_number_once"),
        UniqueConstraint("batch_id", "payment_id", name="batch_line_once_per_payment"),
        Index("batch_line_of_payment", "payment_id"),
        # A payment waits for one answer at a time, whatever officers do at once.
        Index("batch_line_one_on_its_way", "payment_id", unique=True, postgresql_where=text("state = 'sent'")),
        Index("batch_line_of_payee", "payee_id"),
        Index("batch_line_of_answer", "answer_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=35)
    batch_id: UUID = Field(foreign_key="payment_batch.id")
    payment_id: UUID = Field(foreign_key="payment.id")
    payee_id: UUID = Field(foreign_key="payee.id")
    region: str = Field(max_length=12)
    line: int
    amount_fen: int = Field(sa_type=BigInteger)
    state: LineState = Field(sa_type=one_of(LineState))
    code: str = Field(default="", max_length=35)
    reason: str = Field(default="", max_length=200)
    answer_id: UUID | None = Field(default=None, foreign_key="bank_answer.id")
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)


class BankAnswer(Row, table=True):
    """A file in which the bank says what became of lines, and what was made of it. Rows are only ever added."""

    __tablename__ = "bank_answer"
    __table_args__ = (UniqueConstraint("region", "sha256", name="bank_answer_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    sha256: str = Field(max_length=64)
    size: int
    content_sealed: bytes
    lines: int
    paid: int
    failed: int
    said_before: int
    waiting: int
    troubles: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    """Lines that were not taken: row, number, code, and the sentences for it."""
    received_by: str = Field(max_length=100)
    received_at: datetime = Field(sa_type=INSTANT)
