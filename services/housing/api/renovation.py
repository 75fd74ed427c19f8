"""Door one: the renovation of a dangerous house, from application to return visit."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.housing.api.acceptance import accepted
from services.housing.api.renovation_views import renovation_shown
from services.housing.operations.renovation import accept_renovation as accepting
from services.housing.operations.renovation import apply_for_renovation as applying
from services.housing.operations.renovation import close_file as closing
from services.housing.operations.renovation import house_household as housing
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
from services.housing.rules.relocation import RelocationUnderWay
from services.housing.rules.standing import HouseGradeHeld
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
    WithdrawRenovation,
)
from services.housing.schemas.renovation_view import RenovationLine, RenovationView
from services.housing.store.renovation import get_renovation, list_renovations
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/renovations", "危房改造")

RenovationId = Annotated[UUID, Path(title="改造编号")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN)]
Reviewer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Town = Annotated[Principal, may(Role.TOWN)]
County = Annotated[Principal, may(Role.COUNTY)]

_DATED = (rules.NoSuchRenovation, rules.RenovationStateForbids, works.WorksOutOfTime)


@router.get("", summary="危房改造列表", responses=refuses(UnreadableCursor))
async def list_renovations_(
    session: Transaction,
    by: Reader,
    state: Annotated[rules.RenovationState | None, Query(title="状态")] = None,
    is_late: Annotated[bool, Query(title="只看超过约定工期的")] = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[RenovationLine]:
    """先申请的在前。"""
    late_on = clock.today() if is_late else None
    rows = await list_renovations(session, state=state, is_late_on=late_on, after=place(after), limit=limit)
    lines = [RenovationLine.model_validate(row) for row in rows]
    return Page(rows=lines, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post(
    "",
    status_code=201,
    summary="申请危房改造",
    responses=refuses(
        NoSuchSurvey,
        acceptance_rules.HouseNotUnsafe,
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
    ),
)
async def apply_for_renovation(form: ApplyForRenovation, session: Transaction, by: Officer) -> RenovationView:
    """评为 C、D 级的住房，由村或镇街代户申请；按当地规定判断能否改造、用哪种方式，写明申请时的补助标准。"""
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
        rules.VotesMissing,
        rules.VotesUnasked,
        rules.VotesDoNotCarry,
        rules.RenovationStateForbids,
    ),
)
async def review_renovation(
    renovation_id: RenovationId, form: ReviewRenovation, session: Transaction, by: Reviewer
) -> RenovationView:
    """各级依次办理；同意的随即由资金服务公示，期满无异议，下一级才能办理。异议成立的，由本级重新办理。"""
    return await renovation_shown(session, await reviewing.review_renovation(session, renovation_id, form, by=by, at=clock.now()))


@router.post(
    "/{renovation_id}/agreement",
    status_code=201,
    summary="签订改造协议",
    responses=refuses(
        *_DATED,
        rules.NoticeNotStood,
        works.EndsBeforeStart,
        NoSuchContractor,
        ContractorBarred,
        LicenceExpired,
        floor_area.AreaMissing,
        floor_area.FloorTooLarge,
        floor_area.FloorTooSmall,
    ),
)
async def sign_agreement(renovation_id: RenovationId, form: SignAgreement, session: Transaction, by: Town) -> RenovationView:
    """县级公示期满后，由户主、镇街和施工方签订；重建的面积从签约起就不得超限。"""
    return await renovation_shown(session, await signing.sign_agreement(session, renovation_id, form, by=by, at=clock.now()))


@router.post(
    "/{renovation_id}/acceptance",
    status_code=201,
    summary="竣工验收",
    responses=refuses(
        *_DATED,
        acceptance_rules.AcceptedOutOfTime,
        acceptance_rules.SubsidyYearAhead,
        acceptance_rules.HouseStillUnsafe,
        acceptance_rules.HouseAcceptedBefore,
        works.DefectsUncured,
        floor_area.AreaMissing,
        floor_area.FloorTooLarge,
        floor_area.FloorTooSmall,
        NoStandardHere,
    ),
)
async def accept_renovation(
    renovation_id: RenovationId, form: AcceptRenovation, session: Transaction, by: County
) -> AcceptanceView:
    """按排查时同样的部位和规则评定，A、B 级且面积不超限的验收合格，补助按标准和实际支出算出，随即请求资金服务发放到户。"""
    return accepted(await accepting.accept_renovation(session, renovation_id, form, by=by, at=clock.now()))


@router.post("/{renovation_id}/rejection", status_code=201, summary="验收未通过", responses=refuses(*_DATED))
async def reject_works(renovation_id: RenovationId, form: RejectWorks, session: Transaction, by: County) -> RenovationView:
    """退回施工，整改后再次完工、再次验收。"""
    return await renovation_shown(session, await rejecting.reject_works(session, renovation_id, form, by=by, at=clock.now()))


@router.post("/{renovation_id}/moving-in", status_code=201, summary="登记入住", responses=refuses(*_DATED, works.BuildersWay))
async def house_household(renovation_id: RenovationId, form: DatedStep, session: Transaction, by: Town) -> RenovationView:
    """集中供养、租赁和安置的，没有施工环节，签协议后登记入住。"""
    return await renovation_shown(session, await housing.house_household(session, renovation_id, form, by=by, at=clock.now()))


@router.post("/{renovation_id}/closing", status_code=201, summary="归档", responses=refuses(*_DATED, rules.SubsidyNotPaid))
async def close_file(renovation_id: RenovationId, form: DatedStep, session: Transaction, by: Town) -> RenovationView:
    """补助到户后归档，随即列出回访的日期。"""
    return await renovation_shown(session, await closing.close_file(session, renovation_id, form, by=by, at=clock.now()))


@router.post("/{renovation_id}/visits", status_code=201, summary="回访", responses=refuses(*_DATED))
async def visit_again(renovation_id: RenovationId, form: DatedStep, session: Transaction, by: Officer) -> RenovationView:
    """归档后看住房是否仍然安全；又成危房的，另行安排排查。"""
    return await renovation_shown(session, await visiting.visit_again(session, renovation_id, form, by=by, at=clock.now()))


@router.post("/{renovation_id}/withdrawal", status_code=201, summary="撤销改造", responses=refuses(*_DATED))
async def withdraw_renovation(
    renovation_id: RenovationId, form: WithdrawRenovation, session: Transaction, by: Town
) -> RenovationView:
    """去世、迁移或自愿放弃的；已验收的先撤销验收。"""
    return await renovation_shown(
        session, await withdrawing.withdraw_renovation(session, renovation_id, form, by=by, at=clock.now())
    )
