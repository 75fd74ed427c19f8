"""Say of two who look alike that they are two people, or put the question off."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.double import UNDECIDED, DoubleDecided, DoubleState, ask_again_on
from services.registry.schemas.double import DecideDouble
from services.registry.store.double import lock_pair
from services.registry.store.doubles_policy import get_doubles_policy
from services.registry.tables import DoublePair
from shared import clock
from shared.security import Principal


async def decide_double(session: AsyncSession, pair_id: UUID, form: DecideDouble, *, by: Principal, on: date) -> DoublePair:
    """Two people are not asked about again unless their files become more alike. Raises NoSuchDouble, DoubleDecided,
    LaterThanAllowed."""
    pair = await lock_pair(session, pair_id)

    if pair.state not in UNDECIDED:
        raise DoubleDecided(state=pair.state)
    is_later = form.decision == "later"
    policy, _ = get_doubles_policy(pair.region, on)
    later_on = ask_again_on(form.until_on, today=on, later_days=policy.asking.later_days) if is_later else None

    pair.state = DoubleState.LATER if is_later else DoubleState.DIFFERENT
    pair.later_on, pair.decided_points = later_on, pair.points
    pair.decided_by, pair.decided_at, pair.why = by.subject, clock.now(), form.reason
    session.add(pair)
    await session.flush()
    return pair
