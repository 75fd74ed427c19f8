"""What payers owe a hospital, settlement by settlement: only ever added."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field

from services.medical.tables.row import Row, fen
from shared.database import INSTANT
from shared.ids import uuid7


class Receivable(Row, table=True):
    """One payer's share of one settlement, or (`is_counter`) the entry that its reversal sets against it.

    A share is below zero where the payer gives back what an earlier settlement of the same stay had it pay.

    `owed_on` decides the month in which it is cleared: the day of the settlement, for a counter-entry the day of the reversal.
    """

    __table_args__: ClassVar = (
        UniqueConstraint("settlement_id", "layer", "payer", "is_counter", name="receivable_once"),
        CheckConstraint("amount_fen <> 0", name="receivable_is_something"),
        Index("receivable_of_hospital", "hospital", "owed_on"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    settlement_id: UUID = Field(sa_column=Column(ForeignKey("settlement.id"), nullable=False))
    layer: str
    title: str
    payer: str
    is_counter: bool = False
    region: str
    hospital: str
    amount_fen: int = fen()
    owed_on: date
    booked_at: datetime = Field(sa_type=INSTANT)
