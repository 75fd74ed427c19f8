"""Letters on paper, and the runs in which they are printed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlmodel import Field

from services.notifier.rules.letter import PaperState, Receiver
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class PrintRun(Row, table=True):
    """Letters of one place that somebody took to the printer together."""

    __tablename__ = "print_run"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    letters: int
    taken_by: str = Field(sa_type=Text)
    taken_at: datetime = Field(sa_type=INSTANT)


class PaperLetter(Row, table=True):
    """A message on paper, worded as it will be printed. `sealed_recipient` is the name and address in its window."""

    __tablename__ = "paper_letter"
    __table_args__ = (
        Index("paper_letter_waiting", "region", "id", postgresql_where=text("state = 'waiting'")),
        Index("ix_paper_letter_print_run_id", "print_run_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    delivery_id: UUID = Field(foreign_key="delivery.id", unique=True)
    region: str = Field(max_length=12)
    state: PaperState = Field(default=PaperState.WAITING, sa_type=one_of(PaperState))
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    sealed_recipient: bytes = Field(sa_type=LargeBinary)
    written_at: datetime = Field(sa_type=INSTANT)
    print_run_id: UUID | None = Field(default=None, foreign_key="print_run.id")
    ended_by: str | None = Field(default=None, sa_type=Text)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    taken_by: Receiver | None = Field(default=None, sa_type=one_of(Receiver))
    came_back_because: str | None = Field(default=None, sa_type=Text)
