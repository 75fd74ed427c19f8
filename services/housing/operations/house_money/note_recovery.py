from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.money_recovery import RecoveryState
from services.housing.store.acceptance import lock_acceptance_if_there
from services.housing.store.house_money import find_stage_of_matter, find_stage_of_payment
from services.housing.store.money_recovery import lock_recovery
from services.housing.tables import MoneyRecovery


@dataclass(frozen=True, slots=True)
class SaidOfRecovery:
    """What funds says of an order that asks money back, and when that was so; sums are in fen."""

    at: datetime
    payment_id: UUID
    state: RecoveryState
    amount_fen: int
    recovered_fen: int = 0
    why: str = ""
    back_by: date | None = None
    closed_on: date | None = None


async def note_recovery(session: AsyncSession, order_id: UUID, matter_id: UUID, said: SaidOfRecovery) -> MoneyRecovery | None:
    """Keep what funds says last of money of a house that it asks back, for the household's file and whoever looks after its
    money. Events come in any order: what was so before what is known adds only what was not told since.

    None where the matter is no money of ours: it was asked for by hand.
    """
    known = await lock_recovery(session, order_id)
    if known is None:
        stage = await find_stage_of_matter(session, matter_id) or await find_stage_of_payment(session, said.payment_id)
        acceptance = await lock_acceptance_if_there(session, matter_id) if stage is None else None
        of = stage or acceptance
        if of is None:
            return None
        known = MoneyRecovery(
            id=order_id,
            payment_id=said.payment_id,
            renovation_id=of.renovation_id,
            acceptance_id=acceptance.id if acceptance else None,
            region=of.region,
            amount_fen=said.amount_fen,
            state=said.state,
            told_at=said.at,
        )
    if said.at >= known.told_at:
        known.state, known.told_at, known.recovered_fen = said.state, said.at, said.recovered_fen
        known.closed_on = said.closed_on
    known.why, known.back_by = known.why or said.why, said.back_by or known.back_by
    session.add(known)
    await session.flush()
    return known
