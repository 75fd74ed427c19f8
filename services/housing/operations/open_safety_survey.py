from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import survey as rule
from services.housing.rules.survey import SurveyState
from services.housing.store import add_survey, get_policy
from services.housing.tables import Survey
from shared import outbox
from shared.clock import china
from shared.events.civil_affairs import Trigger
from shared.events.housing import SafetySurveyOpened


async def open_safety_survey(
    session: AsyncSession, *, case_id: UUID, household_id: UUID, region: str, trigger: Trigger, detected_at: datetime
) -> None:
    """Have a household's house looked at: once per case, however often it is asked for. Raises NoSurveyRule."""
    detected_on = china(detected_at).date()
    policy, version = get_policy(region, detected_on)

    survey = Survey(
        case_id=case_id,
        household_id=household_id,
        region=region,
        trigger=trigger,
        detected_at=detected_at,
        due_on=rule.due_on(policy, detected_on),
        state=SurveyState.OPEN,
        policy=policy.policy,
        policy_version=version,
    )

    opened = SafetySurveyOpened(case_id=case_id, survey_id=survey.id, region=region, due_on=survey.due_on)
    await add_survey(session, survey, owed=outbox.debt(opened))
