from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.survey import SurveyOrigin, SurveyState
from services.housing.store.survey import lock_survey_of
from services.housing.tables import Survey
from shared.events.registry import CaseRetracted


async def cancel_survey(session: AsyncSession, event: CaseRetracted) -> Survey | None:
    """Nobody has to look at the house of a case that was a mistake; what was already seen stays. None if there is no survey.

    What a campaign or a disaster has looked at as well is still to be looked at, for them alone.
    """
    survey = await lock_survey_of(session, event.case_id)

    if survey is not None and survey.state is SurveyState.OPEN and (survey.is_urgent or survey.origin is not SurveyOrigin.CASE):
        survey.case_id = survey.trigger = None
        await session.flush()
    elif survey is not None and survey.state is SurveyState.OPEN:
        survey.state = SurveyState.CANCELLED
        await session.flush()
    return survey
