"""What the tables of lists of houses have in common that counties bring along."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.housing.tables.row import Row
from shared.database import INSTANT
from shared.ids import uuid7


class ListFile(Row):
    """A list as it came in: sealed, because such lists hold names. Looked through first, taken in once."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    content_sealed: bytes
    sha256: str = Field(max_length=64)
    rows: int
    entering: int
    """Rows that the books did not have."""
    updating: int
    """Rows that change what the books say."""
    unchanged: int
    refused: int
    faults: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    uploaded_by: str = Field(max_length=100)
    uploaded_at: datetime = Field(sa_type=INSTANT)
    taken_by: str = Field(default="", max_length=100)
    taken_at: datetime | None = Field(default=None, sa_type=INSTANT)
