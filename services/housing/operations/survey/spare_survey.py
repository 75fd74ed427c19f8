from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter
from services.housing.rules.survey import SurveyState, must_be_spared
from services.housing.schemas.survey import SpareSurvey
from services.housing.store.awaited_step import end_steps
from services.housing.store.campaign import is_seen
from services.housing.store.struck_village import list_villages_over
from services.housing.store.survey import lock_survey
from services.housing.tables import Survey
from shared import outbox
from shared.events.housing import EmergencySurveysClosed
from shared.security import Principal


async def spare_survey(session: AsyncSession, survey_id: UUID, form: SpareSurvey, *, by: Principal, on: date) -> Survey:
    """Nobody has to look at this house for a campaign or on the spot, for a reason that stays readable.

    Raises NoSuchSurvey, SurveyAlreadyCompleted, SurveyCancelled, SurveyEndsWithItsCase.
    """
    survey = await lock_survey(session, survey_id)

    must_be_spared(survey.state, survey.origin, has_case=survey.case_id is not None)

    survey.state, survey.cancelled_why, survey.completed_by = SurveyState.CANCELLED, form.why, by.subject
    await session.flush()

    over = await list_villages_over(session, survey) if survey.is_urgent else ()
    await outbox.record(session, *(EmergencySurveysClosed(closed_on=on, **asdict(village)) for village in over))
    if survey.campaign_id and await is_seen(session, survey.campaign_id, survey.region):
        await end_steps(session, Matter.CAMPAIGN, survey.campaign_id, on=on, region=survey.region)
    return survey
