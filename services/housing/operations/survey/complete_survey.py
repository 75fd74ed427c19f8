from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import survey as rule
from services.housing.schemas.survey import CompleteSurvey
from services.housing.store.survey import lock_survey
from services.housing.store.survey_policy import get_policy_named
from services.housing.tables import Survey
from shared import outbox
from shared.events.housing import SafetySurveyCompleted


async def complete_survey(session: AsyncSession, survey_id: UUID, form: CompleteSurvey, *, on: date) -> Survey:
    """Enter what was seen; the rule makes the grade of it. Raises NoSuchSurvey, SurveyAlreadyCompleted."""
    survey = await lock_survey(session, survey_id)

    state = rule.complete(survey.state)
    finding = rule.grade(get_policy_named(survey.policy), form.observed)

    survey.is_late = rule.is_overdue(survey.state, survey.due_on, on=on)
    survey.state, survey.completed_on = state, on
    survey.parts = {part.value: seen.value for part, seen in form.observed.items()}
    survey.grade, survey.reasons = finding.grade, list(finding.reasons)
    survey.needs_shelter, survey.needs_follow_up = finding.needs_shelter, finding.needs_follow_up

    await outbox.record(
        session,
        SafetySurveyCompleted(
            case_id=survey.case_id, survey_id=survey.id, region=survey.region, grade=finding.grade, completed_on=on
        ),
    )
    return survey
