from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import survey as rule
from services.housing.rules.survey import SurveyState
from services.housing.store.survey import add_surveys
from services.housing.store.survey_policy import get_policy
from services.housing.tables import Survey
from shared import outbox
from shared.clock import china
from shared.events.housing import SafetySurveyOpened
from shared.events.registry import CaseNeedsAdded, NewPovertyDetected


async def open_safety_survey(session: AsyncSession, events: Sequence[NewPovertyDetected | CaseNeedsAdded]) -> None:
    """Have households' houses looked at: once per case, however often it is asked for, and only where its place asks for it.

    Raises NoSurveyRule.
    """
    surveys, owed = list[Survey](), list[dict[str, object]]()
    for event in events:
        if not event.asks_for("housing-survey"):
            continue
        detected_on = china(event.detected_at).date()
        policy, version = get_policy(event.region, detected_on)
        survey = Survey(
            case_id=event.case_id,
            household_id=event.household_id,
            region=event.region,
            trigger=event.trigger,
            detected_at=event.detected_at,
            due_on=rule.due_on(policy, detected_on),
            state=SurveyState.OPEN,
            policy=policy.policy,
            policy_version=version,
        )
        opened = SafetySurveyOpened(case_id=event.case_id, survey_id=survey.id, region=event.region, due_on=survey.due_on)
        surveys.append(survey)
        owed.append(outbox.debt(opened, because=event))

    if surveys:
        await add_surveys(session, surveys, owed=owed)
