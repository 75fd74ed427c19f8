from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import acceptance as rule
from services.housing.rules import survey as survey_rule
from services.housing.rules.acceptance import HouseAcceptedBefore, SubsidyState
from services.housing.rules.standing import standing
from services.housing.schemas.acceptance import AcceptHouse
from services.housing.store.acceptance import find_standing_acceptance
from services.housing.store.house import lock_house_of
from services.housing.store.standing import found_by_survey, list_held, list_signed
from services.housing.store.survey import lock_survey
from services.housing.store.survey_policy import get_policy_named
from services.housing.tables import Acceptance
from shared import outbox
from shared.events.housing import HouseAccepted
from shared.security import Principal
from shared.vault import hash_identity


async def accept_house(
    session: AsyncSession, survey_id: UUID, form: AcceptHouse, *, by: Principal, on: date, at: datetime
) -> Acceptance:
    """The unsafe house of a survey was made safe: the same rule that found it unsafe finds it so, and funds is asked for the
    subsidy, once per house and budget programme. How unsafe it was, its appraisal says where one stands.

    Raises NoSuchSurvey, HouseNotUnsafe, HouseGradeHeld, AcceptedOutOfTime, SubsidyYearAhead, HouseStillUnsafe,
    HouseAcceptedBefore.
    """
    survey = await lock_survey(session, survey_id)
    house = await lock_house_of(session, survey.household_id, survey.region)
    surveyed = found_by_survey(survey)
    counts = standing(surveyed, await list_signed(session, house.id), await list_held(session, house.id), on=on)
    accepted_before = await find_standing_acceptance(session, house.id, form.budget_code)

    unsafe = rule.must_have_been_unsafe(counts)
    rule.must_be_in_time(form.accepted_on, surveyed_on=unsafe.seen_on, year=form.year, on=on)
    finding = survey_rule.grade(get_policy_named(survey.policy), form.observed)
    rule.must_be_safe(finding.grade)
    if accepted_before is not None:
        raise HouseAcceptedBefore(acceptance_id=str(accepted_before.id))

    acceptance = Acceptance(
        survey_id=survey.id,
        house_id=house.id,
        household_id=survey.household_id,
        region=survey.region,
        work=form.work,
        parts={part.value: seen.value for part, seen in form.observed.items()},
        grade_before=unsafe.grade,
        grade=finding.grade,
        reasons=list(finding.reasons),
        policy=survey.policy,
        policy_version=survey.policy_version,
        budget_code=form.budget_code,
        year=form.year,
        subsidy_fen=form.subsidy_fen,
        accepted_on=form.accepted_on,
        accepted_by=by.subject,
        accepted_at=at,
        subsidy=SubsidyState.REQUESTED,
        told_at=at,
    )
    session.add(acceptance)
    await session.flush()

    await outbox.record(session, _accepted(acceptance))
    return acceptance


def _accepted(acceptance: Acceptance) -> HouseAccepted:
    return HouseAccepted(
        acceptance_id=acceptance.id,
        household_id=acceptance.household_id,
        house_id=acceptance.house_id,
        region=acceptance.region,
        grade=acceptance.grade_before,
        budget_code=acceptance.budget_code,
        year=acceptance.year,
        subsidy_fen=acceptance.subsidy_fen,
        accepted_on=acceptance.accepted_on,
        asked_by=hash_identity(acceptance.accepted_by),
    )
