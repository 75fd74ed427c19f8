"""A donation's way made whole: goods into households' hands, a fund's year for anybody, the receipt, the donor's page."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.funds.api.donation import DonationNumber, FundNumber, Officer, Reader, SeesDonors
from services.funds.api.donation_views import report_of
from services.funds.operations.donation import hand_out_goods as handing
from services.funds.operations.donation import publish_statement as publishing
from services.funds.operations.donation import write_ticket as writing
from services.funds.rules import donation, donation_trace
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.schemas.donation import DonationReport
from services.funds.schemas.donation_trace import HandingsView, HandingView, HandOutGoods, StatementView, WriteTicket
from services.funds.store import donation_trace as store
from services.funds.store.donation import get_donation, get_use
from shared.clock import now, today
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, anyone
from shared.service import Transaction, door, refuses

router = door("", "社会捐赠")

UseId = Annotated[UUID, Path(title="使用编号（系统）")]
Year = Annotated[int, Path(title="年度", ge=2015, le=2100)]


@router.post(
    "/donation-uses/{donation_use_id}/handings",
    status_code=201,
    summary="登记物资到户",
    responses=refuses(
        donation.NoSuchUse,
        OutsideRegion,
        donation_trace.NotGoods,
        donation_trace.MoreThanCountedOut,
        donation_trace.HandedElsewhere,
        donation_trace.HandedTomorrow,
        donation_trace.HandedAgain,
    ),
)
async def hand_out_goods(donation_use_id: UseId, form: HandOutGoods, session: Transaction, by: Officer) -> HandingsView:
    """逐户登记领取数量，合计不超过批准发放的数量；捐赠人只看到户数和数量。"""
    await handing.hand_out_goods(session, donation_use_id, form, by=by, at=now())
    return await _handings(session, donation_use_id)


@router.get("/donation-uses/{donation_use_id}/handings", summary="物资到户情况", responses=refuses(donation.NoSuchUse))
async def show_handings(donation_use_id: UseId, session: Transaction, by: Reader) -> HandingsView:
    return await _handings(session, donation_use_id)


@router.post(
    "/donation-funds/{number}/statements/{year}",
    status_code=201,
    summary="公布基金年度收支",
    responses=refuses(
        donation.NoSuchFund,
        OutsideRegion,
        donation.NoDonationRule,
        donation_trace.StatementTooEarly,
        donation_trace.FundNotYetOpen,
        donation_trace.StatementPublished,
        donation_trace.FundNotWhole,
        *PUBLIC_TEXT_LAWS,
    ),
)
async def publish_statement(number: FundNumber, year: Year, session: Transaction, by: Officer) -> StatementView:
    """年度结束后公布一次，不再更改；不含捐赠人姓名，不含农户。"""
    return StatementView.of(await publishing.publish_statement(session, number, year, by=by, on=today()))


@router.get("/donation-statements", summary="已公布的基金年度收支", dependencies=[anyone], responses=refuses(UnreadableCursor))
async def list_statements(
    session: Transaction,
    region: Annotated[AnyRegion | None, Query(title="区划代码")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[StatementView]:
    """无需登录；后公布的在前。"""
    found = await store.list_statements(session, region=region, after=place(after), limit=limit)
    return paged(found, limit, StatementView.of)


@router.get(
    "/donation-statements/{fund}/{year}",
    summary="一个基金的年度收支",
    dependencies=[anyone],
    responses=refuses(donation_trace.NoSuchStatement),
)
async def show_published(fund: FundNumber, year: Year, session: Transaction) -> StatementView:
    """无需登录。"""
    return StatementView.of(await store.get_statement(session, fund, year))


@router.get(
    "/donation-statements/{fund}/{year}/page",
    summary="一个基金的年度收支（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(donation_trace.NoSuchStatement),
)
async def show_published_page(fund: FundNumber, year: Year, session: Transaction) -> HTMLResponse:
    """无需登录；可打印张贴。"""
    told = StatementView.of(await store.get_statement(session, fund, year))
    return page("funds", "donation_statement.html", told=told)


@router.post(
    "/donations/{number}/ticket",
    status_code=201,
    summary="登记公益事业捐赠票据",
    responses=refuses(
        donation.NoSuchDonation,
        OutsideRegion,
        donation_trace.TicketIssued,
        donation_trace.TicketUsed,
        donation_trace.TicketIncomplete,
        donation_trace.TicketSamePerson,
        donation.DonatedTomorrow,
    ),
)
async def write_ticket(number: DonationNumber, form: WriteTicket, session: Transaction, by: Officer) -> DonationReport:
    """票据在财政票据系统开具，票面各项登记在此，收据上一并印出，供捐赠人申请税前扣除时核对。"""
    await writing.write_ticket(session, number, form, by=by, on=today())
    return await report_of(session, await get_donation(session, number), by)


@router.get(
    "/donations/{number}/page",
    summary="捐赠去向（网页，交给捐赠人）",
    response_class=HTMLResponse,
    responses=refuses(donation.NoSuchDonation),
)
async def show_donors_page(number: DonationNumber, session: Transaction, by: SeesDonors) -> HTMLResponse:
    """这笔捐赠做了什么：用途、受益人群、镇街、金额、户数；没有农户的姓名、标识和村名。"""
    given = await get_donation(session, number)
    told = await report_of(session, given, by)
    return page("funds", "donation_page.html", told=told, today=today())


async def _handings(session: Transaction, use_id: UUID) -> HandingsView:
    use = await get_use(session, use_id)
    rows = await store.list_handings(session, use_id)
    handed = sum(each.quantity for each in rows)
    return HandingsView(
        quantity=use.quantity,
        handed=handed,
        left=use.quantity - handed,
        households=len({each.household_id for each in rows}),
        rows=[HandingView.model_validate(each) for each in rows],
    )
