"""Door one: the money of renovations, promised, held and paid in stages."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.housing.api.house_money_views import money_shown, stage_told
from services.housing.api.renovation import RenovationId
from services.housing.operations.house_money import ask_stage_again as asking
from services.housing.rules import house_money as rules
from services.housing.rules.renovation import NoSuchRenovation
from services.housing.schemas.house_money import HouseMoneyView, LateStageView, MoneyDifference, differences_of
from services.housing.store.house_money import get_money, list_late_stages, list_money, list_money_of, list_stages
from services.housing.store.money_recovery import list_recoveries
from services.housing.store.renovation import get_renovation
from services.housing.tables import HouseMoney, Renovation
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

of_renovation = door("/renovations", "危房改造资金")
router = door("/house-money", "危房改造资金")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
County = Annotated[Principal, may(Role.COUNTY)]
StageCode = Annotated[str, Path(title="阶段代码", pattern=r"^[a-z][a-z-]{0,31}$")]


@of_renovation.get("/{renovation_id}/money", summary="一件改造的资金", responses=refuses(NoSuchRenovation, rules.NoHouseMoney))
async def show_money(renovation_id: RenovationId, session: Transaction, by: Reader) -> HouseMoneyView:
    """承诺多少、预留在哪些指标、各阶段发放到哪一步、在等什么。"""
    renovation = await get_renovation(session, renovation_id)
    return await _shown(session, await get_money(session, renovation_id), renovation)


@of_renovation.post(
    "/{renovation_id}/money/{code}/asking",
    status_code=201,
    summary="再次请求发放一个阶段",
    responses=refuses(NoSuchRenovation, rules.NoHouseMoney, rules.NoSuchStage, rules.StageNotBack),
)
async def ask_stage_again(renovation_id: RenovationId, code: StageCode, session: Transaction, by: County) -> HouseMoneyView:
    """资金服务未受理、已撤回或已退回的阶段，情况更正后再请求一次。银行退回的不在此办理，由资金部门更正账户后重新发放。"""
    money = await asking.ask_stage_again(session, renovation_id, code, by=by, at=clock.now())
    return await _shown(session, money, await get_renovation(session, renovation_id))


@router.get("", summary="危房改造资金列表", responses=refuses(UnreadableCursor))
async def list_house_money(
    session: Transaction,
    by: Reader,
    state: Annotated[rules.MoneyState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[HouseMoneyView]:
    """先承诺的在前。"""
    rows = await list_money(session, state=state, after=place(after), limit=limit)
    return Page(rows=await _views(session, rows), next=cursor(rows[-1][0].id) if len(rows) == limit else None)


@router.get("/late", summary="逾期未到户的阶段", responses=refuses(UnreadableCursor))
async def list_late(session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS) -> Page[LateStageView]:
    """条件成就后到期仍未到户的；到期日按当地规定（如验收后一个月）。"""
    today = clock.today()
    rows = await list_late_stages(session, on=today, after=place(after), limit=limit)
    views = [
        LateStageView.model_validate(stage_told(stage, today=today) | {"number": renovation.number}) for stage, renovation in rows
    ]
    return Page(rows=views, next=cursor(rows[-1][0].id) if len(rows) == limit else None)


@router.get("/differences", summary="资金核对", responses=refuses(UnreadableCursor))
async def list_differences(
    session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[MoneyDifference]:
    """逐件核对：各阶段之和与承诺、资金服务所告的预留与应预留；一页核对 limit 件，只列有差异的。资金服务的账由其自行核对。"""
    rows = await list_money(session, state=None, after=place(after), limit=limit)
    told = [
        MoneyDifference(number=view.number, renovation_id=view.renovation_id, told=each)
        for view in await _views(session, rows)
        for each in differences_of(view.promised_fen, view.held_fen, view.state, view.stages, view.over_fen)
    ]
    return Page(rows=told, next=cursor(rows[-1][0].id) if len(rows) == limit else None)


@router.get("/page", summary="危房改造资金（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_house_money(
    session: Transaction,
    by: Reader,
    state: Annotated[str | None, Query(title="状态", pattern="^(planned|lacking|held|ended|freed)?$")] = None,
    after: After = None,
) -> HTMLResponse:
    """每件改造承诺多少、预留了没有、各阶段到了哪一步；手机可看，可打印。"""
    wanted = rules.MoneyState(state) if state else None
    rows = await list_money(session, state=wanted, after=place(after), limit=PAGE_ROWS)
    return page(
        "housing",
        "house_money.html",
        rows=await _views(session, rows),
        states=rules.MONEY_STATE_NAMES,
        state=wanted,
        is_first=after is None,
        next=cursor(rows[-1][0].id) if len(rows) == PAGE_ROWS else None,
    )


async def _views(session: Transaction, rows: Sequence[tuple[HouseMoney, Renovation]]) -> list[HouseMoneyView]:
    stages = await list_money_of(session, [money.id for money, _ in rows])
    back = await list_recoveries(session, [renovation.id for _, renovation in rows])
    return [
        money_shown(money, renovation, stages[money.id], back[renovation.id], today=clock.today()) for money, renovation in rows
    ]


async def _shown(session: Transaction, money: HouseMoney, renovation: Renovation) -> HouseMoneyView:
    back = await list_recoveries(session, [renovation.id])
    stages = list(await list_stages(session, money.id))
    return money_shown(money, renovation, stages, back[renovation.id], today=clock.today())
