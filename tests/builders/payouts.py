"""Money that somebody is owed, of each matter, and whoever works at its desk."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.payout import Matter
from services.medical.tables import Payout
from tests.builders.claim_payouts import DESK, payouts_of
from tests.builders.top_up import MAKER, a_confirmed_run, a_poor_stay, in_no_register, shares_of

CLERKS = {Matter.TOP_UP: MAKER, Matter.PAPER_CLAIM: DESK}


async def a_payout(session: AsyncSession, matter: Matter, *, is_enrolled: bool = True) -> Payout:
    """The first of what was asked for. Who is not enrolled is paid by the desk."""
    if matter is Matter.PAPER_CLAIM:
        return (await payouts_of(session, is_enrolled=is_enrolled))[0]
    await a_poor_stay(session)
    run = await a_confirmed_run(session)
    if not is_enrolled:
        await in_no_register(session)
    return (await shares_of(session, run.id))[0]
