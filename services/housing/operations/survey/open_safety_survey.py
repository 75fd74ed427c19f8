from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import survey as rule
from services.housing.rules.survey import SurveyState
from services.housing.store.disaster import lock_surveys_to_join
from services.housing.store.survey import add_surveys, find_cases_surveyed
from services.housing.store.survey_policy import get_policy
from services.housing.tables import Survey
from shared import outbox
from shared.clock import china
from shared.events.housing import SafetySurveyOpened
from shared.events.registry import CaseNeedsAdded, NewPovertyDetected


async def open_safety_survey(session: AsyncSession, events: Sequence[NewPovertyDetected | CaseNeedsAdded]) -> None:
    """Have households' houses looked at: once per case, however often it is asked for, and only where its place asks for it.
    Where a disaster has the house looked at already, the case waits for the same survey.

    Raises NoSurveyRule.
    """
    surveys, owed = list[Survey](), list[dict[str, object]]()
    asking = [event for event in events if event.asks_for("housing-survey")]
    joinable = await lock_surveys_to_join(session, {event.household_id for event in asking}) if asking else {}
    known = await find_cases_surveyed(session, [event.case_id for event in asking]) if joinable else set()
    for event in asking:
        there = joinable.get(event.household_id)
        if there is not None and there.case_id is None and event.case_id not in known:
            there.case_id, there.trigger = event.case_id, event.trigger
            known.add(event.case_id)
            opened = SafetySurveyOpened(case_id=event.case_id, survey_id=there.id, region=event.region, due_on=there.due_on)
            await session.flush()
            await outbox.record(session, opened)
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
