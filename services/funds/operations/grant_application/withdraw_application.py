from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.grant_application import ApplicationState, become
from services.funds.store.grant_application import lock_application
from services.funds.tables import GrantApplication
from shared.security import Principal


async def withdraw_application(session: AsyncSession, application_id: UUID, *, by: Principal, at: datetime) -> GrantApplication:
    """An application that nobody decided on yet is not gone on with; it stays on file. Nobody else is told.

    Raises NoSuchApplication, OutsideRegion, ApplicationStateForbids.
    """
    application = await lock_application(session, application_id)
    by.must_cover(application.region)

    application.state = become(application.state, ApplicationState.WITHDRAWN)

    application.decided_at = at
    session.add(application)
    await session.flush()
    return application
