"""Quarterly lists of interest subsidies: drawn by one, looked at and paid by another, returned, read, taken out."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from services.funds.api.attachment import AS_WORKBOOK, attached
from services.funds.api.exports import Taking
from services.funds.api.loans import County, Reader
from services.funds.operations.subsidy_bill import draw_bill as drawing
from services.funds.operations.subsidy_bill.settle_bill import settle_bill
from services.funds.rules import subsidy as rules
from services.funds.rules.account import Overdrawn
from services.funds.rules.base_rate import RateUnknown
from services.funds.rules.budget_line import NoSuchLine
from services.funds.rules.guarantee import LineNotForLoans
from services.funds.rules.loan_policy import BORROWER_NAMES, NoLendingRule
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.rules.second_person import SamePerson
from services.funds.rules.subsidy import BillState
from services.funds.rules.transfer import AlreadyFollowed
from services.funds.schemas.subsidy import BillLineView, BillView, DrawBill, WhyBill
from services.funds.store import subsidy as store
from services.funds.tables import Loan, SubsidyBill, SubsidyLine
from shared.clock import now
from shared.html import wall_clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion, name_of
from shared.security import ROLE_NAMES, OutsideRegion, Principal
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet, Yuan, workbook

router = door("/subsidy-bills", "小额信贷贴息")

BillId = Annotated[UUID, Path(title="清单标识")]
_SETTLED = (rules.NoSuchBill, OutsideRegion, rules.BillStateForbids, SamePerson, AlreadyFollowed, NoSuchLine)
COLUMNS = [
    ("贷款编号", 22), ("贷款类别", 30), ("借款人类型", 12), ("经营主体", 30), ("所在地", 36), ("借款合同号", 28),
    ("起", 12), ("止", 12), ("天数", 8), ("贴息（元）", 16), ("是否有效", 10),
]  # fmt: skip


@router.post(
    "",
    status_code=201,
    summary="编制一个季度的贴息清单",
    responses=refuses(
        OutsideRegion,
        NoLendingRule,
        NoSuchLine,
        LineNotForLoans,
        rules.QuarterNotOver,
        rules.NothingToSubsidise,
        Overdrawn,
        RateUnknown,
        *PUBLIC_TEXT_LAWS,
    ),
)
async def draw_bill(form: DrawBill, session: Transaction, by: County) -> BillView:
    """按每笔贷款的账逐日计算，同一天只贴一次；逾期或改变用途之日起不贴。直接拨付银行的，款项先预留。"""
    return BillView.model_validate(await drawing.draw_bill(session, form, by=by, at=now()))


@router.get("", summary="贴息清单列表", responses=refuses(UnreadableCursor))
async def list_bills(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码")] = None,
    state: Annotated[BillState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[BillView]:
    """先编制的在前。"""
    found = await store.list_bills(session, region=region, state=state, after=place(after), limit=limit)
    rows = [BillView.model_validate(each) for each in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/{bill_id}", summary="一份贴息清单", responses=refuses(rules.NoSuchBill))
async def show_bill(bill_id: BillId, session: Transaction, by: Reader) -> BillView:
    return BillView.model_validate(await store.get_bill(session, bill_id))


@router.get("/{bill_id}/lines", summary="贴息清单的各行", responses=refuses(rules.NoSuchBill, UnreadableCursor))
async def list_lines(
    bill_id: BillId, session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[BillLineView]:
    await store.get_bill(session, bill_id)
    found = await store.list_lines_of_bill(session, bill_id, after=place(after), limit=limit)
    rows = [
        BillLineView(
            **line.model_dump(exclude={"bill_id"}),
            loan_number=loan.number,
            class_title=loan.class_title,
            enterprise=loan.enterprise,
        )
        for line, loan in found[:limit]
    ]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get(
    "/{bill_id}/lines.xlsx",
    summary="贴息清单（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchBill),
)
async def take_out_bill(bill_id: BillId, session: Transaction, by: Reader, taking: Taking) -> Response:
    """每笔贷款的起止日期、天数和金额，供银行核对；不含姓名。"""
    bill = await store.get_bill(session, bill_id)
    lines = await store.list_all_lines(session, bill_id)
    await taking.out("贴息清单", rows=len(lines), by=by)
    return attached(_book(bill, lines, by), f"贴息清单-{bill.number}.xlsx")


@router.post("/{bill_id}/approval", status_code=201, summary="复核并拨付", responses=refuses(*_SETTLED, Overdrawn))
async def pay_bill(bill_id: BillId, session: Transaction, by: County) -> BillView:
    """由编制人以外的人复核。拨付银行的随即公示；拨付到户的转入发放管理。"""
    return BillView.model_validate(await settle_bill(session, bill_id, BillState.PAID, by=by, at=now()))


@router.post("/{bill_id}/refusal", status_code=201, summary="复核不通过", responses=refuses(*_SETTLED))
async def refuse_bill(bill_id: BillId, form: WhyBill, session: Transaction, by: County) -> BillView:
    """释放预留的款项，所列的天数可以重新编制。"""
    bill = await settle_bill(session, bill_id, BillState.REFUSED, why=form.why, by=by, at=now())
    return BillView.model_validate(bill)


@router.post(
    "/{bill_id}/return",
    status_code=201,
    summary="银行退回已拨付的贴息",
    responses=refuses(*_SETTLED, rules.SubsidyPaidToHouseholds, Overdrawn),
)
async def return_bill(bill_id: BillId, form: WhyBill, session: Transaction, by: County) -> BillView:
    """整单冲正，另发更正公示；所列的天数可以重新编制。"""
    bill = await settle_bill(session, bill_id, BillState.RETURNED, why=form.why, by=by, at=now())
    return BillView.model_validate(bill)


def _book(bill: SubsidyBill, lines: list[tuple[SubsidyLine, Loan]], by: Principal) -> bytes:
    asked = [
        ("清单编号", bill.number),
        ("银行", bill.bank),
        ("季度", f"{bill.year} 年第 {bill.quarter} 季度，算到 {bill.to_on.isoformat()}"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(now())),
    ]
    rows = [
        [
            loan.number, loan.class_title, BORROWER_NAMES[loan.borrower], loan.enterprise, name_of(loan.region),
            loan.contract_number, line.from_on.isoformat(), line.to_on.isoformat(), line.days, Yuan(line.amount_fen),
            "是" if line.is_standing else "否",
        ]
        for line, loan in lines
    ]  # fmt: skip
    return workbook(Sheet("贴息清单", COLUMNS, rows), asked=asked)
