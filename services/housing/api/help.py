"""Door one: who is helped with a dangerous house, how and with how much, by the rule of the place."""

from datetime import date
from typing import Annotated

from fastapi import Query

from services.housing.rules import help as rules
from services.housing.rules.floor_area import floor_limit
from services.housing.rules.help_policy import HelpPolicy, SubsidyLine
from services.housing.rules.mode import MODE_NAMES
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
from services.housing.store.help_policy import get_help_policy
from shared import clock
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import door, door_for_questions, refuses

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


@questions.post("/trial", summary="试算一户的改造方式和补助", responses=refuses(rules.NoHelpRule, rules.GroupUnknown))
async def try_help(form: TryHelp, by: Reader) -> HelpTrial:
    """能不能改造、有哪些方式、各补助多少、出自哪级资金，逐条写明依据；不留下任何记录。"""
    on = form.on or clock.today()
    policy, version = get_help_policy(form.region, on)
    applicant = form.applicant
    against = rules.hindrances(policy, applicant, on=on)
    return HelpTrial(
        policy=policy.policy,
        policy_version=version,
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
