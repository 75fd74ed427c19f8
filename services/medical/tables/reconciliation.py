"""A hospital's day beside ours: what was uploaded, what we had, and every difference. A run is never changed; it is repeated."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.tables.row import Row, fen
from shared.database import INSTANT
from shared.ids import uuid7


class Reconciliation(Row, table=True):
    """One run. `upload` is what the hospital sent, compressed, so that it can be compared again as it was."""

    __table_args__: ClassVar = (
        Index("reconciliation_of_day", "hospital", "day", "id"),
        Index("reconciliation_repeats", "repeats_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    hospital: str
    region: str
    day: date
    mode: str
    upload: bytes
    upload_digest: str
    theirs: dict[str, Any] = Field(sa_type=JSONB)
    ours: dict[str, Any] = Field(sa_type=JSONB)
    line_count: int
    difference_count: int
    differences_by_kind: dict[str, int] = Field(sa_type=JSONB)
    repeats_id: UUID | None = Field(default=None, foreign_key="reconciliation.id")
    run_by: str
    run_at: datetime = Field(sa_type=INSTANT)


class Difference(Row, table=True):
    """One thing on which the hospital's day and ours do not agree; numbered within its run."""

    reconciliation_id: UUID = Field(sa_column=Column(ForeignKey("reconciliation.id"), primary_key=True))
    number: int = Field(primary_key=True)
    hospital: str
    region: str
    kind: str
    settlement_id: UUID | None = None
    line_no: int | None = None
    part: str
    here_fen: int = fen()
    there_fen: int = fen()
    here_state: str | None = None
    there_state: str | None = None
    detail: str
