from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.duty import DutyState, NothingPosted, taken_down
from services.funds.schemas.duty import TakeDown
from services.funds.store.duty import find_standing_proof, lock_duty
from services.funds.tables import Duty
from shared.security import Principal


async def take_down(session: AsyncSession, form: TakeDown, *, duty_id: UUID, by: Principal, on: date) -> Duty:
    """Write down that something is not posted any more; what did not stand its days is owed again.

    Nobody else is told. Raises NoSuchDuty, OutsideRegion, NothingPosted or TakenDownBeforePosted.
    """
    duty = await lock_duty(session, duty_id)
    by.must_cover(duty.owner)  # anyone may read it
    proof = await find_standing_proof(session, duty.id)

    if proof is None:
        raise NothingPosted
    state = taken_down(proof.from_on, proof.until_on, taken_on=form.taken_on, on=on)

    proof.taken_on, proof.taken_by = form.taken_on, by.subject
    duty.state = state
    if state is DutyState.OWED:
        duty.met_on = duty.until_on = None
    await session.flush()
    return duty
