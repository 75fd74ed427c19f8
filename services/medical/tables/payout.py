"""Money that a payer owes a person: what was asked for, and what became of that. Each matter's own table adds what it is for."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from services.medical.rules.payout import Matter, PayoutState
from services.medical.tables.row import Row, fen
from shared.ids import uuid7


class Payout(Row):
    """One payer's part. It asks for what is owed now, less what it was asked for the same matter before; `asks`: how often."""

    matter: ClassVar[Matter]

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str
    payer: str
    owed_fen: int = fen()
    before_fen: int = fen()
    pay_fen: int = fen()
    over_fen: int = fen()
    state: str = PayoutState.AWAITING
    asks: int = 0
    paid_on: date | None = None
    voucher: str | None = None
    refusal_reason: str | None = None
    answered_by: str | None = None


def payout_checks(table: str) -> tuple[CheckConstraint, ...]:
    """What holds for every payout, in its own table's name."""
    return (
        CheckConstraint("pay_fen >= 0 AND over_fen >= 0 AND pay_fen - over_fen = owed_fen - before_fen", name=f"{table}_adds"),
        CheckConstraint("(state = 'paid') = (paid_on IS NOT NULL)", name=f"{table}_paid"),
    )
