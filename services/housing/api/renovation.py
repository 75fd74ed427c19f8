"""Door one: the renovation of a dangerous house, from application to return visit."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.housing.api.acceptance import accepted
from services.housing.api.renovation_views import renovation_shown
from services.housing.operations.house_money import end_house_money as ending
from services.housing.operations.house_money import lower_house_money as lowering
from services.housing.operations.house_money import plan_house_money as planning
from services.housing.operations.house_money import release_stages as releasing
from services.housing.operations.renovation import accept_renovation as accepting
from services.housing.operations.renovation import apply_for_renovation as applying
from services.housing.operations.renovation import close_file as closing
from services.housing.operations.renovation import reject_works as rejecting
from services.housing.operations.renovation import review_renovation as reviewing
from services.housing.operations.renovation import sign_agreement as signing
from services.housing.operations.renovation import visit_again as visiting
from services.housing.operations.renovation import withdraw_renovation as withdrawing
from services.housing.rules import acceptance as acceptance_rules
from services.housing.rules import floor_area, works
from services.housing.rules import help as help_rules
from services.housing.rules import mode as mode_rules
from services.housing.rules import renovation as rules
from services.housing.rules.contractor import ContractorBarred, LicenceExpired, NoSuchContractor
from services.housing.rules.house_money import BudgetNotAsPlanned, SubsidyPromisedElsewhere, WhatIsWrongMissing
from services.housing.rules.household_question import HouseholdUnsettled
from services.housing.rules.money_policy import HoldAt
from services.housing.rules.prefill import ApplicantUntold, DifferenceUnexplained
from services.housing.rules.relocation import RelocationUnderWay
from services.housing.rules.renovation_file import FileIncomplete, PhotosMissing
from services.housing.rules.standing import AppraisalLapsed, HouseGradeHeld
from services.housing.rules.subsidy import NoStandardHere
from services.housing.rules.survey import NoSuchSurvey
from services.housing.schemas.acceptance import AcceptanceView
from services.housing.schemas.renovation import (
    AcceptRenovation,
    ApplyForRenovation,
    DatedStep,
    RejectWorks,
    ReviewRenovation,
    SignAgreement,
    VisitAgain,
    WithdrawRenovation,
)
from services.housing.schemas.renovation_view import RenovationLine, RenovationView
from services.housing.store.renovation import get_renovation
from services.housing.store.renovation_list import WantedRenovations, list_renovations, part_of
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor_in, place_in
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/renovations", "危房改造")

RenovationId = Annotated[UUID, Path(title="改造编号")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN)]
Reviewer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Town = Annotated[Principal, may(Role.TOWN)]
County = Annotated[Principal, may(Role.COUNTY)]

DATED = (rules.NoSuchRenovation, rules.RenovationStateForbids, works.WorksOutOfTime)
SIGNING = (
    *DATED,
    rules.NoticeNotStood,
    HouseholdUnsettled,
    AppraisalLapsed,
    HouseGradeHeld,
    acceptance_rules.GradeChanged,
    works.EndsBeforeStart,
    works.CostMissing,
    NoSuchContractor,
    ContractorBarred,
    LicenceExpired,
    floor_area.AreaMissing,
    floor_area.FloorTooLarge,
    floor_area.FloorTooSmall,
    SubsidyPromisedElsewhere,
)
CLOSING = (*DATED, HouseholdUnsettled, rules.SubsidyNotPaid, FileIncomplete)
ACCEPTING = (
    *DATED,
    HouseholdUnsettled,
    acceptance_rules.AcceptedOutOfTime,
    acceptance_rules.SubsidyYearAhead,
    acceptance_rules.HouseStillUnsafe,
    acceptance_rules.NewHouseUnasked,
    acceptance_rules.HouseAcceptedBefore,
    works.DefectsUncured,
    PhotosMissing,
    floor_area.AreaMissing,
    floor_area.FloorTooLarge,
    floor_area.FloorTooSmall,
    NoStandardHere,
    BudgetNotAsPlanned,
)
"""What may refuse an agreement, a closing, an acceptance, by whichever door."""


@router.get("", summary="危房改造列表", responses=refuses(UnreadableCursor))
async def list_renovations_(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码")] = None,
    state: Annotated[rules.RenovationState | None, Query(title="状态")] = None,
    level: Annotated[rules.Level | None, Query(title="轮到哪一级办理")] = None,
    mode: Annotated[mode_rules.Mode | None, Query(title="改造方式")] = None,
    is_late: Annotated[bool, Query(title="只看逾期的", description="有环节过了期限还没有办，与逾期未办一致")] = False,
    house_id: Annotated[UUID | None, Query(title="住房编号")] = None,
    contractor_id: Annotated[UUID | None, Query(title="施工方编号")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[RenovationLine]:
    """受灾的在前，其余先申请的在前。"""
    today = clock.today()
    wanted = WantedRenovations(region or "", state, level, mode, today if is_late else None, house_id, contractor_id, today)
    found = await list_renovations(session, wanted, after=place_in(after, digits=1), limit=limit)
    lines = [RenovationLine.model_validate(row) for row in found[:limit]]
    last = found[limit - 1] if len(found) > limit else None
    return Page(rows=lines, next=cursor_in(part_of(last), last.id) if last else None)


@router.post(
    "",
    status_code=201,
    summary="申请危房改造",
    responses=refuses(
        NoSuchSurvey,
        acceptance_rules.HouseNotUnsafe,
        AppraisalLapsed,
        HouseGradeHeld,
        rules.RenovationUnderWay,
        RelocationUnderWay,
        works.WorksOutOfTime,
        help_rules.NoHelpRule,
        help_rules.GroupUnknown,
        rules.HelpHindered,
        rules.HindranceNotLookedInto,
        mode_rules.ModeNotOffered,
        mode_rules.ModeNeedsReason,
        ApplicantUntold,
        DifferenceUnexplained,
        PhotosMissing,
    ),
)
async def apply_for_renovation(form: ApplyForRenovation, session: Transaction, by: Officer) -> RenovationView:
    """评为 C、D 级的住房，由村或镇街代户申请；按当地规定判断能否改造、用哪种方式，写明申请时的补助标准。

    对象类别和人口数可以不填，取登记服务所告；所填与登记不同的，写明原因。
    """
    return await renovation_shown(session, await applying.apply_for_renovation(session, form, by=by, at=clock.now()))


@router.get("/{renovation_id}", summary="一件危房改造", responses=refuses(rules.NoSuchRenovation))
async def show_renovation(renovation_id: RenovationId, session: Transaction, by: Reader) -> RenovationView:
    """连同办理记录、检查和问题；谁在哪天办了什么，长期保存。"""
    return await renovation_shown(session, await get_renovation(session, renovation_id))


@router.post(
    "/{renovation_id}/reviews",
    status_code=201,
    summary="村级评议、镇街审核、县区审批",
    responses=refuses(
        rules.NoSuchRenovation,
        rules.AnotherLevelNext,
        rules.NoticeNotStood,
        HouseholdUnsettled,
        rules.VotesMissing,
        rules.VotesUnasked,
        rules.VotesAbovePresent,
        rules.VotesDoNotCarry,
        rules.RenovationStateForbids,
        AppraisalLapsed,
        HouseGradeHeld,
        acceptance_rules.GradeChanged,
        SubsidyPromisedElsewhere,
    ),
)
async def review_renovation(
    renovation_id: RenovationId, form: ReviewRenovation, session: Transaction, by: Reviewer
) -> RenovationView:
    """各级依次办理；同意的随即由资金服务公示，期满无异议，下一级才能办理。异议成立的，由本级重新办理。"""
    renovation = await reviewing.review_renovation(session, renovation_id, form, by=by, at=clock.now())
    if renovation.state is rules.RenovationState.COUNTY_AGREED:
        await planning.plan_house_money(session, renovation_id, reached=HoldAt.COUNTY_AGREED, by=by, at=clock.now())
    elif renovation.state is rules.RenovationState.REFUSED:
        await ending.end_house_money(session, renovation_id, at=clock.now())
    return await renovation_shown(session, renovation)


@router.post(
    "/{renovation_id}/agreement",
    status_code=201,
    summary="签订改造协议",
    responses=refuses(*SIGNING),
)
async def sign_agreement(renovation_id: RenovationId, form: SignAgreement, session: Transaction, by: Town) -> RenovationView:
    """县级公示期满后，由户主、镇街和施工方签订；重建的面积从签约起就不得超限。"""
    renovation = await signing.sign_agreement(session, renovation_id, form, by=by, at=clock.now())
    await planning.plan_house_money(session, renovation_id, reached=HoldAt.SIGNED, by=by, at=clock.now())
    await lowering.lower_house_money(session, renovation_id, by=by, at=clock.now())
    return await renovation_shown(session, renovation)


@router.post(
    "/{renovation_id}/acceptance",
    status_code=201,
    summary="竣工验收",
    responses=refuses(*ACCEPTING),
)
async def accept_renovation(
    renovation_id: RenovationId, form: AcceptRenovation, session: Transaction, by: County
) -> AcceptanceView:
    """按排查时同样的部位和规则评定，A、B 级且面积不超限的验收合格，补助按标准和实际支出算出，随即请求资金服务发放到户。"""
    return accepted(await accepting.accept_renovation(session, renovation_id, form, by=by, at=clock.now()))


@router.post("/{renovation_id}/rejection", status_code=201, summary="验收未通过", responses=refuses(*DATED))
async def reject_works(renovation_id: RenovationId, form: RejectWorks, session: Transaction, by: County) -> RenovationView:
    """退回施工，整改后再次完工、再次验收。"""
    return await renovation_shown(session, await rejecting.reject_works(session, renovation_id, form, by=by, at=clock.now()))


@router.post(
    "/{renovation_id}/closing",
    status_code=201,
    summary="归档",
    responses=refuses(*CLOSING),
)
async def close_file(renovation_id: RenovationId, form: DatedStep, session: Transaction, by: Town) -> RenovationView:
    """补助到户、一户一档的材料齐全后归档，随即列出回访的日期。"""
    return await renovation_shown(session, await closing.close_file(session, renovation_id, form, by=by, at=clock.now()))


@router.post("/{renovation_id}/visits", status_code=201, summary="回访", responses=refuses(*DATED, WhatIsWrongMissing))
async def visit_again(renovation_id: RenovationId, form: VisitAgain, session: Transaction, by: Officer) -> RenovationView:
    """归档后看住房是否仍然安全；又成危房的，另行安排排查。留存质保金的，期满回访完好即请求发放。"""
    renovation = await visiting.visit_again(session, renovation_id, form, by=by, at=clock.now(), is_sound=form.is_sound)
    await releasing.release_stages(session, renovation_id, by=by.subject, at=clock.now())
    return await renovation_shown(session, renovation)


@router.post("/{renovation_id}/withdrawal", status_code=201, summary="撤销改造", responses=refuses(*DATED))
async def withdraw_renovation(
    renovation_id: RenovationId, form: WithdrawRenovation, session: Transaction, by: Town
) -> RenovationView:
    """去世、迁移或自愿放弃的；已验收的先撤销验收。预留的资金随即释放，已分阶段发放的由人决定是否追回。"""
    renovation = await withdrawing.withdraw_renovation(session, renovation_id, form, by=by, at=clock.now())
    await ending.end_house_money(session, renovation_id, at=clock.now())
    return await renovation_shown(session, renovation)
