from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.second_person import must_be_another
from services.funds.rules.year_end import YearEndState, must_wait
from services.funds.schemas.year_end import DecideYearEnd
from services.funds.store.year_end import lock_year_end
from services.funds.tables import YearEnd
from shared.security import Principal


async def refuse_year_end(
    session: AsyncSession, year_end_id: UUID, form: DecideYearEnd, *, by: Principal, at: datetime
) -> YearEnd:
    """A second person does not agree; nothing moves. Raises NoSuchYearEnd, YearEndDecided, SamePerson."""
    asked = await lock_year_end(session, year_end_id)

    must_wait(asked.state)
    must_be_another(asked.asked_by, by.subject)

    asked.state, asked.decision = YearEndState.REFUSED, form.decision
    asked.decided_by, asked.decided_at = by.subject, at
    await session.flush()
    return asked
