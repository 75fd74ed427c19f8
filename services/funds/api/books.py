"""The books to read: statements, the trial balance of any days, and whether everything recomputes."""

from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import Query, Response

from services.funds.api.book_sheets import XLSX_ANSWER, as_download, statement_book, trial_book
from services.funds.api.exports import Taking
from services.funds.api.ledger import AccountId, Reader, shown, sums_shown
from services.funds.operations.ledger import check_books as checking
from services.funds.rules.account import NoSuchAccount, Sums
from services.funds.rules.books import NotAWholeCounty
from services.funds.schemas.books import (
    BooksCheckView,
    FindingView,
    StatementLine,
    StatementView,
    TrialBalanceView,
    TrialLine,
)
from services.funds.schemas.ledger import TransferView
from services.funds.store.books import TrialSum, sum_account, sum_trial
from services.funds.store.ledger import get_account, list_statement
from shared import clock
from shared.pages import PAGE_ROWS, Limit
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT

router = door("", "账簿")

LAST_LINE = 2**63 - 1
"""A bigint counts no further."""

BookReader = Annotated[Principal, may(Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Checker = Annotated[Principal, may(Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
FromOn = Annotated[date | None, Query(title="起始日期", description="按记账日期，含当日")]
ToOn = Annotated[date | None, Query(title="截止日期", description="按记账日期，含当日；不写为此刻")]
Detailed = Annotated[bool, Query(title="是否分来源、专项、年度", description="为假：只按账户类别汇总")]


@router.get("/accounts/{account_id}/statement", summary="账户明细", responses=refuses(NoSuchAccount))
async def show_statement(
    account_id: AccountId,
    session: Transaction,
    by: Reader,
    from_on: FromOn = None,
    to_on: ToOn = None,
    after: Annotated[int, Query(title="从哪一行之后", description="上一页返回的 next", ge=0, le=LAST_LINE)] = 0,
    limit: Limit = PAGE_ROWS,
) -> StatementView:
    """按行号排列；每个账户的行号从 1 起连续，缺一行即可看出。写了日期的只列那些天记账的行，期初、期末余额按日期计算。"""
    account = await get_account(session, account_id)
    rows = await list_statement(session, account_id, after=after, limit=limit, from_on=from_on, to_on=to_on)
    lines = [
        StatementLine(
            **sums_shown(posting.sums),
            line=posting.line,
            balance_fen=posting.balance_fen,
            transfer=TransferView.model_validate(transfer),
        )
        for posting, transfer in rows
    ]
    before = await sum_account(session, account_id, on=_day_before(from_on)) if from_on else Sums()
    after_all = await sum_account(session, account_id, on=to_on) if to_on else account.holding.sums
    return StatementView(
        account=shown(account),
        from_on=from_on,
        to_on=to_on,
        opening_fen=before.balance_fen,
        closing_fen=after_all.balance_fen,
        rows=lines,
        next=lines[-1].line if len(lines) == limit else None,
    )


@router.get(
    "/accounts/{account_id}/statement.xlsx",
    summary="账户明细（工作簿）",
    response_class=Response,
    responses=XLSX_ANSWER | refuses(NoSuchAccount),
)
async def take_out_statement(
    account_id: AccountId, session: Transaction, by: Reader, taking: Taking, from_on: FromOn = None, to_on: ToOn = None
) -> Response:
    """与明细相同的条件，至多十万行；超过的在“说明”页注明。"""
    told = await show_statement(account_id, session, by, from_on, to_on, 0, ROWS_LIMIT)
    await taking.out("账户明细", rows=len(told.rows), by=by)
    return as_download(f"账户明细-{told.account.name}", await statement_book(told, by=by, at=clock.now()))


@router.get("/trial-balance", summary="试算平衡表")
async def show_trial_balance(
    session: Transaction, by: BookReader, on: ToOn = None, from_on: FromOn = None, is_detailed: Detailed = False
) -> TrialBalanceView:
    """本辖区全部账户按类别，或按类别、资金来源、专项、年度汇总；借贷差额恒为零。写了起始日期的另列期初余额和本期发生额。"""
    sums = await sum_trial(session, on=on, from_on=from_on)
    lines = [_line(one, is_detailed=True) for one in sums] if is_detailed else [_line(one) for one in _by_kind(sums)]
    total = sum((one.sums for one in sums), start=Sums())
    pending = total.debits_pending_fen - total.credits_pending_fen
    return TrialBalanceView(
        region=by.region,
        from_on=from_on,
        on=on,
        rows=lines,
        difference_fen=total.balance_fen,
        pending_difference_fen=pending,
        is_balanced=total.balance_fen == 0 == pending,
    )


@router.get("/trial-balance.xlsx", summary="试算平衡表（工作簿）", response_class=Response, responses=XLSX_ANSWER)
async def take_out_trial_balance(
    session: Transaction, by: BookReader, taking: Taking, on: ToOn = None, from_on: FromOn = None, is_detailed: Detailed = True
) -> Response:
    """与试算平衡表相同的条件。"""
    told = await show_trial_balance(session, by, on, from_on, is_detailed)
    await taking.out("试算平衡表", rows=len(told.rows), by=by)
    return as_download("试算平衡表", await trial_book(told, by=by, at=clock.now()))


@router.get("/books/check", summary="重算核对全部账簿", responses=refuses(NotAWholeCounty))
async def check_books(session: Transaction, by: Checker) -> BooksCheckView:
    """从明细逐行重算每个账户的余额、行号和每笔款项的借贷，列出与账上保存的不符之处；没有就是全部相符。"""
    found = await checking.check_books(session, by=by)
    return BooksCheckView(is_sound=not found, findings=[FindingView.model_validate(one) for one in found])


def _day_before(on: date) -> date:
    return date.fromordinal(max(1, on.toordinal() - 1))


def _by_kind(sums: list[TrialSum]) -> list[TrialSum]:
    together = []
    for _, several in groupby(sums, key=lambda one: one.kind):
        first, *others = several
        for one in others:
            first = TrialSum(first.kind, first.source, "", 0, first.sums + one.sums, first.turned + one.turned)
        together.append(first)
    return together


def _line(one: TrialSum, *, is_detailed: bool = False) -> TrialLine:
    return TrialLine(
        **sums_shown(one.sums),
        kind=one.kind,
        source=one.source if is_detailed else None,
        programme=one.programme if is_detailed else None,
        year=one.year if is_detailed else None,
        opening_fen=one.opening_fen,
        turned_debits_fen=one.turned.debits_posted_fen,
        turned_credits_fen=one.turned.credits_posted_fen,
        balance_fen=one.sums.balance_fen,
    )
