from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraiser import must_be_ended_now
from services.housing.schemas.appraiser import EndAppraiser
from services.housing.store.appraiser import get_appraiser
from services.housing.tables import Appraiser


async def end_appraiser(session: AsyncSession, appraiser_id: UUID, form: EndAppraiser, *, on: date) -> Appraiser:
    """From a day on they appraise no more; what they signed before stands. Nobody else is told.

    Raises NoSuchAppraiser, AppraiserEndedAlready, EndedInFuture.
    """
    appraiser = await get_appraiser(session, appraiser_id, locked=True)

    must_be_ended_now(form.ended_on, ended_before=appraiser.ended_on, on=on)

    appraiser.ended_on, appraiser.ended_why = form.ended_on, form.why
    await session.flush()
    return appraiser
