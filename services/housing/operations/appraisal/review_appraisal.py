from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraisal_life import (
    AppraisalOrigin,
    AppraisalState,
    AppraisalUnderWay,
    ReviewNotPossible,
    next_opinion,
)
from services.housing.rules.awaited_step import Matter, Step
from services.housing.rules.number import Series, year_of_county
from services.housing.schemas.appraisal import ReviewAppraisal
from services.housing.store.appraisal import find_under_way, list_opinions, lock_appraisal
from services.housing.store.appraisal_policy import get_appraisal_policy
from services.housing.store.awaited_step import await_steps, new_step
from services.housing.store.grade_dispute import has_open_dispute
from services.housing.store.number import take_number
from services.housing.store.survey_policy import get_policy
from services.housing.tables import Appraisal
from shared.ids import uuid7
from shared.security import Principal


async def review_appraisal(
    session: AsyncSession, appraisal_id: UUID, form: ReviewAppraisal, *, by: Principal, on: date
) -> Appraisal:
    """Ask for another opinion on a signed one: a second, and of two that differ a third. Whoever appraises there is told.

    Raises NoSuchAppraisal, ReviewNotPossible, AppraisalUnderWay, NoAppraisalRule, NoSurveyRule.
    """
    reviewed = await lock_appraisal(session, appraisal_id)
    opinions = await list_opinions(session, reviewed.first_id)
    under_way = await find_under_way(session, reviewed.house_id)
    is_disputed = any([await has_open_dispute(session, one.appraisal_id) for one in opinions])
    policy, version = get_appraisal_policy(reviewed.region, on)
    grades, grades_version = get_policy(reviewed.region, on)

    is_over = reviewed.voided_on is not None or reviewed.valid_until_on is None or reviewed.valid_until_on < on
    if reviewed.state is not AppraisalState.SIGNED or is_over:
        raise ReviewNotPossible
    opinion = next_opinion(opinions)
    if under_way is not None:
        raise AppraisalUnderWay(appraisal_id=str(under_way.id), number=under_way.number)

    review = Appraisal(
        id=uuid7(),
        number=await take_number(session, Series.APPRAISAL, year_of_county(reviewed.region, on.year)),
        house_id=reviewed.house_id,
        household_id=reviewed.household_id,
        region=reviewed.region,
        origin=AppraisalOrigin.DISPUTE if is_disputed else AppraisalOrigin.REVIEW,
        first_id=reviewed.first_id,
        opinion=opinion,
        why=form.why,
        asked_on=on,
        asked_by=by.subject,
        state=AppraisalState.ASKED,
        policy=policy.policy,
        policy_version=version,
        grades_policy=grades.policy,
        grades_policy_version=grades_version,
    )
    session.add(review)
    await session.flush()
    step = new_step(Matter.APPRAISAL, review.id, Step.APPRAISE, region=review.region, since=on, number=review.number)

    await await_steps(session, [step])
    return review
