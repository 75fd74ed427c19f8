from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.house_hold import HoldState
from services.funds.store.house_hold import list_parts, lock_hold
from services.funds.tables import HouseHold
from shared import outbox
from shared.clock import china
from shared.events.funds import HeldLine, HouseMoneyHeld
from shared.regions import town_of


async def tell_house_hold(session: AsyncSession, renovation_id: UUID, *, at: datetime) -> HouseHold | None:
    """Something was drawn from what is set aside for a house, or went back there: tell what lies on which line now.

    None where nothing was held; of what waits or was given up nothing is told here.
    """
    hold = await lock_hold(session, renovation_id)
    if hold is None or hold.state is not HoldState.HELD:
        return hold
    parts = [part for part in await list_parts(session, hold.id) if part.amount_fen]

    await outbox.record(
        session,
        HouseMoneyHeld(
            renovation_id=hold.renovation_id,
            region=town_of(hold.region),
            plan=hold.plan,
            amount_fen=sum(part.amount_fen for part in parts),
            lines=[HeldLine(line=part.line, source=part.source.value, amount_fen=part.amount_fen) for part in parts],
            held_on=china(at).date(),
        ),
    )
    return hold
