from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.old_loan import OldListState, must_be_draft
from services.funds.store.old_loan import lock_list
from services.funds.tables import OldLoanList
from shared.security import Principal


async def discard_old_loans(session: AsyncSession, list_id: UUID, *, by: Principal, at: datetime) -> OldLoanList:
    """A list that was not taken in is not to be. It stays to be seen. Raises NoSuchOldLoanList, OutsideRegion,
    OldLoanListClosed."""
    uploaded = await lock_list(session, list_id)
    by.must_cover(uploaded.region)

    must_be_draft(uploaded.state)

    uploaded.state, uploaded.decided_by, uploaded.decided_at = OldListState.DISCARDED, by.subject, at
    session.add(uploaded)
    await session.flush()
    return uploaded
