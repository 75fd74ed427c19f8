from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import acceptance as rule
from services.housing.rules import survey as survey_rule
from services.housing.rules.acceptance import HouseAcceptedBefore, SubsidyState
from services.housing.rules.former_file import HelpedBeforePlatform
from services.housing.rules.house_money import SubsidyPromisedElsewhere
from services.housing.rules.renovation import RenovationUnderWay
from services.housing.rules.standing import standing
from services.housing.schemas.acceptance import AcceptHouse
from services.housing.store.acceptance import accepted_news, find_standing_acceptance, put_acceptance
from services.housing.store.awaited_step import await_steps, payment_awaited
from services.housing.store.former import find_former_since
from services.housing.store.hazard import lock_standing
from services.housing.store.house import lock_surveyed_house
from services.housing.store.house_money import find_money_of_house
from services.housing.store.renovation import find_open_renovation
from services.housing.store.standing import found_by_survey, list_held, list_signed
from services.housing.store.survey import lock_survey
from services.housing.store.survey_policy import get_policy_named
from services.housing.tables import Acceptance
from shared import outbox
from shared.events.housing import HouseAccepted
from shared.security import Principal


async def accept_house(
    session: AsyncSession, survey_id: UUID, form: AcceptHouse, *, by: Principal, on: date, at: datetime
) -> Acceptance:
    """The unsafe house of a survey was made safe without a renovation on the platform (it was begun before): the same rule that
    found it unsafe finds it so, and funds is asked for the subsidy, once per house and budget programme. How unsafe it was, its
    appraisal says where one stands. The ledger of dangerous houses says that it was made safe.

    Raises NoSuchSurvey, HouseNotUnsafe, HouseGradeHeld, AppraisalLapsed, AcceptedOutOfTime, SubsidyYearAhead, HouseStillUnsafe,
    RenovationUnderWay, HelpedBeforePlatform, HouseAcceptedBefore, SubsidyPromisedElsewhere.
    """
    survey = await lock_survey(session, survey_id)
    house = await lock_surveyed_house(session, survey)
    listed = await lock_standing(session, house.id)
    counts = standing(found_by_survey(survey), await list_signed(session, house.id), await list_held(session, house.id), on=on)
    accepted_before = await find_standing_acceptance(session, house.id, form.budget_code)
    under_way = await find_open_renovation(session, house.id)
    promised = await find_money_of_house(session, house.id, form.budget_code)
    former = await find_former_since(session, house.id, counts.seen_on) if counts else None

    unsafe = rule.must_have_been_unsafe(counts)
    rule.must_be_in_time(form.accepted_on, surveyed_on=unsafe.seen_on, year=form.year, on=on)
    finding = survey_rule.grade(get_policy_named(survey.policy), form.observed)
    rule.must_be_safe(finding.grade)
    if under_way is not None:
        raise RenovationUnderWay(renovation_id=str(under_way.id), number=under_way.number)
    if former is not None:
        raise HelpedBeforePlatform(number=former.number, accepted_on=former.accepted_on.isoformat())
    if accepted_before is not None:
        raise HouseAcceptedBefore(acceptance_id=str(accepted_before.id))
    if promised is not None:
        raise SubsidyPromisedElsewhere(budget_code=form.budget_code)

    acceptance = Acceptance(
        **form.written,
        survey_id=survey.id,
        house_id=house.id,
        household_id=survey.household_id,
        region=survey.region,
        work=form.work,
        grade_before=unsafe.grade,
        grade=finding.grade,
        reasons=list(finding.reasons),
        policy=survey.policy,
        policy_version=survey.policy_version,
        subsidy_fen=form.subsidy_fen,
        accepted_by=by.subject,
        accepted_at=at,
        subsidy=SubsidyState.REQUESTED,
        told_at=at,
    )
    await put_acceptance(session, acceptance, listed)
    await await_steps(session, [payment_awaited(acceptance)])

    await outbox.record(session, HouseAccepted(**accepted_news(acceptance)))
    return acceptance
