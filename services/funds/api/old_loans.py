"""Loans from before the platform: a template, a bank's list that is looked at, the rows handed back, and the list taken in by
another person."""

import asyncio
import json
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import File, Path, Query, Response, UploadFile
from fastapi import Form as Part

from services.funds.api.attachment import AS_WORKBOOK, GRID_REFUSALS, attached
from services.funds.api.exports import Taking
from services.funds.api.loans import County
from services.funds.operations.old_loan import discard_old_loans as discarding
from services.funds.operations.old_loan import take_old_loans as taking
from services.funds.operations.old_loan.upload_old_loans import upload_old_loans
from services.funds.rules import old_loan as rules
from services.funds.rules import old_loan_file as files
from services.funds.rules.guarantee import NoSuchGuaranteeFund
from services.funds.rules.interest import REPRICING_NAMES, STRIKING_NAMES
from services.funds.rules.loan_policy import NoLendingRule
from services.funds.rules.payment_request import NoRowRefused
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.rules.repayment import REPAYMENT_NAMES
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.ledger import County as CountyCode
from services.funds.schemas.loan import Bank, Day
from services.funds.schemas.old_loan import FAULTS_SHOWN, OldLoanEntryView, OldLoanListView, OldLoansUpload, TakeOldLoans
from services.funds.schemas.payee import FaultView
from services.funds.store import old_loan as store
from services.funds.store.lending_policy import get_lending_policy
from services.funds.tables import OldLoanList
from shared.cells import Fault, Row
from shared.clock import now, today
from shared.grid import FILE_BYTES
from shared.handed_back import write_handed_back
from shared.listed_person import ID_NUMBER
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.vault import unseal
from shared.workbook import Cell, Sheet, Yuan, workbook

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""

