"""Door one: households that move（搬迁户）, from need to the end of their file."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.housing.api.relocation_views import relocation_lines, relocation_shown
from services.housing.operations.lot import exchange_dwellings as exchanging
from services.housing.operations.relocation import close_relocation as closing
from services.housing.operations.relocation import demolish_old_house as demolishing
from services.housing.operations.relocation import hand_over_keys as handing
from services.housing.operations.relocation import name_household as naming
from services.housing.operations.relocation import note_wish as wishing
from services.housing.operations.relocation import reclaim_plot as reclaiming
from services.housing.operations.relocation import settle_at_site as settling
from services.housing.operations.relocation import settle_relocation as answering
from services.housing.operations.relocation import sign_contract as signing
from services.housing.operations.relocation import withdraw_relocation as withdrawing
from services.housing.operations.support import check_household as checking
from services.housing.rules import household_question as question
from services.housing.rules import lot as lot_rules
from services.housing.rules import lot_life, old_house
from services.housing.rules import programme as programme_rules
from services.housing.rules import relocation as rules
from services.housing.rules import support as support_rules
from services.housing.rules.help import NoHelpRule
from services.housing.rules.occupancy import HouseholdUnknown, MovedOutOfTime
from services.housing.schemas.lot import ExchangeDwellings, ExchangeView
from services.housing.schemas.relocation import (
    DemolishOldHouse,
    EndRelocation,
    HandOverKeys,
    NameHousehold,
    NoteWish,
    ReclaimPlot,
    SettleAtSite,
    SettleRelocation,
    SignContract,
)
from services.housing.schemas.relocation_view import RelocationLine, RelocationView
from services.housing.schemas.support import CheckHousehold, SupportCheckView
from services.housing.store.relocation import WantedRelocations, get_relocation, list_relocations
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/relocations", "搬迁户")

RelocationId = Annotated[UUID, Path(title="搬迁户标识")]
OfProgramme = Annotated[UUID | None, Query(title="搬迁项目标识")]
OfSite = Annotated[UUID | None, Query(title="安置点标识")]
OfRegion = Annotated[AnyRegion | None, Query(title="辖区代码")]
State = Annotated[rules.RelocationState | None, Query(title="状态")]
IsLate = Annotated[bool, Query(title="只看旧房逾期未拆的")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Town = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
County = Annotated[Principal, may(Role.COUNTY)]

_STEP = (rules.NoSuchRelocation, rules.RelocationStateForbids, programme_rules.ProgrammeOutOfTime)


@router.get("", summary="搬迁户列表", responses=refuses(UnreadableCursor))
async def list_relocations_(
    session: Transaction,
    by: Reader,
    programme_id: OfProgramme = None,
    site_id: OfSite = None,
    region: OfRegion = None,
    state: State = None,
    is_late: IsLate = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[RelocationLine]:
    """先认定的在前。"""
    wanted = WantedRelocations(programme_id, site_id, region or "", state, clock.today() if is_late else None)
    found = await list_relocations(session, wanted, after=place(after), limit=limit)
    rows = await relocation_lines(session, found[:limit])
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post(
    "",
    status_code=201,
    summary="认定一户需要搬迁",
    responses=refuses(
        programme_rules.NoSuchProgramme,
        programme_rules.ProgrammeEnded,
        HouseholdUnknown,
        rules.HouseholdOfAnotherCounty,
        programme_rules.ProgrammeOutOfTime,
        rules.RelocationUnderWay,
        rules.HouseUnderRenovation,
        NoHelpRule,
        rules.HelpedNotLookedInto,
        rules.PersonsDifferUnexplained,
    ),
)
async def name_household(form: NameHousehold, session: Transaction, by: Officer) -> RelocationView:
    """一户只享受一种住房帮扶：正在危房改造的不能认定，享受过的须写明核实结果。"""
    return await relocation_shown(session, await naming.name_household(session, form, by=by, at=clock.now()))


@router.post(
    "/exchanges",
    status_code=201,
    summary="两户自愿调换分得的住房",
    responses=refuses(
        *_STEP,
        rules.MoveUnsettled,
        lot_rules.SameHousehold,
        rules.LotNotFinal,
        lot_rules.NotOfOneLot,
        rules.WishWithoutPaper,
        lot_rules.AreaOverCap,
    ),
)
async def exchange_dwellings(form: ExchangeDwellings, session: Transaction, by: Town) -> ExchangeView:
    """分房结果生效后、签约前，凭双方签字办理；各户面积仍不得超过上限。抽签结果本身不变。"""
    return ExchangeView.model_validate(await exchanging.exchange_dwellings(session, form, by=by, at=clock.now()))


@router.get("/{relocation_id}", summary="一户搬迁户", responses=refuses(rules.NoSuchRelocation))
async def show_relocation(relocation_id: RelocationId, session: Transaction, by: Reader) -> RelocationView:
    """连同办理记录、后续扶持和回访。"""
    return await relocation_shown(session, await get_relocation(session, relocation_id))


@router.post(
    "/{relocation_id}/wishes",
    status_code=201,
    summary="登记搬迁意愿",
    responses=refuses(
        *_STEP,
        lot_life.LotUnderWay,
        rules.MoveUnsettled,
        rules.WishNeedsSite,
        programme_rules.NoSuchSite,
        programme_rules.SiteOfAnotherProgramme,
        rules.WishWithoutPaper,
        rules.CannotAskFor,
    ),
)
async def note_wish(relocation_id: RelocationId, form: NoteWish, session: Transaction, by: Officer) -> RelocationView:
    """凭户签字的意愿书；抽签名单公布以前可以改变，每次都留记录。"""
    return await relocation_shown(session, await wishing.note_wish(session, relocation_id, form, by=by, at=clock.now()))


@router.post(
    "/{relocation_id}/contract",
    status_code=201,
    summary="签订搬迁协议",
    responses=refuses(
        *_STEP,
        rules.MoveUnsettled,
        rules.LotNotFinal,
        rules.ContributionTooHigh,
        rules.WishWithoutPaper,
        rules.OldHouseAgreementMissing,
    ),
)
async def sign_contract(relocation_id: RelocationId, form: SignContract, session: Transaction, by: Town) -> RelocationView:
    """分房结果生效后签订；自筹不得超过上限，有旧房的同时签订拆除协议。"""
    return await relocation_shown(session, await signing.sign_contract(session, relocation_id, form, by=by, at=clock.now()))


@router.post("/{relocation_id}/keys", status_code=201, summary="交房", responses=refuses(*_STEP, rules.MoveUnsettled))
async def hand_over_keys(relocation_id: RelocationId, form: HandOverKeys, session: Transaction, by: Town) -> RelocationView:
    return await relocation_shown(session, await handing.hand_over_keys(session, relocation_id, form, by=by, at=clock.now()))


@router.post(
    "/{relocation_id}/moving-in",
    status_code=201,
    summary="登记入住",
    responses=refuses(*_STEP, rules.MoveUnsettled, OutsideRegion, MovedOutOfTime),
)
async def settle_at_site(relocation_id: RelocationId, form: SettleAtSite, session: Transaction, by: Town) -> RelocationView:
    """住房登记随之变更，旧房开始计算拆除期限，就业、转学、户籍等后续扶持随即派给各部门。安置点在别的镇街的，由县区登记。"""
    return await relocation_shown(session, await settling.settle_at_site(session, relocation_id, form, by=by, at=clock.now()))


@router.post(
    "/{relocation_id}/demolition",
    status_code=201,
    summary="登记拆除旧房",
    responses=refuses(
        *_STEP, old_house.NoOldHouse, old_house.DemolishedAlready, old_house.OldHousePhotosMissing, old_house.OthersLiveThere
    ),
)
async def demolish_old_house(
    relocation_id: RelocationId, form: DemolishOldHouse, session: Transaction, by: Town
) -> RelocationView:
    """凭拆除前后的照片；住房登记和危房台账随之变更。"""
    return await relocation_shown(
        session, await demolishing.demolish_old_house(session, relocation_id, form, by=by, at=clock.now())
    )


@router.post(
    "/{relocation_id}/reclamation",
    status_code=201,
    summary="登记旧宅基地复垦",
    responses=refuses(*_STEP, old_house.NoOldHouse, old_house.NotDemolishedYet),
)
async def reclaim_plot(relocation_id: RelocationId, form: ReclaimPlot, session: Transaction, by: Town) -> RelocationView:
    return await relocation_shown(session, await reclaiming.reclaim_plot(session, relocation_id, form, by=by, at=clock.now()))


@router.post(
    "/{relocation_id}/checks",
    status_code=201,
    summary="登记入住后的回访",
    responses=refuses(support_rules.NoCheckDue, support_rules.SupportOutOfTime),
)
async def check_household(
    relocation_id: RelocationId, form: CheckHousehold, session: Transaction, by: Officer
) -> SupportCheckView:
    """在列出的回访日期当天或以后登记，由安置点所在地办理。"""
    return SupportCheckView.model_validate(await checking.check_household(session, relocation_id, form, by=by, at=clock.now()))


@router.post("/{relocation_id}/closing", status_code=201, summary="办结一户", responses=refuses(*_STEP, old_house.NotAllFollowed))
async def close_relocation(relocation_id: RelocationId, form: EndRelocation, session: Transaction, by: County) -> RelocationView:
    """旧房已拆除复垦，后续扶持和回访都已办结。"""
    return await relocation_shown(session, await closing.close_relocation(session, relocation_id, form, by=by, at=clock.now()))


@router.post(
    "/{relocation_id}/settlement",
    status_code=201,
    summary="明确由谁继续搬迁",
    responses=refuses(
        *_STEP,
        lot_life.LotUnderWay,
        question.NothingToSettle,
        question.SuccessorUnknown,
        question.NobodyLeft,
        rules.HouseholdOfAnotherCounty,
        rules.RelocationUnderWay,
        rules.HouseUnderRenovation,
        rules.WishWithoutPaper,
    ),
)
async def settle_relocation(
    relocation_id: RelocationId, form: SettleRelocation, session: Transaction, by: Town
) -> RelocationView:
    """户主去世、迁移、分户或销户后，由在世成员或接续的户继续的在此登记，其后各步才能办理；已签过意愿的须重新签字。不再搬迁的办理撤销。"""
    return await relocation_shown(session, await answering.settle_relocation(session, relocation_id, form, by=by, at=clock.now()))


@router.post("/{relocation_id}/withdrawal", status_code=201, summary="撤销一户", responses=refuses(*_STEP, lot_life.LotUnderWay))
async def withdraw_relocation(relocation_id: RelocationId, form: EndRelocation, session: Transaction, by: Town) -> RelocationView:
    """去世、另有住房、认定有误的；分得的住房留待下一次抽签，抽签结果本身不变。"""
    return await relocation_shown(
        session, await withdrawing.withdraw_relocation(session, relocation_id, form, by=by, at=clock.now())
    )
