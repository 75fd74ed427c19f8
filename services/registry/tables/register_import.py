"""Files that came in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field

from services.registry.tables.row import Row, document
from shared.database import INSTANT
from shared.ids import uuid7


class RegisterImport(Row, table=True):
    """One file that an officer sent, what became of it, and the rows that went back (sealed: they hold ID numbers)."""

    __tablename__ = "register_import"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    rows: int
    taken: int
    refused: int
    households: int
    changed: int
    faults: list[dict[str, Any]] = Field(default=[], sa_column=document())
    advice: list[dict[str, Any]] = Field(default=[], sa_column=document())
    refused_rows_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    imported_at: datetime = Field(sa_type=INSTANT)
