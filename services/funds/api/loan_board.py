"""The board of a county's small loans, as figures, as a page and as a workbook; and the page of one loan with its days."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.api.attachment import AS_WORKBOOK, attached
from services.funds.api.exports import Taking
from services.funds.api.guarantees import fund_view, list_compensations, list_recoveries
from services.funds.api.loan_views import ONE_DAY, account_view, days_of, loan_line, loan_view
from services.funds.api.loans import LoanId, Reader, list_checks, list_extensions
from services.funds.rules.base_rate import RateUnknown
from services.funds.rules.loan import HELD, LOAN_STATE_NAMES, NoSuchLoan
from services.funds.rules.loan_policy import NoLendingRule
from services.funds.schemas.loan_board import BoardLine, BoardView
from services.funds.store import guarantee as store
from services.funds.store import loan as loans
from services.funds.store.subsidy import sum_subsidies, sum_subsidies_before
from shared.clock import now, today
from shared.database import EVERYWHERE
from shared.html import page, wall_clock
from shared.money import yuan
from shared.pages import PAGE_ROWS, After, UnreadableCursor, cursor, place
from shared.regions import AnyRegion, name_of, short_name_of
from shared.security import ROLE_NAMES, Principal
from shared.service import Transaction, door, refuses
from shared.workbook import Cell, Sheet, Yuan, workbook

router = door("", "小额信贷统计")

InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="不填为本人辖区")]
Month = Annotated[str | None, Query(title="逐日查看的月份", pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", examples=["2020-06"])]
COLUMNS = [
    ("分组", 12), ("名称", 36), ("累计笔数", 12), ("借款户（单位）数", 16), ("累计放款（元）", 18), ("在贷余额（元）", 18),
    ("逾期笔数", 10), ("逾期本金（元）", 16), ("逾期率", 10),
]  # fmt: skip
FUND_COLUMNS = [
    ("合作银行", 30), ("余额（元）", 16), ("可用余额（元）", 16), ("放大倍数", 10), ("在保金额（元）", 16), ("还可担保（元）",
    16), ("逾期率", 10), ("停贷线", 10), ("是否停贷", 10),
]  # fmt: skip


@router.get("/loan-board", summary="小额信贷统计", responses=refuses(NoLendingRule))
async def show_board(session: Transaction, by: Reader, region: InRegion = None) -> BoardView:
    """累计放款、在贷余额、逾期率、贴息与担保基金；按银行、镇街和类别。"""
    return await _board(session, region or ("" if by.region == EVERYWHERE else by.region))


@router.get(
    "/loan-board.xlsx",
    summary="小额信贷统计（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(NoLendingRule),
)
async def take_out_board(session: Transaction, by: Reader, taking: Taking, region: InRegion = None) -> Response:
    board = await show_board(session, by, region=region)
    await taking.out("小额信贷统计", rows=1 + len(board.banks) + len(board.towns) + len(board.classes) + len(board.funds), by=by)
    return attached(_book(board, by), f"小额信贷统计-{today():%Y%m%d}.xlsx")


@router.get(
    "/loan-board/page",
    summary="小额信贷统计（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoLendingRule, UnreadableCursor),
)
async def show_board_page(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    overdue: Annotated[bool, Query(title="只列逾期的")] = False,
    after: After = None,
) -> HTMLResponse:
    """统计与逐笔贷款；逾期的可单独查看。"""
    board = await show_board(session, by, region=region)
    asked = loans.LoansAsked(region=region, overdue_on=today() if overdue else None)
    found = await loans.list_loans(session, asked, after=place(after), limit=PAGE_ROWS)
    rows = [loan_line(loan, owed) for loan, owed in found[:PAGE_ROWS]]
    return page(
        "funds",
        "loan_board.html",
        board=board,
        loans=rows,
        region=region,
        overdue=overdue,
        today=today(),
        is_first=after is None,
        next=cursor(rows[-1].id) if len(found) > PAGE_ROWS else None,
        short_name_of=short_name_of,
    )


@router.get(
    "/loans/{loan_id}/page",
    summary="一笔贷款（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchLoan, RateUnknown),
)
async def show_loan_page(loan_id: LoanId, session: Transaction, by: Reader, month: Month = None) -> HTMLResponse:
    """合同、程序、发生额、逐段与逐日计息、各期结息、贴息、代偿与追回。"""
    loan = await loans.get_loan(session, loan_id)
    until_on = today() + ONE_DAY
    days: Sequence[Any] = []
    if month and loan.state in HELD:
        first = date.fromisoformat(f"{month}-01")
        facts = await loans.facts_of(session, loan, until_on=max(until_on, _next_month(first)))
        days = days_of(facts, first, _next_month(first))
    return page(
        "funds",
        "loan.html",
        loan=await loan_view(session, loan, on=today()),
        account=await account_view(session, loan, until_on=until_on),
        checks=await list_checks(loan_id, session, by),
        extensions=await list_extensions(loan_id, session, by),
        compensations=await list_compensations(loan_id, session, by),
        recoveries=await list_recoveries(loan_id, session, by),
        states=LOAN_STATE_NAMES,
        place=name_of(loan.region),
        month=month,
        days=days,
        today=today(),
    )


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


async def _board(session: AsyncSession, region: str) -> BoardView:
    counted = {by: await store.count_loans(session, region, by=by, on=today()) for by in ("all", "bank", "town", "class")}
    paid_fen, waiting_fen = await sum_subsidies(session, region)
    compensated_fen, recovered_fen = await store.sum_compensated(session, region)
    return BoardView(
        region=region,
        place=name_of(region) if region else "全部辖区",
        on=today(),
        total=BoardLine.of(counted["all"][0], "合计") if counted["all"] else BoardLine.empty("合计"),
        banks=[BoardLine.of(row, row.key) for row in counted["bank"]],
        towns=[BoardLine.of(row, short_name_of(row.key)) for row in counted["town"]],
        classes=[BoardLine.of(row, row.key) for row in counted["class"]],
        subsidised_fen=paid_fen,
        before_fen=await sum_subsidies_before(session, region),
        waiting_fen=waiting_fen,
        compensated_fen=compensated_fen,
        recovered_fen=recovered_fen,
        funds=[await fund_view(session, fund) for fund in await store.list_funds(session, region)],
    )


def _book(board: BoardView, by: Principal) -> bytes:
    asked = [
        ("地区", board.place),
        ("截至", board.on.isoformat()),
        ("已拨付贴息（元）", yuan(board.subsidised_fen)),
        ("平台启用前已贴息（元）", yuan(board.before_fen)),
        ("累计代偿（元）", yuan(board.compensated_fen)),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(now())),
    ]
    groups = [("合计", [board.total]), ("银行", board.banks), ("镇街", board.towns), ("类别", board.classes)]
    rows = [_cells(group, line) for group, lines in groups for line in lines]
    funds: list[list[Cell]] = [
        [
            fund.bank, Yuan(fund.balance_fen), Yuan(fund.available_fen), fund.multiple, Yuan(fund.guaranteed_fen),
            Yuan(fund.room_fen), fund.overdue_said, fund.stop_said, "是" if fund.is_stopped else "否",
        ]
        for fund in board.funds
    ]  # fmt: skip
    return workbook(Sheet("贷款", COLUMNS, rows), Sheet("担保基金", FUND_COLUMNS, funds), asked=asked)


def _cells(group: str, line: BoardLine) -> list[Cell]:
    return [
        group, line.title, line.loans, line.borrowers, Yuan(line.lent_fen), Yuan(line.outstanding_fen), line.overdue_loans,
        Yuan(line.overdue_fen), line.overdue_said,
    ]  # fmt: skip
