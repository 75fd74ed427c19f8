from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraisal import Seen, appraise
from services.housing.rules.appraisal_life import AppraisalState, must_be_another, must_be_open, must_be_visited_in_time
from services.housing.rules.appraiser import must_be_licensed, must_be_of
from services.housing.schemas.appraisal import DraftAppraisal
from services.housing.store.appraisal import list_opinions, lock_appraisal
from services.housing.store.appraisal_policy import get_appraisal_policy_named
from services.housing.store.appraiser import get_appraiser
from services.housing.store.survey_policy import get_policy_named
from services.housing.tables import Appraisal
from shared.security import Principal


async def draft_appraisal(
    session: AsyncSession, appraisal_id: UUID, form: DraftAppraisal, *, by: Principal, on: date, at: datetime
) -> Appraisal:
    """Enter the appraiser's form, again as often as it takes until it is signed; the rule makes the grade. Nobody is told.

    Raises NoSuchAppraisal, AppraisalSignedAlready, AppraisalCancelledAlready, NoSuchAppraiser, AppraiserOfElsewhere,
    VisitedOutOfTime, NotLicensed, NotAnotherAppraiser, SignNotOfStructure, ReadingNotOfStructure, MoreDangerousThanThere,
    CountsMissing.
    """
    appraisal = await lock_appraisal(session, appraisal_id)
    appraiser = await get_appraiser(session, form.appraiser_id)
    before = await list_opinions(session, appraisal.first_id)

    must_be_open(appraisal.state)
    must_be_of(appraiser.region, appraisal.region)
    must_be_visited_in_time(form.visited_on, asked_on=appraisal.asked_on, on=on)
    must_be_licensed(
        licensed_from=appraiser.licensed_from_on,
        licensed_until=appraiser.licensed_until_on,
        ended_on=appraiser.ended_on,
        on=form.visited_on,
    )
    must_be_another(appraiser.id, appraiser.institution, before)
    policy, grades = get_appraisal_policy_named(appraisal.policy), get_policy_named(appraisal.grades_policy)
    seen = Seen(form.structure, form.seen_signs, form.measured, form.counted)
    appraised = appraise(policy, grades, seen, is_review=appraisal.opinion > 1)

    appraisal.state = AppraisalState.DRAFT
    appraisal.appraiser_id, appraisal.visited_on, appraisal.structure = appraiser.id, form.visited_on, form.structure
    appraisal.signs = {part.value: list(dict.fromkeys(codes)) for part, codes in form.seen_signs.items()}
    appraisal.readings = dict(form.readings)
    appraisal.counts = {member.value: [count.total, count.dangerous] for member, count in form.counts.items()}
    appraisal.advice = form.advice
    appraisal.parts = {part.value: condition.value for part, condition in appraised.conditions.items()}
    appraisal.qualitative, appraisal.counted, appraisal.grade = appraised.qualitative, appraised.counted, appraised.grade
    appraisal.reasons = list(appraised.reasons)
    appraisal.drafted_by, appraisal.drafted_at = by.subject, at
    await session.flush()
    return appraisal
