"""The inbox: who read which message, and what changed for whom in the last day."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text, text
from sqlmodel import Field

from services.notifier.rules.inbox import Thing
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT


class MessageReceipt(Row, table=True):
    """That somebody read a message: its receipt, one a message and account."""

    __tablename__ = "message_receipt"

    message_id: UUID = Field(primary_key=True, foreign_key="message.id")
    subject: str = Field(primary_key=True, sa_type=Text)
    read_at: datetime = Field(sa_type=INSTANT)


class InboxChange(Row, table=True):
    """That something came or changed, and for whom: laid by triggers, kept for a day, read by those who tell open pages.

    `transaction` is the number of the transaction that laid it, by which a reader knows what they saw already.
    """

    __tablename__ = "inbox_change"
    __table_args__ = (Index("inbox_change_of_transaction", "transaction"), Index("inbox_change_kept", "at"))

    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True))
    transaction: int = Field(
        sa_column=Column(BigInteger, nullable=False, server_default=text("pg_current_xact_id()::text::bigint"))
    )
    at: datetime = Field(sa_column=Column(INSTANT, nullable=False, server_default=text("now()")))
    thing: Thing = Field(sa_type=one_of(Thing))
    thing_id: UUID
    is_new: bool
    region: str = Field(max_length=12)
    department: str | None = Field(default=None, max_length=32)
    addressee: str | None = Field(default=None, max_length=32)
    post_id: UUID | None = None
    given_by: str = Field(sa_type=Text)
    is_restricted: bool
