"""Requests to pay households for a matter, and the lists that departments upload."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.payment_request import RequestState
from services.funds.rules.transfer import About
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class PaymentRequest(Row, table=True):
    """What a matter asks to be paid out of one account. `entries` are ids and amounts; who they are stands nowhere.

    One that another service told (`told_by`) waits, without an account, until it can be asked for; it is of one household.
    """

    __tablename__ = "payment_request"
    __table_args__ = (
        UniqueConstraint("number", name="payment_request_number_once"),
        Index(
            "payment_request_once_per_matter",
            "about",
            "about_id",
            "round",
            unique=True,
            postgresql_where=text("told_by <> ''"),
        ),
        Index(
            "payment_request_once_per_thing",
            "about",
            "programme",
            "thing_id",
            unique=True,
            postgresql_where=text("thing_id IS NOT NULL AND state <> 'discarded'"),
        ),
        Index("payment_request_of_renovation", "renovation_id", postgresql_where=text("renovation_id IS NOT NULL")),
        Index("payment_request_waiting", "id", postgresql_where=text("state = 'waiting'")),
        CheckConstraint("account_id IS NOT NULL OR (told_by <> '' AND state <> 'asked')", name="payment_request_of_an_account"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=30)
    region: str = Field(max_length=12)
    org: str = Field(default="", max_length=60)
    about: About = Field(sa_type=one_of(About))
    about_id: UUID
    title: str = Field(max_length=100)
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    told_by: str = Field(default="", max_length=20)
    """The service that told of the matter; empty where people or their systems asked."""
    year: int | None = None
    payer: str = Field(default="", max_length=100)
    thing_id: UUID | None = None
    renovation_id: UUID | None = None
    """Whose money it draws on, where it was set aside before."""
    refusal_code: str = Field(default="", max_length=60)
    refusal: str = Field(default="", max_length=200)
    """What it waits for, or why it was not asked."""
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
