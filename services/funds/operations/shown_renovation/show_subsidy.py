from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.shown_renovation import lock_shown_of_matter, sum_subsidy
from services.funds.tables import ShownRenovation


async def show_subsidy(session: AsyncSession, matter_id: UUID) -> ShownRenovation | None:
    """The money of an acceptance, or of a stage, came to its household, or back from it: what is shown follows our own payments.

    None where it belongs to no renovation that is shown, or that is not heard of yet.
    """
    shown = await lock_shown_of_matter(session, matter_id)
    if shown is None:
        return None

    paid = await sum_subsidy(session, shown.id, shown.acceptance_id)
    shown.is_paid, shown.is_partly_paid = paid.is_paid, paid.is_partly_paid
    session.add(shown)
    await session.flush()
    return shown
