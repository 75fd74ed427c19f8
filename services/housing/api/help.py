"""Door one: who is helped with a dangerous house, how and with how much, by the rule of the place."""

from datetime import date
from typing import Annotated

from fastapi import Query

from services.housing.rules import help as rules
from services.housing.rules.floor_area import floor_limit
from services.housing.rules.help_policy import HelpPolicy, SubsidyLine
from services.housing.rules.mode import MODE_NAMES
from services.housing.rules.occupancy import HouseholdUnknown
from services.housing.rules.prefill import ApplicantUntold, ToldFrom, taken
from services.housing.rules.standing import standing
from services.housing.rules.subsidy import spoken, subsidy
from services.housing.schemas.help import (
    FloorLimitView,
    GroupView,
    HelpPolicyView,
    HelpTrial,
    HindranceView,
    ModeRuleView,
    OfferView,
    StageView,
    SubsidyLineView,
    SubsidyShareView,
    TryHelp,
)
from services.housing.schemas.prefill import DifferenceView
from services.housing.store.help_policy import get_help_policy
from services.housing.store.house import find_house_of
from services.housing.store.household import find_known, get_household
from services.housing.store.renovation import list_former_helps
from services.housing.store.standing import list_found, list_held, list_signed
from shared import clock
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, door_for_questions, refuses

router = door("/help", "危房改造政策")
questions = door_for_questions("/help", "危房改造政策")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]


@router.get("/policy", summary="当地规定", responses=refuses(rules.NoHelpRule))
async def show_policy(
    by: Reader,
    region: Annotated[AnyRegion, Query(title="区划代码", examples=["371311"])],
    on: Annotated[date | None, Query(title="哪天的规定", description="不填的为今天")] = None,
) -> HelpPolicyView:
    """帮谁、用哪种方式、补助多少，每条写明出处；平台推定的标明“平台推定”。"""
    policy, version = get_help_policy(region, on or clock.today())
    return HelpPolicyView(
        policy=policy.policy,
        policy_version=version,
        title=policy.title,
        groups=_groups(policy, {group.code for group in policy.groups}),
        modes=[
            ModeRuleView(mode_name=MODE_NAMES[rule.mode], grades=list(rule.grades), source=policy.source(rule).spoken)
            for rule in policy.modes
        ],
        subsidies=[_standard(policy, line) for line in policy.subsidies],
        stages=[f"{stage.title}：{stage.spoken}" for stage in policy.stages],
    )


@questions.post(
    "/trial",
    summary="试算一户的改造方式和补助",
    responses=refuses(rules.NoHelpRule, rules.GroupUnknown, HouseholdUnknown, ApplicantUntold),
)
async def try_help(form: TryHelp, session: Transaction, by: Reader) -> HelpTrial:
    """能不能改造、有哪些方式、各补助多少、出自哪级资金，逐条写明依据；不留下任何记录。填写户标识的，其余各项可以不填，取本服务所知。"""
    on = form.on or clock.today()
    region, registered, grade, former = form.region, None, form.grade, list[rules.FormerHelp]()
    if form.household_id:
        household = await get_household(session, form.household_id, pointer="/household_id")
        region, registered = household.region, await find_known(session, household.id)
        if house := await find_house_of(session, household.id):
            found, signed = await list_found(session, house), await list_signed(session, house.id)
            counts = standing(found, signed, await list_held(session, house.id), on=on)
            grade = grade or (counts.grade if counts else None)
            former = await list_former_helps(session, house_id=house.id, household_id=household.id)
    if region is None or grade is None:
        raise ApplicantUntold(pointer="/region" if region is None else "/grade")
    policy, version = get_help_policy(region, on)
    codes = [group.code for group in policy.groups]
    said = taken(registered, groups=form.groups, persons=form.persons, of_policy=codes, because="试算")
    applicant = form.applicant(grade, said, former)
    against = rules.hindrances(policy, applicant, on=on)
    return HelpTrial(
        policy=policy.policy,
        policy_version=version,
        told_from=said.told_from | {"grade": ToldFrom.OFFICER if form.grade else ToldFrom.REGISTER},
        differences=[DifferenceView.model_validate(each) for each in said.differences],
        is_eligible=not any(each.is_absolute for each in against),
        groups=_groups(policy, applicant.groups),
        hindrances=[HindranceView.model_validate(each) for each in against],
        offers=[_offered(policy, applicant, offer, form) for offer in rules.offers(policy, applicant)],
        floor_limit=FloorLimitView.model_validate(floor_limit(policy, applicant.persons)),
    )


def _offered(policy: HelpPolicy, applicant: rules.Applicant, offer: rules.Offer, form: TryHelp) -> OfferView:
    brought = subsidy(policy, applicant, offer.mode, cost_fen=form.cost_fen, area_m2=form.area_m2)
    titles = {stage.code: stage.title for stage in policy.stages}
    return OfferView(
        mode=offer.mode,
        reason=offer.reason,
        subsidy_fen=brought.amount_fen,
        subsidy_reasons=list(brought.reasons),
        shares=[SubsidyShareView(source=share.source, amount_fen=share.amount_fen) for share in brought.shares],
        stages=[StageView(title=titles[code], amount_fen=part) for code, part in brought.stages],
    )


def _standard(policy: HelpPolicy, line: SubsidyLine) -> SubsidyLineView:
    titles = [group.title for group in policy.groups if group.code in line.groups]
    return SubsidyLineView(
        mode_name=MODE_NAMES[line.mode], groups=titles, standard=spoken(line), source=policy.source(line).spoken
    )


def _groups(policy: HelpPolicy, codes: set[str] | frozenset[str]) -> list[GroupView]:
    return [GroupView(code=group.code, title=group.title) for group in policy.groups if group.code in codes]
