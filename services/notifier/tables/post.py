"""Who is told, who is away, and what went from one person to another."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.notifier.rules.department import Department
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Post(Row, table=True):
    """Who is told what concerns a place: its officer, or with a department, that department's desk there; with a `subject`, one
    person there, by the account they sign in with (a person who left keeps the row, with the day).

    `sealed_contact` is the name and the ways to reach them (`schemas.PutPost` as JSON); `channels` are those ways by kind.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("region", "department", "subject", name="post_once_per_desk", postgresql_nulls_not_distinct=True),
        Index("post_of_account", "subject", unique=True, postgresql_where=text("subject IS NOT NULL AND left_on IS NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    department: Department | None = Field(default=None, sa_type=one_of(Department))
    channels: list[str] = Field(sa_type=JSONB)
    sealed_contact: bytes = Field(sa_type=LargeBinary)
    changed_at: datetime = Field(sa_type=INSTANT)
    subject: str | None = Field(default=None, sa_type=Text)
    left_on: date | None = None
    is_leader: bool = False
    """Is told of the week of their county or town."""


class Leave(Row, table=True):
    """That a person is away from one day to another, both counted, and who stands in. Whoever comes back earlier ends it with
    the day before; a leave that never began is removed."""

    __tablename__ = "leave"
    __table_args__ = (CheckConstraint("from_on <= until_on", name="leave_ends_after_it_begins"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    post_id: UUID = Field(foreign_key="post.id", index=True)
    substitute_id: UUID = Field(foreign_key="post.id", index=True)
    from_on: date
    until_on: date
    entered_by: str = Field(sa_type=Text)
    entered_at: datetime = Field(sa_type=INSTANT)


class HandOver(Row, table=True):
    """That all that was open of one person went to another, in one act."""

    __tablename__ = "hand_over"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    from_post_id: UUID = Field(foreign_key="post.id", index=True)
    to_post_id: UUID = Field(foreign_key="post.id", index=True)
    orders: int
    reason: str = Field(sa_type=Text)
    done_by: str = Field(sa_type=Text)
    done_at: datetime = Field(sa_type=INSTANT)
