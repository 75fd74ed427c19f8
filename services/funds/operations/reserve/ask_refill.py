from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.number import Series
from services.funds.rules.reserve import RefillOpen, RefillOrigin, RefillState, first_state, must_fit, reasons_of
from services.funds.schemas.reserve import AskRefill
from services.funds.store.aid_policy import get_reserve_policy
from services.funds.store.number import take_numbers
from services.funds.store.reserve import find_held, find_open_refill, lock_asking
from services.funds.tables import ReserveRefill
from shared import outbox
from shared.clock import china
from shared.events.funds import ReserveRefillAsked
from shared.regions import county_of
from shared.security import Principal


async def ask_refill(session: AsyncSession, town: str, form: AskRefill, *, by: Principal, at: datetime) -> ReserveRefill:
    """A town asks that its reserve be filled again, within its ceiling; above a sum the county confirms, else it comes by itself.

    Raises OutsideRegion, NoReserveRule, RefillOpen, ReserveAboveCeiling.
    """
    by.must_cover(town)
    on = china(at).date()
    policy, version = get_reserve_policy(town, on)
    await lock_asking(session, town)
    if (earlier := await find_open_refill(session, town)) is not None:
        raise RefillOpen(number=earlier.number)
    held = await find_held(session, town)

    ceiling = policy.ceiling_of(town)
    must_fit(ceiling, held, form.amount_fen)

    [number] = await take_numbers(session, Series.RESERVE_REFILL, county_of(town), on.year)
    refill = ReserveRefill(
        number=number,
        region=town,
        origin=RefillOrigin.REQUEST,
        amount_fen=form.amount_fen,
        reason=form.reason,
        reasons=reasons_of(policy, ceiling, held, form.amount_fen, origin=RefillOrigin.REQUEST),
        policy=policy.policy,
        policy_version=version,
        state=first_state(policy, form.amount_fen),
        asked_by=by.subject,
        asked_at=at,
    )
    session.add(refill)
    await session.flush()

    await outbox.record(
        session,
        ReserveRefillAsked(
            refill_id=refill.id,
            region=town,
            amount_fen=refill.amount_fen,
            origin=refill.origin.value,
            needs_county=refill.state is RefillState.ASKED,
        ),
    )
    return refill
