from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraisal_life import AppraisalOrigin, AppraisalState, AppraisalUnderWay, must_be_unsafe
from services.housing.rules.awaited_step import Matter, Step
from services.housing.rules.number import Series, year_of_county
from services.housing.schemas.appraisal import AskAppraisal
from services.housing.store.appraisal import find_under_way
from services.housing.store.appraisal_policy import get_appraisal_policy
from services.housing.store.awaited_step import await_steps, new_step
from services.housing.store.house import lock_house, lock_surveyed_house
from services.housing.store.number import take_number
from services.housing.store.occupancy import list_occupants_now
from services.housing.store.survey import lock_survey
from services.housing.store.survey_policy import get_policy
from services.housing.tables import Appraisal
from shared.ids import uuid7
from shared.security import Principal


async def ask_appraisal(session: AsyncSession, form: AskAppraisal, *, by: Principal, on: date) -> Appraisal:
    """Have a house appraised, because a survey found it unsafe or because an officer asks. Whoever appraises there is told.

    Raises NoSuchSurvey, SurveyNotUnsafe, NoSuchHouse, AppraisalUnderWay, NoAppraisalRule, NoSurveyRule.
    """
    origin, survey = AppraisalOrigin.HAND, None
    if form.survey_id is not None:
        origin, survey = AppraisalOrigin.SURVEY, await lock_survey(session, form.survey_id)
        must_be_unsafe(survey.state, survey.grade)
        house = await lock_surveyed_house(session, survey)
    else:
        assert form.house_id is not None  # The form has one of both.
        house = await lock_house(session, form.house_id)
    under_way = await find_under_way(session, house.id)
    dwellers = await list_occupants_now(session, [house.id])
    policy, version = get_appraisal_policy(house.region, on)
    grades, grades_version = get_policy(house.region, on)

    if under_way is not None:
        raise AppraisalUnderWay(appraisal_id=str(under_way.id), number=under_way.number)

    id = uuid7()
    appraisal = Appraisal(
        id=id,
        number=await take_number(session, Series.APPRAISAL, year_of_county(house.region, on.year)),
        house_id=house.id,
        household_id=survey.household_id if survey else (dwellers[0].household_id if dwellers else None),
        region=house.region,
        origin=origin,
        survey_id=survey.id if survey else None,
        first_id=id,
        opinion=1,
        why=form.why,
        asked_on=on,
        asked_by=by.subject,
        state=AppraisalState.ASKED,
        policy=policy.policy,
        policy_version=version,
        grades_policy=grades.policy,
        grades_policy_version=grades_version,
    )
    session.add(appraisal)
    await session.flush()
    step = new_step(Matter.APPRAISAL, appraisal.id, Step.APPRAISE, region=appraisal.region, since=on, number=appraisal.number)

    await await_steps(session, [step])
    return appraisal
