"""What places answer to the seven unities (七个统一), where the register cannot see it: by document, by version."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from services.registry.rules.alignment import Unity
from services.registry.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class AlignmentAnswer(Row, table=True):
    """Whether one of the seven is met in a place, and by which document; the highest version holds."""

    __tablename__ = "alignment_answer"
    __table_args__ = (UniqueConstraint("region", "unity", "version", name="alignment_answer_version_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    unity: Unity = Field(sa_type=one_of(Unity))
    version: int
    is_met: bool
    source: str = Field(sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=INSTANT)
