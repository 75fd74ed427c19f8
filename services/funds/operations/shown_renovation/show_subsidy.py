from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.shown_renovation import is_matter_paid, lock_shown_accepted
from services.funds.tables import ShownRenovation


async def show_subsidy(session: AsyncSession, acceptance_id: UUID) -> ShownRenovation | None:
    """The money of an acceptance came to its household, or back from it: what is shown follows our own payments.

    None where the acceptance belongs to no renovation that is shown, or is not heard of yet.
    """
    shown = await lock_shown_accepted(session, acceptance_id)
    if shown is None:
        return None

    shown.is_paid = await is_matter_paid(session, acceptance_id)
    session.add(shown)
    await session.flush()
    return shown
