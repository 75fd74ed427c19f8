"""Who is told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.notifier.rules.department import Department
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Post(Row, table=True):
    """Who is told what concerns a place: its officer, or with a department, that department's desk there.

    `sealed_contact` is the name and the ways to reach them (`schemas.PutPost` as JSON); `channels` are those ways by kind.
    """

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("region", "department", name="post_once_per_desk", postgresql_nulls_not_distinct=True),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    department: Department | None = Field(default=None, sa_type=one_of(Department))
    channels: list[str] = Field(sa_type=JSONB)
    sealed_contact: bytes = Field(sa_type=LargeBinary)
    changed_at: datetime = Field(sa_type=INSTANT)
