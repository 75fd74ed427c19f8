"""Who took what out of funds as a file."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, Text
from sqlmodel import Field

from services.funds.tables.row import Row
from shared.database import INSTANT
from shared.ids import uuid7


class ListExport(Row, table=True):
    """Who took which statement, list, board or sheet out as a file, by which conditions, and how many rows it had.

    `region` is that of whoever took it. Conditions are codes, days and ids, never a name: they stand in the audit too.
    """

    __tablename__ = "list_export"
    __table_args__ = (Index("list_export_of_region", "region", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    title: str = Field(sa_type=Text)
    asked: str = Field(sa_type=Text)
    rows: int = Field(sa_type=Integer)
    exported_by: str = Field(max_length=100)
    role: str = Field(max_length=32)
    exported_at: datetime = Field(sa_type=INSTANT)
