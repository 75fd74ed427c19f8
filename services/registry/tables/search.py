"""By what people are found, and who looked for whom."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.registry.tables.row import Row, of, texts
from shared.database import INSTANT
from shared.ids import uuid7


class PersonMark(Row, table=True):
    """The keyed marks of a person: what `rules.mark` says that they can be found by.

    A row is visible to those alone who look for marks that it bears (`jishiyu.looking`), within their region; nobody lists them.
    """

    __tablename__ = "person_mark"
    __table_args__ = (Index("person_mark_marks", "marks", postgresql_using="gin"),)

    id: UUID = Field(primary_key=True, sa_column_args=of("person"))
    region: str = Field(max_length=12)
    marks: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    is_gone: bool = False


class PersonSearch(Row, table=True):
    """Who looked for people, by what kinds of thing, and how many they were shown. What was typed is sealed."""

    __tablename__ = "person_search"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    kinds: list[str] = Field(sa_column=texts())
    asked_sealed: bytes = Field(sa_type=LargeBinary)
    seen: int = Field(sa_type=Integer)
    searched_by: str = Field(sa_type=Text)
    role: str = Field(max_length=32)
    searched_at: datetime = Field(sa_type=INSTANT)


class ListExport(Row, table=True):
    """Who took which list out as a workbook, how many rows, and whether numbers stood in it whole. The filters are sealed."""

    __tablename__ = "list_export"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    title: str = Field(sa_type=Text)
    asked_sealed: bytes = Field(sa_type=LargeBinary)
    rows: int = Field(sa_type=Integer)
    has_whole_numbers: bool
    why: str = Field(sa_type=Text)
    exported_by: str = Field(sa_type=Text)
    role: str = Field(max_length=32)
    exported_at: datetime = Field(sa_type=INSTANT)
