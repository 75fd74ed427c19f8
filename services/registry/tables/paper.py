"""Photos and papers in the files of households, sealed; and who looked at them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, Text, text
from sqlmodel import Field

from services.registry.tables.row import Row, of, one_of
from shared.database import INSTANT
from shared.ids import uuid7
from shared.papers import MediaType


class Paper(Row, table=True):
    """A photo or paper of a household or of one of its people. `sha256` is of what was sent: the same again is noticed.

    A paper is withdrawn, never removed.
    """

    __tablename__ = "household_paper"
    __table_args__ = (
        Index("paper_filed_once", "household_id", "sha256", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
        Index("paper_of_household", "household_id"),
        Index("paper_of_person", "person_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    person_id: UUID | None = Field(default=None, sa_column_args=of("person"))
    region: str = Field(max_length=12)
    title: str = Field(sa_type=Text)
    media_type: MediaType = Field(sa_type=one_of(MediaType))
    size_bytes: int = Field(sa_type=Integer)
    sha256: str = Field(max_length=64)
    taken_on: date | None = None
    has_particulars: bool = False
    filed_by: str = Field(sa_type=Text)
    filed_at: datetime = Field(sa_type=INSTANT)
    withdrawn_by: str | None = Field(default=None, sa_type=Text)
    withdrawn_at: datetime | None = Field(default=None, sa_type=INSTANT)
    withdrawn_why: str | None = Field(default=None, sa_type=Text)


class PaperContent(Row, table=True):
    """What a paper says; apart, so that a list does not carry it."""

    __tablename__ = "household_paper_content"

    id: UUID = Field(primary_key=True, sa_column_args=of("household_paper"))
    content_sealed: bytes = Field(sa_type=LargeBinary)


class PaperRead(Row, table=True):
    """Who looked at a paper, and when."""

    __tablename__ = "household_paper_read"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    paper_id: UUID = Field(sa_column_args=of("household_paper"), index=True)
    region: str = Field(max_length=12)
    read_by: str = Field(sa_type=Text)
    role: str = Field(max_length=32)
    read_at: datetime = Field(sa_type=INSTANT)
