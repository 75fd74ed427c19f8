"""Short lists that lead to the pages of single things, for whoever does not have the number at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi.responses import HTMLResponse

from services.funds.rules.distribution import PLAN_STATE_NAMES
from services.funds.rules.grant_application import APPLICATION_STATE_NAMES, UNDECIDED
from services.funds.store.bank import list_bank_accounts
from services.funds.store.distribution import list_plans
from services.funds.store.donation import list_funds
from services.funds.store.grant_application import list_applications
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "名录")

OfCounty = Annotated[Principal, may(Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
OfTown = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]
SeesPlans = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]


@dataclass(frozen=True)
class Entry:
    """One thing of a list: where its page is, what it is called, and what is said of it."""

    link: str
    name: str
    region: str
    said: str
    amount_fen: int
    is_late: bool = False


@router.get(
    "/bank-accounts/page", summary="银行账户名录（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor)
)
async def show_bank_accounts_page(session: Transaction, by: OfCounty, after: After = None) -> HTMLResponse:
    """每个账户点开是银行存款余额调节表。"""
    found = await list_bank_accounts(session, after=place(after), limit=PAGE_ROWS + 1)
    entries = [
        Entry(f"{each.id}/reconciliation.html", each.title, each.region, f"{each.bank}，{each.stated_on} 止", each.stated_fen)
        for each in found
    ]
    return _listed("银行账户", "对账单余额（元）", entries, found, after=after)


@router.get(
    "/donation-funds/page", summary="捐赠基金名录（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor)
)
async def show_funds_page(session: Transaction, by: OfTown, after: After = None) -> HTMLResponse:
    """每个基金点开是年度收支。"""
    found = await list_funds(session, after=place(after), limit=PAGE_ROWS + 1)
    entries = [
        Entry(f"{fund.number}/page", fund.title, fund.region, fund.number, account.holding.sums.available_fen)
        for fund, account in found
    ]
    return _listed("社会捐赠基金", "可用资金（元）", entries, [fund for fund, _ in found], after=after)


@router.get(
    "/distributions/page", summary="收益分配方案名录（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor)
)
async def show_plans_page(session: Transaction, by: SeesPlans, after: After = None) -> HTMLResponse:
    """先编制的在前。"""
    found = await list_plans(session, region=None, year=None, after=place(after), limit=PAGE_ROWS)
    entries = [
        Entry(
            f"{each.id}/page",
            f"{each.collective} {each.year}年收益分配",
            each.region,
            f"{each.number}，{PLAN_STATE_NAMES[each.state]}",
            each.pool_fen,
        )
        for each in found
    ]
    return _listed("资产收益分配方案", "分配总额（元）", entries, found, after=after)


@router.get(
    "/grant-applications/page",
    summary="临时救助申请名录（网页）",
    response_class=HTMLResponse,
    responses=refuses(UnreadableCursor),
)
async def show_applications_page(session: Transaction, by: OfTown, after: After = None) -> HTMLResponse:
    """先提出的在前；逾期未审批的标红。"""
    found = await list_applications(
        session, region="", state=None, household_id=None, late_at=None, after=place(after), limit=PAGE_ROWS + 1
    )
    entries = [
        Entry(
            f"{each.id}/page",
            each.number,
            each.region,
            APPLICATION_STATE_NAMES[each.state],
            each.amount_fen,
            is_late=each.state in UNDECIDED and each.decide_by is not None and each.decide_by < clock.now(),
        )
        for each in found
    ]
    return _listed("临时救助申请", "救助金额（元）", entries, found, after=after)


def _listed(title: str, money: str, entries: Sequence[Entry], found: Sequence[Any], *, after: str | None) -> HTMLResponse:
    """`found` holds one more than a page if there is another page."""
    return page(
        "funds",
        "register.html",
        title=title,
        money=money,
        entries=entries[:PAGE_ROWS],
        next=cursor(found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None,
        is_first=after is None,
    )
