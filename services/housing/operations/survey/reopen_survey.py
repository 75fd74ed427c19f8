from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import survey as rule
from services.housing.rules.survey import SurveyState
from services.housing.store.disaster import is_surveyed_for_running
from services.housing.store.survey import lock_survey_of
from services.housing.store.survey_policy import get_policy
from services.housing.tables import Survey
from shared import outbox
from shared.clock import china
from shared.events.housing import SafetySurveyOpened
from shared.events.registry import CaseReopened


async def reopen_survey(session: AsyncSession, event: CaseReopened) -> Survey | None:
    """Have the house looked at again because its case was taken up again; what was seen before stays in the audit.

    A survey that is still open stays as it is, and is told again. None if the case never had one. Raises NoSurveyRule.
    """
    survey = await lock_survey_of(session, event.case_id)
    if survey is None:
        return None

    if survey.state is SurveyState.COMPLETED:
        since = china(event.reopened_at).date()
        policy, version = get_policy(survey.region, since)
        survey.state, survey.due_on = SurveyState.OPEN, rule.due_on(policy, since)
        survey.policy, survey.policy_version = policy.policy, version
        survey.parts, survey.grade, survey.reasons = {}, None, []
        survey.needs_shelter = survey.needs_follow_up = survey.is_late = False
        survey.completed_on, survey.completed_at, survey.completed_by, survey.due_at = None, None, "", None
        survey.latitude_e6 = survey.longitude_e6 = survey.accuracy_m = survey.fixed_at = survey.visited_at = None
        survey.notes = ""
        survey.is_urgent = await is_surveyed_for_running(session, survey.id)
        await session.flush()

    await outbox.record(
        session,
        SafetySurveyOpened(case_id=event.case_id, survey_id=survey.id, region=survey.region, due_on=survey.due_on),
    )
    return survey
