from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraisal import Seen, appraise, must_be_counted
from services.housing.rules.appraisal_life import AppraisalState, Opinion, holding, must_be_another, must_be_drafted, valid_until
from services.housing.rules.appraiser import must_be_licensed
from services.housing.rules.awaited_step import Matter
from services.housing.rules.hazard import ListedBy
from services.housing.rules.house import Part
from services.housing.rules.member import Count, Member
from services.housing.store.appraisal import list_opinions, lock_appraisal
from services.housing.store.appraisal_policy import get_appraisal_policy_named
from services.housing.store.appraiser import get_appraiser
from services.housing.store.awaited_step import end_steps
from services.housing.store.hazard import note_grade
from services.housing.store.house import get_house
from services.housing.store.survey_policy import get_policy_named
from services.housing.tables import Appraisal
from shared import outbox
from shared.events.housing import HouseAppraised
from shared.security import Principal


async def sign_appraisal(session: AsyncSession, appraisal_id: UUID, *, by: Principal, on: date) -> Appraisal:
    """The appraiser signed the form as it was entered: it counts from today, and is never edited after.

    Raises NoSuchAppraisal, AppraisalSignedAlready, AppraisalCancelledAlready, NothingDrafted, NotLicensed,
    NotAnotherAppraiser, CountsMissing.
    """
    appraisal = await lock_appraisal(session, appraisal_id)
    must_be_drafted(appraisal.state)
    assert appraisal.appraiser_id and appraisal.grade  # A draft has both.
    house = await get_house(session, appraisal.house_id)
    appraiser = await get_appraiser(session, appraisal.appraiser_id)
    before = await list_opinions(session, appraisal.first_id)
    policy, grades = get_appraisal_policy_named(appraisal.policy), get_policy_named(appraisal.grades_policy)

    must_be_licensed(
        licensed_from=appraiser.licensed_from_on,
        licensed_until=appraiser.licensed_until_on,
        ended_on=appraiser.ended_on,
        on=on,
    )
    must_be_another(appraiser.id, appraiser.institution, before)
    must_be_counted(appraise(policy, grades, _seen(appraisal), is_review=appraisal.opinion > 1))

    appraisal.state, appraisal.signed_on, appraisal.signed_by = AppraisalState.SIGNED, on, by.subject
    appraisal.valid_until_on = valid_until(on, policy.validity.years)
    await session.flush()
    opinion = Opinion(appraisal.id, appraisal.opinion, appraisal.grade, appraiser.id, appraiser.institution)
    counts = holding([*before, opinion]).grade
    await note_grade(session, house, counts, household_id=appraisal.household_id, graded_on=on, listed_by=ListedBy.APPRAISAL)

    await end_steps(session, Matter.APPRAISAL, appraisal.id, on=on)
    await outbox.record(
        session,
        HouseAppraised(
            appraisal_id=appraisal.id,
            house_id=appraisal.house_id,
            household_id=appraisal.household_id,
            region=appraisal.region,
            opinion=appraisal.opinion,
            grade=appraisal.grade,
            standing_grade=counts,
            signed_on=on,
            valid_until_on=appraisal.valid_until_on,
        ),
    )
    return appraisal


def _seen(appraisal: Appraisal) -> Seen:
    assert appraisal.structure  # A draft has one.
    return Seen(
        appraisal.structure,
        {Part(part): codes for part, codes in appraisal.signs.items()},
        {code: Fraction(value) for code, value in appraisal.readings.items()},
        {Member(member): Count(total, dangerous) for member, (total, dangerous) in appraisal.counts.items()},
    )
