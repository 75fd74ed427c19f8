from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.survey import SurveyState
from services.housing.store.survey import lock_survey_of
from services.housing.tables import Survey
from shared.events.registry import CaseRetracted


async def cancel_survey(session: AsyncSession, event: CaseRetracted) -> Survey | None:
    """Nobody has to look at the house of a case that was a mistake; what was already seen stays. None if there is no survey."""
    survey = await lock_survey_of(session, event.case_id)

    if survey is not None and survey.state is SurveyState.OPEN:
        survey.state = SurveyState.CANCELLED
        await session.flush()
    return survey
