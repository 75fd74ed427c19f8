"""Households that wait for their orders: what came in a flood and could not be acted on in the same breath."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, SmallInteger, Text
from sqlmodel import Field

from services.notifier.tables.row import Row
from shared.database import INSTANT


class WaitingCall(Row, table=True):
    """A detection that was heard of and whose departments are still to be called; gone when they are. `body` is the event as
    JSON, `region` where the household lives now, `moved_at` since when."""

    __tablename__ = "waiting_call"
    __table_args__ = (
        Index("waiting_call_by_urgency", "urgency", "detected_at", "event_id"),
        Index("waiting_call_of_case", "case_id"),
    )

    event_id: UUID = Field(primary_key=True)
    case_id: UUID
    region: str = Field(max_length=12)
    urgency: int = Field(sa_type=SmallInteger)
    detected_at: datetime = Field(sa_type=INSTANT)
    body: bytes = Field(sa_type=LargeBinary)
    traceparent: str | None = Field(default=None, sa_type=Text)
    moved_at: datetime | None = Field(default=None, sa_type=INSTANT)
