"""Towns' reserves: what lies in them, refills, months and their accounts."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.funds.api.book_sheets import XLSX_ANSWER, as_download
from services.funds.api.exports import Taking
from services.funds.api.reserve_book import MOVES_OF_A_BOOK, month_book
from services.funds.operations.reserve import ask_refill as asking
from services.funds.operations.reserve import decide_account as judging
from services.funds.operations.reserve import decide_refill as deciding
from services.funds.operations.reserve import hand_in_account as handing_in
from services.funds.rules import reserve as rules
from services.funds.rules.budget_line import LineNotForReserve, NoSuchLine
from services.funds.rules.received import last_month, month_of, next_month
from services.funds.rules.second_person import SamePerson
from services.funds.rules.transfer import PHASE_NAMES, PURPOSE_NAMES, Phase, Purpose
from services.funds.schemas.ledger import Town
from services.funds.schemas.reserve import (
    AccountOfMonthView,
    AskRefill,
    DecideAccount,
    DecideRefill,
    HandInAccount,
    MonthMove,
    RefillView,
    ReserveMonthView,
    ReserveView,
)
from services.funds.store import reserve as store
from services.funds.store.aid_policy import get_reserve_policy
from services.funds.store.grant import list_grants_of_month, sum_waiting
from services.funds.store.reserve_month import read_month
from services.funds.tables import Account, ReserveAccount
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion, name_of
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "镇街备用金")

TownCode = Annotated[Town, Path(title="镇街代码", examples=["371311001"])]
Month = Annotated[str, Path(title="月份", pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", examples=["2020-06"])]
RefillId = Annotated[UUID, Path(title="补充标识")]
Where = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]

MOVES_OF_A_PAGE = 500
TOWNS_OF_A_PAGE = 200
REFILLS_SHOWN = 10
GRANTS_SHOWN = 500


@router.get("/reserves", summary="镇街备用金列表", responses=refuses(rules.NoReserveRule))
async def list_reserves(
    session: Transaction,
    by: Reader,
    region: Where = None,
    after: Annotated[str, Query(title="上一页最后一个镇街", pattern=r"^(\d{9})?$")] = "",
    limit: Limit = PAGE_ROWS,
) -> Page[ReserveView]:
    """余额、限额、补充线、在办的补充、等待备用金的救助和上月报账。按镇街代码排列，下一页以最后一个镇街代码接续。"""
    accounts = await store.list_reserves(session, region=region or "", after=after, limit=limit)
    rows = await _reserves(session, accounts)
    return Page(rows=rows, next=accounts[-1].region if len(accounts) == limit else None)


@router.get(
    "/reserves/page", summary="镇街备用金列表（网页）", response_class=HTMLResponse, responses=refuses(rules.NoReserveRule)
)
async def show_reserves(session: Transaction, by: Reader, region: Where = None) -> HTMLResponse:
    accounts = await store.list_reserves(session, region=region or "", after="", limit=TOWNS_OF_A_PAGE)
    month = f"{last_month(clock.today()):%Y-%m}"
    return page("funds", "reserves.html", reserves=await _reserves(session, accounts), month=month, this=f"{clock.today():%Y-%m}")


@router.get("/reserves/{town}", summary="一个镇街的备用金", responses=refuses(rules.NoSuchReserve, rules.NoReserveRule))
async def show_reserve(town: TownCode, session: Transaction, by: Reader) -> ReserveView:
    [shown] = await _reserves(session, [await store.get_reserve(session, town)])
    return shown


@router.post(
    "/reserves/{town}/refills",
    status_code=201,
    summary="申请补充备用金",
    responses=refuses(OutsideRegion, rules.NoReserveRule, rules.RefillOpen, rules.ReserveAboveCeiling),
)
async def ask_refill(town: TownCode, form: AskRefill, session: Transaction, by: Officer) -> RefillView:
    """限额以内。不超过确认线的几秒内从临时救助指标拨付，超过的由县区确认。低于补充线的系统自动提出，不必申请。"""
    return RefillView.model_validate(await asking.ask_refill(session, town, form, by=by, at=clock.now()))


@router.get("/reserve-refills", summary="备用金补充列表", responses=refuses(UnreadableCursor))
async def list_refills(
    session: Transaction,
    by: Reader,
    region: Where = None,
    state: Annotated[rules.RefillState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[RefillView]:
    """新的在前。"""
    refills = await store.list_refills(session, town=region or "", state=state, after=place(after), limit=limit)
    rows = [RefillView.model_validate(refill) for refill in refills]
    return Page(rows=rows, next=cursor(refills[-1].id) if len(refills) == limit else None)


@router.post(
    "/reserve-refills/{refill_id}/decision",
    status_code=201,
    summary="县区确认备用金补充",
    responses=refuses(rules.NoSuchRefill, OutsideRegion, SamePerson, rules.RefillStateForbids, NoSuchLine, LineNotForReserve),
)
async def decide_refill(refill_id: RefillId, form: DecideRefill, session: Transaction, by: County) -> RefillView:
    """同意后几秒内拨付；指标余额不足的等资金到位自动再试。"""
    return RefillView.model_validate(await deciding.decide_refill(session, refill_id, form, by=by, at=clock.now()))


@router.get(
    "/reserves/{town}/months/{month}.xlsx",
    summary="备用金月账（工作簿）",
    response_class=Response,
    responses=XLSX_ANSWER | refuses(rules.NoSuchReserve, rules.NoReserveRule),
)
async def take_out_month(town: TownCode, month: Month, session: Transaction, by: Reader, taking: Taking) -> Response:
    """汇总、逐笔、当月先行救助及手续。"""
    first = month_of(month)
    told = await _month(session, town, first, limit=MOVES_OF_A_BOOK)
    grants = await list_grants_of_month(session, town, first=first, next=next_month(first), limit=MOVES_OF_A_BOOK)
    book = await month_book(told, grants, by=by, at=clock.now())
    await taking.out("备用金月账", rows=len(told.moves) + len(grants), by=by)
    return as_download(f"{name_of(town)}备用金{month}", book)


@router.get(
    "/reserves/{town}/months/{month}",
    summary="备用金月账",
    responses=refuses(rules.NoSuchReserve, rules.NoReserveRule),
)
async def show_month(town: TownCode, month: Month, session: Transaction, by: Reader) -> ReserveMonthView:
    """由总账重新算出：期初、拨入、救助、退回、期末，逐笔列出。"""
    return await _month(session, town, month_of(month), limit=MOVES_OF_A_PAGE)


@router.get(
    "/reserves/{town}/months/{month}/page",
    summary="备用金月账（网页）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchReserve, rules.NoReserveRule),
)
async def show_month_page(town: TownCode, month: Month, session: Transaction, by: Reader) -> HTMLResponse:
    first = month_of(month)
    account = await store.get_reserve(session, town)
    [reserve] = await _reserves(session, [account])
    grants = await list_grants_of_month(session, town, first=first, next=next_month(first), limit=GRANTS_SHOWN)
    return page(
        "funds",
        "reserve.html",
        reserve=reserve,
        month=await _month(session, town, first, limit=MOVES_OF_A_PAGE),
        refills=await list_refills(session, by, region=town, limit=REFILLS_SHOWN),
        grants=grants,
        today=clock.today(),
        before=f"{last_month(first):%Y-%m}",
        after=f"{next_month(first):%Y-%m}" if next_month(first) <= clock.today() else "",
    )


@router.post(
    "/reserves/{town}/months/{month}/account",
    status_code=201,
    summary="报送备用金月账",
    responses=refuses(OutsideRegion, rules.NoSuchReserve, rules.NoReserveRule, rules.ReserveMonthNotOver, rules.AccountHandedIn),
)
async def hand_in_account(
    town: TownCode, month: Month, form: HandInAccount, session: Transaction, by: Officer
) -> AccountOfMonthView:
    """数字取自总账，不手工填写。"""
    account = await handing_in.hand_in_account(session, town, month_of(month), form, by=by, at=clock.now())
    return AccountOfMonthView.model_validate(account)


@router.post(
    "/reserves/{town}/months/{month}/account/decision",
    status_code=201,
    summary="审核备用金月账",
    responses=refuses(OutsideRegion, rules.NoSuchReserve, rules.AccountNotHandedIn, SamePerson, rules.AccountChanged),
)
async def decide_account(
    town: TownCode, month: Month, form: DecideAccount, session: Transaction, by: County
) -> AccountOfMonthView:
    """与总账现在的数字一致才能通过。"""
    account = await judging.decide_account(session, town, month_of(month), form, by=by, at=clock.now())
    return AccountOfMonthView.model_validate(account)


async def _reserves(session: Transaction, accounts: Sequence[Account]) -> list[ReserveView]:
    today = clock.today()
    towns = [account.region for account in accounts]
    refills = await store.list_open_refills(session, towns)
    waiting = await sum_waiting(session, towns)
    handed_in = await store.list_accounts_of(session, towns, last_month(today))
    shown = []
    for account in accounts:
        policy, _ = get_reserve_policy(account.region, today)
        ceiling, held = policy.ceiling_of(account.region), store.held_in(account)
        many, waiting_fen = waiting.get(account.region, (0, 0))
        refill, handed = refills.get(account.region), handed_in.get(account.region)
        shown.append(
            ReserveView(
                town=account.region,
                balance_fen=held.balance_fen,
                available_fen=held.available_fen,
                in_transit_fen=held.in_transit_fen,
                most_fen=ceiling.most_fen,
                floor_fen=ceiling.floor_fen,
                room_fen=rules.room_fen(ceiling, held),
                clause=policy.source(ceiling).spoken,
                waiting=many,
                waiting_fen=waiting_fen,
                refill=RefillView.model_validate(refill) if refill else None,
                account_state=handed.state if handed else None,
            )
        )
    return shown


async def _month(session: Transaction, town: str, first: date, *, limit: int) -> ReserveMonthView:
    account = await store.get_reserve(session, town)
    told = await read_month(session, town, first, on=clock.today())
    policy, _ = get_reserve_policy(town, first)
    moves = await store.list_moves(session, account.id, first=first, next=next_month(first), limit=limit + 1)
    handed = await store.find_account(session, town, first)
    return ReserveMonthView(
        town=town,
        month=f"{first:%Y-%m}",
        opening_fen=told.month.opening_fen,
        filled_fen=told.month.filled_fen,
        granted_fen=told.month.granted_fen,
        returned_fen=told.month.returned_fen,
        other_fen=told.month.other_fen,
        closing_fen=told.month.closing_fen,
        grants=told.grants,
        without_papers=told.without_papers,
        due_on=rules.due_on(policy, first),
        account=_handed(handed),
        moves=[
            MonthMove(
                booked_on=move.booked_on,
                transfer_id=move.transfer_id,
                purpose_name=PURPOSE_NAMES[Purpose(move.purpose)],
                phase_name=PHASE_NAMES[Phase(move.phase)],
                memo=move.memo,
                in_fen=move.in_fen,
                out_fen=move.out_fen,
            )
            for move in moves[:limit]
        ],
        is_whole=len(moves) <= limit,
    )


def _handed(account: ReserveAccount | None) -> AccountOfMonthView | None:
    return AccountOfMonthView.model_validate(account) if account else None
