from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.donation import UseState, must_be_drafted
from services.funds.schemas.donation_use import DiscardUse
from services.funds.store.donation import lock_use
from services.funds.tables import DonationUse
from shared.security import Principal


async def discard_use(session: AsyncSession, use_id: UUID, form: DiscardUse, *, by: Principal) -> DonationUse:
    """Give a draft up; it stays, with the reason. Raises NoSuchUse, UseDecided."""
    use = await lock_use(session, use_id)

    must_be_drafted(use.state)

    use.state, use.discarded_by, use.discard_reason = UseState.DISCARDED, by.subject, form.reason
    await session.flush()
    return use
