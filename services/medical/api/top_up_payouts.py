"""What people are paid of their year-end top-ups, what came back, and what has changed since."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.medical.api.filters import PayerFilter, YearFilter
from services.medical.api.roster_views import region_title
from services.medical.api.top_up_views import due_view, payout_view
from services.medical.operations.payout.record_payout import record_payout
from services.medical.operations.payout.request_payout import request_payout
from services.medical.operations.top_up.record_return import record_return
from services.medical.rules import payout as rules
from services.medical.rules.payout import Matter, PayoutState
from services.medical.rules.top_up import ReturnTooLarge
from services.medical.schemas.payout import RecordPayout
from services.medical.schemas.top_up import RecordReturn, ReturnView, TopUpDueView, TopUpOutdatedView, TopUpPayoutView
from services.medical.store import beneficiaries, top_ups
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "年终补足")

PayoutId = Annotated[UUID, Path(title="支付编号")]
County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.get("/top-up-payouts", summary="年终补足支付列表", responses=refuses(UnreadableCursor))
async def list_payouts(
    session: Transaction,
    by: Reader,
    run_id: Annotated[UUID | None, Query(title="批次编号")] = None,
    state: Annotated[PayoutState | None, Query(title="状态")] = None,
    payer: PayerFilter = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[TopUpPayoutView]:
    """一个支付方对一个人一笔，先请求的在前。"""
    found = await top_ups.list_payouts(session, run_id=run_id, state=state, payer=payer or "", after=place(after), limit=limit)
    rows = [payout_view(share, top_up) for share, top_up in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post(
    "/top-up-payouts/{payout_id}/outcome",
    status_code=201,
    summary="登记支付结果",
    responses=refuses(*rules.RECORD_LAWS, OutsideRegion),
)
async def create_outcome(payout_id: PayoutId, form: RecordPayout, session: Transaction, by: County) -> TopUpPayoutView:
    """不在登记之中、由窗口支付的：已支付本人的写日期和凭证号；账户有误等被退回的写原因。其余由资金服务发放后自动登记。"""
    await record_payout(session, form, matter=Matter.TOP_UP, payout_id=payout_id, by=by, on=clock.today())
    return await _shown(session, payout_id)


@router.post(
    "/top-up-payouts/{payout_id}/requests",
    status_code=201,
    summary="被退回后重新请求支付",
    responses=refuses(*rules.REQUEST_LAWS, OutsideRegion),
)
async def create_request(payout_id: PayoutId, session: Transaction, by: County) -> TopUpPayoutView:
    """原因消除之后使用；一笔钱只会支付一次。"""
    await request_payout(session, matter=Matter.TOP_UP, payout_id=payout_id, by=by)
    return await _shown(session, payout_id)


@router.get("/top-up-dues", summary="多补应退清单", responses=refuses(UnreadableCursor))
async def list_dues(
    session: Transaction, by: Reader, year: YearFilter = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[TopUpDueView]:
    """补足之后结算被冲正等原因，已请求支付的多于全年应补的；此后再有应补的，先在其中抵减。"""
    found = await top_ups.list_dues(session, year=year, after=place(after), limit=limit)
    papers = await beneficiaries.find_papers(session, [row.identity_hash for row in found])
    rows = [due_view(row, papers) for row in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].share_id) if len(found) > limit else None)


@router.post(
    "/top-up-payouts/{payout_id}/returns",
    status_code=201,
    summary="登记退回的补足款",
    responses=refuses(rules.NoSuchPayout, OutsideRegion, rules.PaidInFuture, ReturnTooLarge),
)
async def create_return(payout_id: PayoutId, form: RecordReturn, session: Transaction, by: County) -> ReturnView:
    """至多为应退的金额。"""
    returned = await record_return(session, form, share_id=payout_id, by=by, on=clock.today())
    return ReturnView.model_validate(returned)


@router.get("/top-up-changes", summary="补足之后有变动的结算", responses=refuses(UnreadableCursor))
async def list_changes(
    session: Transaction,
    by: Reader,
    region: Annotated[str, Query(title="县（区）代码", pattern=r"^\d{6}$")],
    year: Annotated[int, Query(title="年度", ge=2010, le=2100)],
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[TopUpOutdatedView]:
    """最近一批确认的补足开始计算之后，该年度才结算或被冲正的；有的，应再计算一次。"""
    found = await top_ups.list_outdated(session, region=region, year=year, after=place(after), limit=limit)
    rows = [TopUpOutdatedView(**_without_hash(row), region_name=region_title(row["region"])) for row in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].settlement_id) if len(found) > limit else None)


def _without_hash(row: object) -> dict[str, object]:
    return {name: value for name, value in dict(row).items() if name != "identity_hash"}  # type: ignore[call-overload]


async def _shown(session: Transaction, payout_id: UUID) -> TopUpPayoutView:
    return payout_view(*await top_ups.get_share(session, payout_id))
