"""Plans of distribution: tried, drawn, approved by a second person, withdrawn, paid."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.funds.operations.distribution import approve_plan as approving
from services.funds.operations.distribution import draw_plan as drawing
from services.funds.operations.distribution import pay_plan as paying
from services.funds.operations.distribution import withdraw_plan as withdrawing
from services.funds.rules import distribution as rules
from services.funds.rules import distribution_list as lists
from services.funds.rules.account import Overdrawn
from services.funds.rules.asset import NoAssetRule
from services.funds.rules.notice import NOTICE_LAWS, NoNoticeRule
from services.funds.rules.payment_request import ListHasFaults, NothingSound
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.distribution import DrawPlan, PlanLine, PlanView, ShareView, SimulationView, WithdrawPlan
from services.funds.store import distribution as store
from services.funds.store.asset_policy import get_asset_policy, get_asset_policy_named
from services.funds.store.distribution_list import get_list
from services.funds.store.ledger import lock_accounts
from services.funds.tables import DistributionPlan
from shared.clock import now, today
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/distributions", "资产收益分配")

PlanId = Annotated[UUID, Path(title="方案标识")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]

_PARTING = (
    OutsideRegion,
    NoAssetRule,
    rules.NoIncomeYet,
    rules.PoolNotThere,
    rules.HouseholdTwice,
    rules.HouseholdOutside,
    rules.UnknownFactor,
    rules.TooLittleToShare,
    lists.NoSuchHouseholdList,
    lists.HouseholdListClosed,
    lists.ListOfAnother,
    NothingSound,
    ListHasFaults,
)


@router.post("/simulations", status_code=201, summary="试算收益分配", responses=refuses(*_PARTING))
async def simulate_plan(form: DrawPlan, session: Transaction, by: Officer) -> SimulationView:
    """与编制方案同样的算法，不保存。"""
    by.must_cover(form.region, pointer="/region")
    policy, _ = get_asset_policy(form.region, today())
    [income] = await lock_accounts(session, store.income_key(form.region, form.collective))
    pool = rules.pool_of(form.pool_fen, income.sums.available_fen)
    needy = [rules.Needy(each.household_id, each.region, each.factors) for each in form.households]
    if form.list_id:
        uploaded = await get_list(session, form.list_id)
        lists.must_be_drawable(
            uploaded.state,
            is_of_this=(uploaded.region, uploaded.collective, uploaded.year) == (form.region, form.collective, form.year),
            households=uploaded.households,
            refused=uploaded.refused,
            leaves_out_refused=form.leave_out_refused,
        )
        needy = lists.needy_of(uploaded.entries)
    return SimulationView.model_validate(rules.part(pool, needy, policy, within=form.region))


@router.post("", status_code=201, summary="编制收益分配方案", responses=refuses(*_PARTING, rules.PlanOpen))
async def draw_plan(form: DrawPlan, session: Transaction, by: Officer) -> PlanView:
    """先保底、再按因素得分，最大余数法分到分，合计等于分配总额。"""
    return await _shown(session, await drawing.draw_plan(session, form, by=by, on=today()))


@router.get("", summary="收益分配方案列表", responses=refuses(UnreadableCursor))
async def list_plans(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码")] = None,
    year: Annotated[int | None, Query(title="收益年度", ge=2000, le=2100)] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PlanLine]:
    found = await store.list_plans(session, region=region, year=year, after=place(after), limit=limit)
    return paged(found, limit, PlanLine.model_validate)


@router.get("/{plan_id}", summary="一份收益分配方案", responses=refuses(rules.NoSuchPlan))
async def show_plan(plan_id: PlanId, session: Transaction, by: Reader) -> PlanView:
    """各户得分、理由和金额；平台运维看不到各户。"""
    return await _shown(session, await store.get_plan(session, plan_id))


@router.get(
    "/{plan_id}/page", summary="一份收益分配方案（网页）", response_class=HTMLResponse, responses=refuses(rules.NoSuchPlan)
)
async def show_plan_page(plan_id: PlanId, session: Transaction, by: Reader) -> HTMLResponse:
    return page("funds", "distribution.html", plan=await _shown(session, await store.get_plan(session, plan_id)))


@router.post(
    "/{plan_id}/approval",
    status_code=201,
    summary="审批收益分配方案",
    responses=refuses(rules.NoSuchPlan, OutsideRegion, rules.PlanStateForbids, SamePerson, NoNoticeRule, *PUBLIC_TEXT_LAWS),
)
async def approve_plan(plan_id: PlanId, session: Transaction, by: Officer) -> PlanView:
    """由编制人以外的人员审批，随即公示。"""
    return await _shown(session, await approving.approve_plan(session, plan_id, by=by, on=today()))


@router.post(
    "/{plan_id}/withdrawal",
    status_code=201,
    summary="撤回收益分配方案",
    responses=refuses(rules.NoSuchPlan, OutsideRegion, rules.PlanStateForbids),
)
async def withdraw_plan(plan_id: PlanId, form: WithdrawPlan, session: Transaction, by: Officer) -> PlanView:
    return await _shown(session, await withdrawing.withdraw_plan(session, plan_id, form, by=by))


@router.post(
    "/{plan_id}/payment",
    status_code=201,
    summary="公示期满后交付发放",
    responses=refuses(rules.NoSuchPlan, OutsideRegion, rules.PlanStateForbids, Overdrawn, *NOTICE_LAWS),
)
async def pay_plan(plan_id: PlanId, session: Transaction, by: Officer) -> PlanView:
    """各户转入待审核的发放，留集体部分当即拨付，并公开分配结果。"""
    return await _shown(session, await paying.pay_plan(session, plan_id, by=by, at=now()))


async def _shown(session: Transaction, plan: DistributionPlan) -> PlanView:
    policy = get_asset_policy_named(plan.policy)
    shares = await store.list_shares(session, plan.id)
    return PlanView(
        **plan.model_dump(include=set(PlanView.model_fields)),
        basis=policy.source(policy.sharing).spoken,
        shares=[ShareView.model_validate(each) for each in shares],
    )
