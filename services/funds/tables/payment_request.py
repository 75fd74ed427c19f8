"""Requests to pay households for a matter, and the lists that departments upload."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.payment_request import RequestState
from services.funds.rules.transfer import About
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class PaymentRequest(Row, table=True):
    """What a matter asks to be paid out of one account. `entries` are ids and amounts; who they are stands nowhere."""

    __tablename__ = "payment_request"
    __table_args__ = (UniqueConstraint("number", name="payment_request_number_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=30)
    region: str = Field(max_length=12)
    org: str = Field(default="", max_length=60)
    about: About = Field(sa_type=one_of(About))
    about_id: UUID
    title: str = Field(max_length=100)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    programme: str = Field(default="", max_length=40)
    period: str = Field(default="", max_length=10)
    clause: str = Field(sa_type=Text)
    round: int = 1
    state: RequestState = Field(sa_type=one_of(RequestState))
    households: int
    total_fen: int = Field(sa_type=BigInteger)
    refused: int = 0
    entries: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    faults: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    refused_rows_sealed: bytes | None = None
    made_by: str = Field(max_length=100)
    made_at: datetime = Field(sa_type=INSTANT)
    asked_by: str = Field(default="", max_length=100)
    asked_at: datetime | None = Field(default=None, sa_type=INSTANT)
