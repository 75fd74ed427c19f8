"""Photos and papers of houses and surveys, sealed; and who looked at them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, Text, text
from sqlmodel import Field

from services.housing.rules.paper import PaperAbout
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7
from shared.papers import MediaType


class Paper(Row, table=True):
    """A photo or paper of a house or a survey. `sha256` is of what was sent: the same again is noticed.

    `kind` is the view that a photo shows (`front`), or empty. A paper is withdrawn, never removed.
    """

    __tablename__ = "paper"
    __table_args__ = (
        Index("paper_filed_once", "about", "about_id", "sha256", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
        Index("paper_of_matter", "about", "about_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    about: PaperAbout = Field(sa_type=one_of(PaperAbout))
    about_id: UUID
    region: str = Field(max_length=12)
    kind: str = Field(default="", max_length=40)
    title: str = Field(sa_type=Text)
    media_type: MediaType = Field(sa_type=one_of(MediaType))
    size_bytes: int = Field(sa_type=Integer)
    sha256: str = Field(max_length=64)
    taken_on: date | None = None
    taken_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """Where the telephone knew it to the minute."""
    has_particulars: bool = False
    filed_by: str = Field(sa_type=Text)
    filed_at: datetime = Field(sa_type=INSTANT)
    withdrawn_by: str | None = Field(default=None, sa_type=Text)
    withdrawn_at: datetime | None = Field(default=None, sa_type=INSTANT)
    withdrawn_why: str | None = Field(default=None, sa_type=Text)


class PaperContent(Row, table=True):
    """What a paper says; apart, so that a list does not carry it."""

    __tablename__ = "paper_content"

    id: UUID = Field(primary_key=True, foreign_key="paper.id")
    content_sealed: bytes = Field(sa_type=LargeBinary)


class PaperRead(Row, table=True):
    """Who looked at a paper, and when."""

    __tablename__ = "paper_read"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    paper_id: UUID = Field(foreign_key="paper.id", index=True)
    region: str = Field(max_length=12)
    read_by: str = Field(sa_type=Text)
    role: str = Field(max_length=32)
    read_at: datetime = Field(sa_type=INSTANT)
