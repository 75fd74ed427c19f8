"""A loan's account: repayments by hand, mistakes taken back, banks' monthly lists read in, and everything recomputed day by
day."""

import asyncio
import json
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Query, Response, UploadFile

from services.funds.api.attachment import AS_WORKBOOK, GRID_REFUSALS, attached
from services.funds.api.exports import Taking
from services.funds.api.loan_views import account_view, loan_view
from services.funds.api.loans import County, LoanId, Reader
from services.funds.operations.loan_account import import_entries as importing
from services.funds.operations.loan_account import repay_loan as repaying
from services.funds.operations.loan_account import reverse_entry as reversing
from services.funds.rules import loan as rules
from services.funds.rules import loan_file, loan_life
from services.funds.rules.base_rate import RateUnknown
from services.funds.schemas.ledger import County as CountyCode
from services.funds.schemas.loan import LoanView, RepayLoan
from services.funds.schemas.loan_account import FAULTS_SHOWN, AccountView, FaultView, LoanFileView, ReverseEntry
from services.funds.store import loan as store
from services.funds.store.loan_account import get_loan_file
from services.funds.tables import LoanFile
from shared import clock
from shared.cells import Fault, Row
from shared.clock import now, today
from shared.grid import FILE_BYTES
from shared.handed_back import write_handed_back
from shared.schemas import SeenText
from shared.security import OutsideRegion
from shared.service import Transaction, door, door_with_limit, refuses
from shared.vault import unseal

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""

router = door("/loans/{loan_id}", "小额信贷账户")
file_router = door_with_limit("/loan-files", "小额信贷账户", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

FileId = Annotated[UUID, Path(title="清单编号")]
DESCRIPTION = """表头至少有“贷款编号”“日期”“业务”“本金”，可有“利息”“余额”“流水号”；业务写放款、还款或付息。有误的行退回，
其余接收；已有的发生额不重复登记，写了余额的与平台的账核对。至多 50 MB、5,000 行。"""


@router.post(
    "/repayments",
    status_code=201,
    summary="登记还款",
    responses=refuses(
        rules.NoSuchLoan, OutsideRegion, rules.LoanStateForbids, loan_life.EntryOutOfOrder, loan_life.RepaidTooMuch
    ),
)
async def repay_loan(loan_id: LoanId, form: RepayLoan, session: Transaction, by: County) -> LoanView:
    """本金还清即结清。一般随银行每月清单读入。"""
    return await loan_view(session, await repaying.repay_loan(session, loan_id, form, by=by, at=now()), on=today())


@router.post(
    "/entries/{entry_id}/reversal",
    status_code=201,
    summary="更正登错的还款",
    responses=refuses(rules.NoSuchLoan, OutsideRegion, loan_life.NoSuchLoanEntry, loan_life.EntryStands, rules.LoanStateForbids),
)
async def reverse_entry(
    loan_id: LoanId,
    entry_id: Annotated[UUID, Path(title="发生额编号")],
    form: ReverseEntry,
    session: Transaction,
    by: County,
) -> LoanView:
    """另记一行，原行不动；利息和贴息随之重算。"""
    loan = await reversing.reverse_entry(session, loan_id, entry_id, form, by=by, at=now())
    return await loan_view(session, loan, on=today())


@router.get("/account", summary="一笔贷款的账：逐段计息、结息、贴息", responses=refuses(rules.NoSuchLoan, RateUnknown))
async def show_account(
    loan_id: LoanId,
    session: Transaction,
    by: Reader,
    until: Annotated[
        date | None, Query(title="算到哪一天", description="不含当日，不填为明天", ge=date(2014, 12, 1), le=date(2100, 1, 1))
    ] = None,
) -> AccountView:
    """由发生额和合同重新计算，积数计息、算头不算尾，每期合计四舍五入到分。"""
    loan = await store.get_loan(session, loan_id)
    return await account_view(session, loan, until_on=until or clock.today() + store.ONE_DAY)


@file_router.post(
    "",
    status_code=201,
    summary="读入银行每月的贷款清单（.xlsx 或 .csv）",
    description=DESCRIPTION,
    responses=refuses(*GRID_REFUSALS, OutsideRegion, loan_file.NotALoanList, loan_file.NoLoanRows, RateUnknown),
)
async def create_loan_file(
    file: Annotated[UploadFile, File(title="贷款清单", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv")],
    county: Annotated[CountyCode, Form(title="县（区）代码", examples=["371311"])],
    bank: Annotated[SeenText, Form(title="银行", min_length=2, max_length=60, examples=["罗庄农商银行"])],
    session: Transaction,
    by: County,
) -> LoanFileView:
    content = await file.read()
    return _view(await importing.import_entries(session, content, county=county, bank=bank, by=by, at=now()))


@file_router.get("/{file_id}", summary="查询贷款清单", responses=refuses(loan_file.NoSuchLoanFile))
async def read_loan_file(file_id: FileId, session: Transaction, by: County) -> LoanFileView:
    return _view(await get_loan_file(session, file_id))


@file_router.get(
    "/{file_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(loan_file.NoSuchLoanFile, loan_file.NoLoanRowRefused),
)
async def read_errors_workbook(file_id: FileId, session: Transaction, by: County, taking: Taking) -> Response:
    """有误的单元格标红并有批注；更正后可直接重新提交。"""
    file = await get_loan_file(session, file_id)
    if file.refused_rows_sealed is None:
        raise loan_file.NoLoanRowRefused(file_id=str(file_id))
    rows = [Row(number, cells) for number, cells in json.loads(unseal(file.refused_rows_sealed))]
    faults = [Fault(**fault) for fault in file.faults]
    packed = await asyncio.to_thread(write_handed_back, rows, faults, columns=loan_file.COLUMNS)
    await taking.out("贷款清单退回的行", rows=len(rows), by=by)
    return attached(packed, f"需更正的贷款清单-{clock.china(file.uploaded_at):%Y%m%d}.xlsx")


def _view(file: LoanFile) -> LoanFileView:
    faults = [FaultView(**fault) for fault in file.faults[:FAULTS_SHOWN]]
    return LoanFileView(**file.model_dump(exclude={"faults", "refused_rows_sealed"}), faults=faults)
