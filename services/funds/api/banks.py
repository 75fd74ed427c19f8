"""The bank's statements beside the books: accounts at banks, files read in, differences worked off, and the sheet of it all."""

from typing import Annotated
from uuid import UUID

from fastapi import File, Path, Query, UploadFile
from fastapi.responses import HTMLResponse

from services.funds.api.ledger import County
from services.funds.operations.bank import match_line as matching
from services.funds.operations.bank import open_bank_account as opening
from services.funds.operations.bank import settle_bank_difference as settling
from services.funds.operations.bank.import_statement import import_statement
from services.funds.operations.bank.reconcile_bank import reconcile_bank
from services.funds.rules import bank as rules
from services.funds.rules.bank import DifferenceState
from services.funds.schemas.bank import (
    BankAccountView,
    BankDifferenceView,
    BankMatchView,
    BankStatementView,
    ImportedView,
    MatchLine,
    OpenBankAccount,
    ReconciliationView,
    SettleBankDifference,
)
from services.funds.store.bank import get_bank_account, list_bank_accounts, list_differences, list_statements
from services.funds.store.reconciliation import draw_sheet
from services.funds.store.statement_file import read_statements
from shared import clock
from shared.grid import GRID_LAWS
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses

BODY_BYTES = 16 * 2**20
"""Fifty thousand lines with all that banks say of them."""

router = door_with_limit("/bank-accounts", "银行对账", body_limit_bytes=BODY_BYTES)

BankAccountId = Annotated[UUID, Path(title="银行账户编号")]
LineId = Annotated[UUID, Path(title="银行流水编号")]
DifferenceId = Annotated[UUID, Path(title="差异编号")]
Statement = Annotated[UploadFile, File(title="对账单文件", description="MT940，或 CSV（UTF-8、GBK）、.xlsx")]
Reader = Annotated[Principal, may(Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]

_READING = (
    rules.NoSuchBankAccount,
    rules.StatementUnreadable,
    rules.StatementNotInYuan,
    rules.StatementOfAnother,
    rules.StatementDoesNotAdd,
    rules.StatementOutOfTime,
    rules.StatementDoesNotContinue,
    *GRID_LAWS,
)


@router.post(
    "", status_code=201, summary="登记银行账户", responses=refuses(OutsideRegion, rules.BankAccountKnown, rules.CustodyTaken)
)
async def open_bank_account(form: OpenBankAccount, session: Transaction, by: County) -> BankAccountView:
    """写明哪些类别账户的资金存放在这个银行账户里；同一地方的一类资金只能存放在一个账户。"""
    return BankAccountView.model_validate(await opening.open_bank_account(session, form, by=by, at=clock.now()))


@router.get("", summary="银行账户列表", responses=refuses(UnreadableCursor))
async def show_bank_accounts(
    session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[BankAccountView]:
    rows = await list_bank_accounts(session, after=place(after), limit=limit)
    return Page(
        rows=[BankAccountView.model_validate(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None
    )


@router.post("/{bank_account_id}/statements", status_code=201, summary="导入银行对账单", responses=refuses(*_READING))
async def import_bank_statement(
    bank_account_id: BankAccountId, file: Statement, session: Transaction, by: County
) -> ImportedView:
    """导入后随即对账：先按附言编号，再按金额和日期。同一条流水只保存一次；期初余额须与上一份的期末余额衔接。

    CSV 与工作簿的列：日期、收入、支出、余额必填，每行余额须由上一行推得；
    附言（本平台给出的 16 位编号）、流水号、摘要、对方户名、对方账号可有。
    """
    read = read_statements(await file.read())
    statements = await import_statement(session, bank_account_id, read, by=by, at=clock.now())
    found = await reconcile_bank(session, bank_account_id, at=clock.now())
    shown = [BankStatementView.model_validate(statement) for statement in statements]
    return ImportedView(statements=shown, matched=len(found.matches), differences=len(found.differences))


@router.get(
    "/{bank_account_id}/statements", summary="已导入的对账单", responses=refuses(UnreadableCursor, rules.NoSuchBankAccount)
)
async def show_statements(
    bank_account_id: BankAccountId, session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[BankStatementView]:
    """最近导入的在前。"""
    account = await get_bank_account(session, bank_account_id)
    rows = await list_statements(session, account.id, before=place(after), limit=limit)
    shown = [BankStatementView.model_validate(row) for row in rows]
    return Page(rows=shown, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post("/{bank_account_id}/reconciliation", status_code=201, summary="重新对账", responses=refuses(rules.NoSuchBankAccount))
async def reconcile_again(bank_account_id: BankAccountId, session: Transaction, by: County) -> ReconciliationView:
    """补记或冲正之后再对一次；已相符的差异自动核销并注明。"""
    await reconcile_bank(session, bank_account_id, at=clock.now())
    return await show_reconciliation(bank_account_id, session, by)


@router.get("/{bank_account_id}/reconciliation", summary="银行存款余额调节表", responses=refuses(rules.NoSuchBankAccount))
async def show_reconciliation(bank_account_id: BankAccountId, session: Transaction, by: Reader) -> ReconciliationView:
    """截至最近一份对账单：银行余额与账面余额，各自加减对方未达的款项，两边应相等。"""
    return ReconciliationView.model_validate(await draw_sheet(session, await get_bank_account(session, bank_account_id)))


@router.get(
    "/{bank_account_id}/reconciliation.html",
    summary="银行存款余额调节表（网页）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchBankAccount),
)
async def show_reconciliation_page(bank_account_id: BankAccountId, session: Transaction, by: Reader) -> HTMLResponse:
    sheet = await draw_sheet(session, await get_bank_account(session, bank_account_id))
    return page("funds", "reconciliation.html", sheet=sheet, printed_at=clock.now(), by=by.subject)


@router.get("/{bank_account_id}/differences", summary="对账差异", responses=refuses(UnreadableCursor, rules.NoSuchBankAccount))
async def show_differences(
    bank_account_id: BankAccountId,
    session: Transaction,
    by: Reader,
    state: Annotated[DifferenceState | None, Query(title="状态", description="不写为全部")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[BankDifferenceView]:
    account = await get_bank_account(session, bank_account_id)
    rows = await list_differences(session, account.id, state=state, after=place(after), limit=limit)
    shown = [BankDifferenceView.model_validate(row) for row in rows]
    return Page(rows=shown, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post(
    "/differences/{difference_id}/settlement",
    status_code=201,
    summary="说明一条差异",
    responses=refuses(rules.NoSuchDifference, rules.DifferenceSettledAlready),
)
async def settle_difference(
    difference_id: DifferenceId, form: SettleBankDifference, session: Transaction, by: County
) -> BankDifferenceView:
    """写明原因。账上漏记的仍须补记，记错的仍须冲正；说明只是让人知道为什么不符。"""
    return BankDifferenceView.model_validate(
        await settling.settle_bank_difference(session, difference_id, form, by=by, at=clock.now())
    )


@router.post(
    "/lines/{line_id}/matches",
    status_code=201,
    summary="人工勾对一条流水",
    responses=refuses(rules.NoSuchBankLine, rules.LineMatchedAlready, rules.MatchDoesNotAdd),
)
async def match_line(line_id: LineId, form: MatchLine, session: Transaction, by: County) -> list[BankMatchView]:
    """一条流水可以是多笔款项（合并扣款），合计须与流水金额相等。"""
    matches = await matching.match_line(session, line_id, form, by=by, at=clock.now())
    return [BankMatchView.model_validate(match) for match in matches]