router = door_with_limit("/old-loan-lists", "存量贷款", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

ListId = Annotated[UUID, Path(title="清单标识")]
Reader = Annotated[Principal, may(Role.COUNTY, Role.AUDITOR)]
LOAN_COLUMNS = [
    ("贷款编号", 22), ("借款合同号", 28), ("所在村代码", 16), ("贷款类别", 28), ("放款日期", 12), ("到期日期", 12),
    ("放款金额（元）", 16), ("贷款余额（元）", 16), ("此前已贴息（元）", 16), ("已贴息至", 12), ("高于重算（元）", 14),
]  # fmt: skip


@router.post(
    "",
    status_code=201,
    summary="上传存量贷款清单（预览）",
    responses=refuses(
        *GRID_REFUSALS,
        OutsideRegion,
        rules.AsOfInTheFuture,
        files.NotAnOldLoanList,
        files.NoOldLoans,
        NoSuchGuaranteeFund,
        *PUBLIC_TEXT_LAWS,
    ),
)
async def create_list(
    file: Annotated[UploadFile, File(title="存量贷款清单", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv；可用模板填写")],
    county: Annotated[CountyCode, Part(title="县（区）代码", examples=["371311"])],
    bank: Annotated[Bank, Part(title="银行", examples=["罗庄农商银行"])],
    as_of_on: Annotated[Day, Part(title="清单截止日期", examples=["2020-06-30"])],
    session: Transaction,
    by: County,
) -> OldLoanListView:
    """平台启用前发放、仍在贷或仍有贴息未结的贷款。一份合同一行；多次还款、分段贴息的，同一合同另起行，合同内容留空。逐份合同核对：
    放款时的办法、余额、已贴息的日子与金额；有误的，该合同各行一并退回。由另一人接收后才生效。"""
    upload = OldLoansUpload(county=county, bank=bank, as_of_on=as_of_on)
    return _view(await upload_old_loans(session, await file.read(), upload, by=by, at=now()))


@router.get("/template.xlsx", summary="存量贷款清单模板", response_class=Response, responses=AS_WORKBOOK | refuses(NoLendingRule))
async def read_template(
    by: County, taking: Taking, county: Annotated[CountyCode, Query(title="县（区）代码", examples=["371311"])]
) -> Response:
    """各列怎样填写见末页；证件号码和合同号各列已设为文本。"""
    policy, _ = get_lending_policy(county, today())
    widths = {ID_NUMBER: 24, files.CONTRACT: 26, files.ENTERPRISE: 26, files.CREDIT_CODE: 24, files.WHY: 30}
    columns = [(column, widths.get(column, 14)) for column in files.COLUMNS]
    asked = [
        (files.CONTRACT, "必填；同一合同的第一行写全合同内容，其后的行只写合同号和又一次还款、又一段贴息"),
        (ID_NUMBER, "农户、学生填身份证号和姓名；经营主体填名称、统一社会信用代码和所在村代码，不混填"),
        (files.LOAN_CLASS, "、".join(each.title for each in policy.classes)),
        (files.USE, "、".join(each.title for each in policy.uses)),
        (files.FIRST_DUE, "展过期的填写，到期日期填展期后的；展期年利率不同的另填"),
        (files.REPRICING, f"{'、'.join(REPRICING_NAMES.values())}；留空为固定。浮动的，年利率一列填加减点"),
        (files.STRIKING, f"{'、'.join(STRIKING_NAMES.values())}；留空为按季结息"),
        (files.REPAYMENT, f"{'、'.join(REPAYMENT_NAMES.values())}；留空为到期一次还本；分期的填每期月数 1、3、6、12"),
        (files.BALANCE, "截止日的未还本金，等于放款金额减去各行归还本金"),
        (files.SUBSIDY, "已经贴息的起止日期（含当日）和金额；没有贴过的，金额写 0；与平台重算不符的写明差额原因"),
        ("行数", f"至多 {files.ROWS_LIMIT:,} 行"),
    ]
    packed = await asyncio.to_thread(workbook, Sheet("存量贷款清单", columns, []), asked=asked)
    await taking.out("存量贷款清单模板", rows=0, by=by)
    return attached(packed, "存量贷款清单模板.xlsx")


@router.get("", summary="存量贷款清单列表", responses=refuses(UnreadableCursor))
async def list_lists(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码")] = None,
    state: Annotated[rules.OldListState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[OldLoanListView]:
    found = await store.list_lists(session, region=region, state=state, after=place(after), limit=limit)
    rows = [_view(each) for each in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/{list_id}", summary="一份存量贷款清单", responses=refuses(rules.NoSuchOldLoanList))
async def show_list(list_id: ListId, session: Transaction, by: Reader) -> OldLoanListView:
    return _view(await store.get_list(session, list_id))


@router.get("/{list_id}/loans", summary="清单中可以接收的贷款", responses=refuses(rules.NoSuchOldLoanList))
async def list_loans(list_id: ListId, session: Transaction, by: Reader) -> list[OldLoanEntryView]:
    """接收后各笔有平台的贷款编号，银行此后的每月清单按它填写。至多 2,000 笔。"""
    uploaded = await store.get_list(session, list_id)
    numbers = {loan.contract_number: loan.number for loan in await store.list_taken(session, list_id)}
    return [_entry(entry, numbers.get(entry.loan.contract, "")) for entry in store.entries_of(uploaded)]


@router.get(
    "/{list_id}/loans.xlsx",
    summary="清单中的贷款与平台编号（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchOldLoanList),
)
async def read_loans_workbook(list_id: ListId, session: Transaction, by: Reader, taking: Taking) -> Response:
    """交给银行：合同号与平台的贷款编号对照。"""
    rows = [_cells(each) for each in await list_loans(list_id, session, by)]
    uploaded = await store.get_list(session, list_id)
    asked = [("银行", uploaded.bank), ("清单截止日期", uploaded.as_of_on.isoformat()), ("导出人", by.subject)]
    packed = await asyncio.to_thread(workbook, Sheet("存量贷款", LOAN_COLUMNS, rows), asked=asked)
    await taking.out("存量贷款", rows=len(rows), by=by)
    return attached(packed, f"存量贷款-{uploaded.bank}-{uploaded.as_of_on:%Y%m%d}.xlsx")


@router.get(
    "/{list_id}/errors.xlsx",
    summary="存量贷款清单退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchOldLoanList, NoRowRefused),
)
async def read_errors_workbook(list_id: ListId, session: Transaction, by: County, taking: Taking) -> Response:
    """有误的单元格标红并有批注；更正后可直接重新提交。"""
    uploaded = await store.get_list(session, list_id)
    if uploaded.refused_rows_sealed is None:
        raise NoRowRefused(list_id=str(list_id))
    rows = [Row(number, cells) for number, cells in json.loads(unseal(uploaded.refused_rows_sealed))]
    faults = [Fault(**fault) for fault in uploaded.faults]
    packed = await asyncio.to_thread(write_handed_back, rows, faults, columns=files.COLUMNS)
    await taking.out("存量贷款清单退回的行", rows=len(rows), by=by)
    return attached(packed, f"需更正的存量贷款清单-{uploaded.as_of_on:%Y%m%d}.xlsx")


@router.post(
    "/{list_id}/taking",
    status_code=201,
    summary="接收存量贷款清单",
    responses=refuses(
        rules.NoSuchOldLoanList,
        OutsideRegion,
        rules.OldLoanListClosed,
        SamePerson,
        rules.NoOldLoanSound,
        rules.OldLoanListHasFaults,
        rules.OldLoanListChanged,
        rules.ContractKnown,
        NoSuchGuaranteeFund,
    ),
)
async def take_list(list_id: ListId, form: TakeOldLoans, session: Transaction, by: County) -> OldLoanListView:
    """由提交人以外的人核对笔数和余额后接收。已贴息的日子随之登记，任何清单不能再次列入；未还本金计入担保基金的在保金额。"""
    return _view(await taking.take_old_loans(session, list_id, form, by=by, at=now()))


@router.post(
    "/{list_id}/discard",
    status_code=201,
    summary="作废尚未接收的存量贷款清单",
    responses=refuses(rules.NoSuchOldLoanList, OutsideRegion, rules.OldLoanListClosed),
)
async def discard_list(list_id: ListId, session: Transaction, by: County) -> OldLoanListView:
    return _view(await discarding.discard_old_loans(session, list_id, by=by, at=now()))


def _view(uploaded: OldLoanList) -> OldLoanListView:
    faults = [FaultView(**fault) for fault in uploaded.faults[:FAULTS_SHOWN]]
    shown = uploaded.model_dump(include=set(OldLoanListView.model_fields) - {"faults"})
    return OldLoanListView(**shown, faults=faults)


def _entry(entry: store.OldEntry, number: str) -> OldLoanEntryView:
    loan, terms = entry.loan, entry.loan.terms
    last: date | None = max((run.to_on for run in loan.subsidised), default=None)
    return OldLoanEntryView(
        rows=list(loan.rows),
        contract=loan.contract,
        number=number,
        region=entry.region,
        class_title=terms.loan_class,
        lent_fen=terms.lent_fen,
        drawn_on=terms.drawn_on,
        due_on=terms.due_on,
        balance_fen=terms.balance_fen,
        subsidised_fen=sum(run.amount_fen for run in loan.subsidised),
        subsidised_to=last,
        accepted_fen=sum(entry.accepted_fen),
    )


def _cells(one: OldLoanEntryView) -> list[Cell]:
    return [
        one.number, one.contract, one.region, one.class_title, one.drawn_on.isoformat(), one.due_on.isoformat(),
        Yuan(one.lent_fen), Yuan(one.balance_fen), Yuan(one.subsidised_fen),
        one.subsidised_to.isoformat() if one.subsidised_to else "", Yuan(one.accepted_fen),
    ]  # fmt: skip
