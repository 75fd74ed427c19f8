"""What households are owed after their move, and the looks at them afterwards."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from services.housing.rules.support import SupportState
from services.housing.tables.row import Row, one_of
from shared.ids import uuid7


class Support(Row, table=True):
    """A follow-up（后续扶持）: work, school or registration of a household that moved. `region` is the site's village."""

    __tablename__ = "support"
    __table_args__ = (
        UniqueConstraint("relocation_id", "code", name="support_once"),
        Index("support_by_place", "region", "state", "due_on"),
        CheckConstraint("(answered_on IS NULL) = (state = 'open')", name="support_answered_on_a_day"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    relocation_id: UUID = Field(foreign_key="relocation.id")
    region: str = Field(max_length=12)
    number: str = Field(max_length=24)
    """The household's, for whoever sees the site and not the village that was left."""
    moved_on: date
    code: str = Field(max_length=32)
    title: str = Field(max_length=60)
    department: str = Field(max_length=32)
    due_on: date
    state: SupportState = Field(default=SupportState.OPEN, sa_type=one_of(SupportState))
    answered_on: date | None = None
    answered_by: str = Field(default="", max_length=100)
    says: str = Field(default="", max_length=300)


class SupportCheck(Row, table=True):
    """A look at a household so many months after its move. `is_well`: it lives there and lacks nothing that was looked for."""

    __tablename__ = "support_check"
    __table_args__ = (
        UniqueConstraint("relocation_id", "due_on", name="support_check_once"),
        Index("support_check_by_place", "region", "due_on"),
        CheckConstraint("(checked_on IS NULL) = (is_well IS NULL)", name="support_check_with_its_finding"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    relocation_id: UUID = Field(foreign_key="relocation.id")
    region: str = Field(max_length=12)
    due_on: date
    checked_on: date | None = None
    is_well: bool | None = None
    says: str = Field(default="", max_length=300)
    checked_by: str = Field(default="", max_length=100)
