"""The rows of objections: each service that posts notices makes its own tables of these."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Enum, LargeBinary, Text
from sqlmodel import Field, SQLModel

from shared.database import INSTANT
from shared.ids import uuid7
from shared.notices.laws import Verdict


class ObjectionRow(SQLModel):
    """That somebody objected, to one line or (without `line_id`) to the whole notice, and what came of it.

    `sent_hash` is of the key that the page gave out: the same form sent twice is one objection.
    """

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    notice_id: UUID = Field(foreign_key="notice.id", index=True)
    line_id: UUID | None = Field(default=None, foreign_key="notice_line.id", index=True)
    region: str = Field(max_length=12)
    receipt_hash: str = Field(max_length=64, unique=True)
    sent_hash: str = Field(max_length=64, unique=True)
    received_at: datetime = Field(sa_type=INSTANT)
    received_on: date
    due_on: date
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    answered_on: date | None = None
    answered_by: str | None = Field(default=None, sa_type=Text)
    verdict: Verdict | None = Field(
        default=None,
        sa_type=Enum(Verdict, native_enum=False, length=32, values_callable=lambda each: [one.value for one in each]),
    )
    answer: str | None = Field(default=None, sa_type=Text)


class ObjectionLetterRow(SQLModel):
    """What an objector wrote and how to reach them; for towns, counties and auditors alone."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    objection_id: UUID = Field(foreign_key="objection.id", unique=True)
    region: str = Field(max_length=12)
    said_sealed: bytes = Field(sa_type=LargeBinary)
    contact_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
