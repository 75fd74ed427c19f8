"""What a printed sheet was printed for, shown to whoever holds the sheet and nothing besides."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.tables import Reversal, Settlement
from shared.database import Scope, set_scope


@dataclass(frozen=True, slots=True)
class Printed:
    """A settlement, what took it back, and whether the same stay was settled anew."""

    settlement: Settlement
    reversal: Reversal | None
    has_later: bool


async def find_printed(session: AsyncSession, settlement_id: UUID) -> Printed | None:
    """The transaction sees this settlement and this stay's alone from here on: whoever holds a sheet may check that sheet."""
    await set_scope(session, _holder_of(settlement_id))
    settlement = await session.get(Settlement, settlement_id)
    if settlement is None:
        return None
    reversal = (await session.exec(select(Reversal).where(Reversal.settlement_id == settlement_id))).one_or_none()
    if reversal is None:
        return Printed(settlement, None, has_later=False)
    await set_scope(session, _holder_of(settlement.admission_id))
    # Ids are in order of time.
    later = select(Settlement.id).where(Settlement.admission_id == settlement.admission_id, col(Settlement.id) > settlement.id)
    return Printed(settlement, reversal, has_later=(await session.exec(later.limit(1))).first() is not None)


def _holder_of(thing: UUID) -> Scope:
    return Scope(by="anyone", role="sheet-holder", region="", org=str(thing), why="GET /sheets/{code}")
