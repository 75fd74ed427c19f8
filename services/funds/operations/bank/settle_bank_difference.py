from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank import DifferenceSettledAlready, DifferenceState
from services.funds.schemas.bank import SettleBankDifference
from services.funds.store.bank import lock_difference
from services.funds.tables import BankDifference
from shared.security import Principal


async def settle_bank_difference(
    session: AsyncSession, difference_id: UUID, form: SettleBankDifference, *, by: Principal, at: datetime
) -> BankDifference:
    """Say why bank and books differ. Raises NoSuchDifference, DifferenceSettledAlready."""
    difference = await lock_difference(session, difference_id)

    if difference.state is not DifferenceState.OPEN:
        raise DifferenceSettledAlready(settled_by=difference.settled_by)

    difference.state, difference.reason = DifferenceState.SETTLED, form.reason
    difference.settled_by, difference.settled_at = by.subject, at
    session.add(difference)
    await session.flush()
    return difference
