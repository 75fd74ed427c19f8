from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.house_hold import GOES_ON, HoldState
from services.funds.store.house_hold import keep_wanted, lock_hold
from services.funds.tables import HouseHold
from shared.errors import Refusal


async def settle_house_money(
    session: AsyncSession, renovation_id: UUID, *, due_fen: int, rest_fen: int, at: datetime
) -> HouseHold | None:
    """The house was accepted, and its subsidy stands: what is due now and what later stages bring stays set aside, the rest is
    free. Where it is more than was promised (the works cost more than agreed), the difference is set aside too if there is room;
    if not, the payment waits for it.

    None where nothing was held for this renovation.
    """
    hold = await lock_hold(session, renovation_id)
    if hold is None or hold.state not in GOES_ON:
        return hold

    hold.wanted_fen, hold.tried_at = hold.asked_fen + due_fen + rest_fen, at
    session.add(hold)
    await session.flush()
    try:
        await keep_wanted(session, hold, at=at)
    except Refusal as refusal:
        hold.state, hold.refusal_code, hold.refusal = HoldState.WAITING, refusal.code, refusal.title
        hold.short = list(refusal.facts.get("short", []))
    else:
        hold.state, hold.refusal_code, hold.refusal, hold.short = HoldState.HELD, "", "", []
    session.add(hold)
    await session.flush()
    return hold
