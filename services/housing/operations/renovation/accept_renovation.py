from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import acceptance as rule
from services.housing.rules import survey as survey_rule
from services.housing.rules.acceptance import HouseAcceptedBefore, SubsidyState, Work
from services.housing.rules.floor_area import AreaMissing, floor_limit, must_keep_floor_limit
from services.housing.rules.help import Applicant
from services.housing.rules.house_money import must_be_as_planned, subsidy_of
from services.housing.rules.household_question import must_be_settled
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import Act, move
from services.housing.rules.renovation_file import must_have_photos, unsafe_parts
from services.housing.rules.subsidy import NoStandardHere, subsidy
from services.housing.rules.works import must_be_between, must_be_cured
from services.housing.schemas.renovation import AcceptRenovation
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.acceptance import accepted_news, find_standing_acceptance, put_acceptance
from services.housing.store.awaited_step import await_steps, payment_awaited, stage_awaited
from services.housing.store.file_policy import get_file_policy
from services.housing.store.hazard import lock_standing
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house import describe_rebuilt, lock_house
from services.housing.store.house_money import list_stages, lock_money, settle
from services.housing.store.renovation import add_event, list_defects, lock_renovation
from services.housing.store.renovation_paper import list_kept
from services.housing.store.renovation_step import follow_renovation
from services.housing.store.survey import get_survey
from services.housing.store.survey_policy import get_policy_named
from services.housing.tables import Acceptance
from shared import outbox
from shared.clock import china
from shared.events.housing import HouseAccepted, RenovationProgressed
from shared.money import yuan
from shared.security import Principal

_WORKS = {Mode.REPAIR: Work.REPAIRED, Mode.REBUILD: Work.REBUILT}


async def accept_renovation(
    session: AsyncSession, renovation_id: UUID, form: AcceptRenovation, *, by: Principal, at: datetime
) -> Acceptance:
    """The finished house is safe by the rule that found it unsafe, and within its floor: the subsidy follows from the place's
    standard and the cost, and funds is asked to pay it to the household's own card. The ledger says that it was made safe, and
    the register of houses what stands there now.

    Raises NoSuchRenovation, RenovationStateForbids, HouseholdUnsettled, WorksOutOfTime, SubsidyYearAhead, DefectsUncured,
    HouseStillUnsafe, NewHouseUnasked, AreaMissing, FloorTooLarge, FloorTooSmall, NoStandardHere, HouseAcceptedBefore,
    BudgetNotAsPlanned, PhotosMissing.
    """
    renovation = await lock_renovation(session, renovation_id)
    survey = await get_survey(session, renovation.survey_id)
    uncured = await list_defects(session, renovation.id, is_open=True)
    standing = await find_standing_acceptance(session, renovation.house_id, form.budget_code)
    house = await lock_house(session, renovation.house_id)
    listed = await lock_standing(session, renovation.house_id)
    kept, asks = await list_kept(session, renovation), get_file_policy(renovation.region, renovation.applied_on)
    money = await lock_money(session, renovation.id)
    policy, today = get_help_policy_named(renovation.policy), china(at).date()

    state = move(renovation.state, Act.ACCEPTED, renovation.mode)
    must_be_settled(renovation.asks)
    must_be_between(form.accepted_on, since=renovation.finished_on, today=today, pointer="/accepted_on")
    rule.must_be_in_time(form.accepted_on, surveyed_on=None, year=form.year, on=today)
    must_be_cured([defect.what for defect in uncured])
    finding = survey_rule.grade(get_policy_named(survey.policy), form.observed)
    rule.must_be_safe(finding.grade)
    rule.must_be_of_new_house(form.new_house, is_rebuilt=renovation.mode is Mode.REBUILD)
    if renovation.mode is Mode.REBUILD:
        if form.area_m2 is None:
            raise AreaMissing(pointer="/area_m2")
        must_keep_floor_limit(floor_limit(policy, renovation.persons), form.area_m2, pointer="/area_m2")
    applicant = Applicant(renovation.grade, frozenset(renovation.groups), renovation.persons, renovation.oldest)
    brought = subsidy(policy, applicant, renovation.mode, cost_fen=form.cost_fen, area_m2=form.area_m2)
    if brought.amount_fen == 0:
        raise NoStandardHere(policy=policy.title)
    if standing is not None:
        raise HouseAcceptedBefore(acceptance_id=str(standing.id))
    must_be_as_planned(form.budget_code, money.budget_code if money else None)
    unsafe, since = unsafe_parts(survey.parts), renovation.finished_on
    must_have_photos(asks, Act.ACCEPTED, renovation.mode, kept, unsafe=unsafe, since=since)

    acceptance = Acceptance(
        **form.written,
        renovation_id=renovation.id,
        survey_id=survey.id,
        house_id=renovation.house_id,
        household_id=renovation.household_id,
        region=renovation.region,
        work=_WORKS[renovation.mode],
        grade_before=renovation.grade,
        grade=finding.grade,
        reasons=[*finding.reasons, *brought.reasons],
        policy=survey.policy,
        policy_version=survey.policy_version,
        subsidy_fen=brought.amount_fen,
        cost_fen=form.cost_fen,
        area_m2=form.area_m2,
        accepted_by=by.subject,
        accepted_at=at,
        subsidy=SubsidyState.REQUESTED,
        told_at=at,
    )
    await put_acceptance(session, acceptance, listed)
    if renovation.mode is Mode.REBUILD:
        describe_rebuilt(house, structure=form.structure, storeys=form.storeys, area_m2=form.area_m2, on=renovation.finished_on)
        session.add(house)
    due = await settle(session, money, acceptance, policy) if money else None
    stages = await list_stages(session, money.id) if money and due is not None else []
    if due is not None:
        acceptance.subsidy = subsidy_of((stage.at, stage.state) for stage in stages)
        if acceptance.subsidy is SubsidyState.PAID:
            acceptance.paid_on = max((stage.paid_on for stage in stages if stage.paid_on), default=None)
    renovation.state, renovation.acceptance_id = state, acceptance.id
    said = f"实际支出{yuan(form.cost_fen)}元，补助{yuan(brought.amount_fen)}元"
    add_event(session, renovation, Act.ACCEPTED, on=form.accepted_on, by=by.subject, at=at, said=said)
    session.add(renovation)
    await session.flush()

    await follow_renovation(session, renovation, on=today)
    own = [stage_awaited(stage, renovation.number) for stage in stages if stage.matter_id == acceptance.id]
    owed = own if due is not None else [payment_awaited(acceptance, renovation=renovation)]
    await await_steps(session, [step for step in owed if step])

    accepted = HouseAccepted(**accepted_news(acceptance, renovation_id=renovation.id, due=due))
    await outbox.record(session, accepted, RenovationProgressed(**progress_news(renovation, on=form.accepted_on)))
    return acceptance
