from dataclasses import asdict
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import help as rule
from services.housing.rules.acceptance import must_have_been_unsafe
from services.housing.rules.number import Series, year_of_county
from services.housing.rules.prefill import taken
from services.housing.rules.relocation import must_not_be_moving
from services.housing.rules.renovation import (
    Act,
    HelpHindered,
    HindranceNotLookedInto,
    RenovationState,
    RenovationUnderWay,
)
from services.housing.rules.renovation_file import must_have_photos, unsafe_parts
from services.housing.rules.subsidy import subsidy
from services.housing.rules.works import must_be_between
from services.housing.schemas.renovation import ApplyForRenovation
from services.housing.store.disaster import is_struck
from services.housing.store.file_policy import get_file_policy
from services.housing.store.help_policy import get_help_policy
from services.housing.store.house import lock_surveyed_house
from services.housing.store.household import find_known
from services.housing.store.number import take_number
from services.housing.store.relocation import find_open_relocation
from services.housing.store.renovation import add_event, find_open_renovation, list_former_helps
from services.housing.store.renovation_paper import kept_before, list_photos_before
from services.housing.store.renovation_step import follow_renovation
from services.housing.store.standing import find_standing
from services.housing.store.survey import lock_survey
from services.housing.tables import Renovation
from shared.clock import china
from shared.security import Principal


async def apply_for_renovation(session: AsyncSession, form: ApplyForRenovation, *, by: Principal, at: datetime) -> Renovation:
    """A household whose house is of grade C or D asks for help: judged by the rule of its place on the day, one a house.

    Raises NoSuchSurvey, HouseNotUnsafe, HouseGradeHeld, AppraisalLapsed, RenovationUnderWay, RelocationUnderWay,
    WorksOutOfTime, NoHelpRule, GroupUnknown, HelpHindered, HindranceNotLookedInto, ModeNotOffered, ModeNeedsReason,
    ApplicantUntold, DifferenceUnexplained, PhotosMissing.
    """
    survey = await lock_survey(session, form.survey_id)
    house = await lock_surveyed_house(session, survey)
    under_way = await find_open_renovation(session, house.id)
    moving = await find_open_relocation(session, survey.household_id)
    known = await list_former_helps(session, house_id=house.id, household_id=survey.household_id)
    registered = await find_known(session, survey.household_id)
    earlier = await list_photos_before(session, survey_id=survey.id, house_id=house.id)
    is_urgent = await is_struck(session, survey_id=survey.id, house_id=house.id)
    on = china(at).date()
    counts = await find_standing(session, survey, house.id, on=on)

    unsafe = must_have_been_unsafe(counts)
    grade = unsafe.grade
    must_be_between(form.applied_on, since=unsafe.seen_on, today=on, pointer="/applied_on")
    if under_way is not None:
        raise RenovationUnderWay(renovation_id=str(under_way.id), number=under_way.number)
    must_not_be_moving(moving.number if moving else None)
    policy, version = get_help_policy(survey.region, form.applied_on)
    codes = [group.code for group in policy.groups]
    said = taken(registered, groups=form.groups, persons=form.persons, of_policy=codes, because=form.differs_because)
    told = [rule.FormerHelp(each.on, each.through, each.was_destroyed) for each in form.former]
    applicant = rule.Applicant(
        grade=grade,
        groups=said.groups,
        persons=said.persons,
        oldest=form.oldest,
        wishes_care=form.wishes_care,
        children_have_safe_house=form.children_have_safe_house,
        has_another_safe_house=form.has_another_safe_house,
        former=(*known, *told),
    )
    against = rule.hindrances(policy, applicant, on=form.applied_on)
    if bars := [each.sentence for each in against if each.is_absolute]:
        raise HelpHindered(hindrances=bars)
    if against and not form.looked_into.strip():
        raise HindranceNotLookedInto(pointer="/looked_into", hindrances=[each.sentence for each in against])
    rule.must_fit(rule.offers(policy, applicant), form.mode, reason=form.mode_reason)
    asks, seen = get_file_policy(survey.region, form.applied_on), [kept_before(each) for each in earlier]
    must_have_photos(asks, Act.APPLIED, form.mode, seen, unsafe=unsafe_parts(survey.parts))
    standard = subsidy(policy, applicant, form.mode, cost_fen=None, area_m2=None)

    counted_under = year_of_county(survey.region, form.applied_on.year)
    renovation = Renovation(
        number=await take_number(session, Series.RENOVATION, counted_under),
        region=survey.region,
        survey_id=survey.id,
        house_id=house.id,
        household_id=survey.household_id,
        grade=grade,
        groups=sorted(applicant.groups),
        persons=said.persons,
        oldest=form.oldest,
        wishes_care=form.wishes_care,
        mode=form.mode,
        mode_reason=form.mode_reason,
        looked_into=form.looked_into,
        policy=policy.policy,
        policy_version=version,
        standard_fen=standard.amount_fen,
        told_from=dict(said.told_from),
        differences=[asdict(each) for each in said.differences],
        differs_because=form.differs_because if said.differences else "",
        state=RenovationState.APPLIED,
        is_urgent=is_urgent,
        applied_on=form.applied_on,
        applied_by=by.subject,
    )
    session.add(renovation)
    await session.flush()
    add_event(session, renovation, Act.APPLIED, on=form.applied_on, by=by.subject, at=at, said=form.looked_into)
    await session.flush()

    await follow_renovation(session, renovation, on=china(at).date())
    return renovation
