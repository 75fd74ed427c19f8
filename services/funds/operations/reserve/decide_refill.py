from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.budget_line import must_be_for_reserve
from services.funds.rules.reserve import RefillState, become
from services.funds.rules.second_person import must_be_another
from services.funds.schemas.reserve import DecideRefill
from services.funds.store.budget_line import get_line
from services.funds.store.reserve import lock_refill
from services.funds.tables import ReserveRefill
from shared.security import Principal


async def decide_refill(
    session: AsyncSession, refill_id: UUID, form: DecideRefill, *, by: Principal, at: datetime
) -> ReserveRefill:
    """The county confirms a refill, or refuses it; the money moves by itself where a line has room for it. Nobody else is told.

    One that needs no confirmation and waits for money may be refused too.

    Raises NoSuchRefill, OutsideRegion, SamePerson, RefillStateForbids, NoSuchLine, LineNotForReserve.
    """
    refill = await lock_refill(session, refill_id)
    by.must_cover(refill.region)
    line = await get_line(session, form.line, pointer="/line") if form.line else None

    must_be_another(refill.asked_by, by.subject)
    if line is not None:
        must_be_for_reserve(line.programme, line_region=line.region, town=refill.region)
    refill.state = become(refill.state, RefillState.READY if form.is_agreed else RefillState.REFUSED)

    refill.decided_by, refill.decided_at, refill.decision = by.subject, at, form.said
    refill.line = line.number if line else refill.line
    session.add(refill)
    await session.flush()
    return refill
