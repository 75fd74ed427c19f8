from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.support import NoCheckDue, must_be_due, must_be_since
from services.housing.schemas.support import CheckHousehold
from services.housing.store.support import lock_next_check
from services.housing.tables import SupportCheck
from shared.clock import china
from shared.security import Principal


async def check_household(
    session: AsyncSession, relocation_id: UUID, form: CheckHousehold, *, by: Principal, at: datetime
) -> SupportCheck:
    """Somebody looked at a household that has moved, on or after the next day that stands for it.

    Raises NoCheckDue, SupportOutOfTime.
    """
    check = await lock_next_check(session, relocation_id)

    if check is None:
        raise NoCheckDue(due_on="")
    must_be_due(check.due_on, form.on)
    must_be_since(form.on, since=check.due_on, today=china(at).date(), pointer="/on")

    check.checked_on, check.is_well, check.says, check.checked_by = form.on, form.is_well, form.says, by.subject
    session.add(check)
    await session.flush()
    return check
