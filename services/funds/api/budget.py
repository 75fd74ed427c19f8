"""What came in, what is planned, and what may be budgeted for."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.operations.budget import confirm_receipt as confirming
from services.funds.operations.budget import take_back_receipt as taking_back
from services.funds.rules.account import SOURCE_NAMES, Overdrawn, Source
from services.funds.rules.budget import (
    FeeAboveCeiling,
    NoBudgetRule,
    NoSuchReceipt,
    ReceiptConfirmed,
    ReceiptState,
    ReceiptTakenBack,
)
from services.funds.rules.budget_policy import BudgetPolicy, IfBelow
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.budget import (
    BudgetYearView,
    CatalogueView,
    NegativeView,
    ProgrammeView,
    ReceiptView,
    TakeBackReceipt,
)
from services.funds.schemas.ledger import County as CountyCode
from services.funds.store.budget import list_budget_years, list_receipts
from services.funds.store.budget_policy import get_budget_policy
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "预算")

ReceiptId = Annotated[UUID, Path(title="到账编号")]
Year = Annotated[int | None, Query(title="预算年度", ge=2015, le=2100)]
SourceAsked = Annotated[Source | None, Query(title="资金来源")]

County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.COUNTY, Role.TOWN, Role.AUDITOR, Role.OPERATOR)]


@router.get("/budget-catalogue", summary="专项目录与负面清单", responses=refuses(NoBudgetRule))
async def show_catalogue(by: Reader, county: Annotated[CountyCode, Query(title="区县代码")]) -> CatalogueView:
    """当地现行规则：专项、可用来源、可列支用途、负面清单、项目管理费上限、结转与收回，每项附依据。"""
    return _catalogue(*get_budget_policy(county, clock.today()))


@router.get("/receipts", summary="到账登记", responses=refuses(UnreadableCursor))
async def list_receipts_(
    session: Transaction,
    by: Reader,
    year: Year = None,
    source: SourceAsked = None,
    state: Annotated[ReceiptState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ReceiptView]:
    """写明来源的到账，先登记的在前。"""
    rows = await list_receipts(session, year=year, source=source, state=state, after=place(after), limit=limit)
    return Page(rows=[ReceiptView.model_validate(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post(
    "/receipts/{receipt_id}/confirmation",
    status_code=201,
    summary="确认到账",
    responses=refuses(NoSuchReceipt, ReceiptConfirmed, ReceiptTakenBack, SamePerson, NoBudgetRule),
)
async def confirm_receipt(receipt_id: ReceiptId, session: Transaction, by: County) -> ReceiptView:
    """由登记人以外的人核对到账凭证后确认；确认后才计入资金池和本年到账，随即公示。"""
    return ReceiptView.model_validate(await confirming.confirm_receipt(session, receipt_id, by=by, at=clock.now()))


@router.post(
    "/receipts/{receipt_id}/withdrawal",
    status_code=201,
    summary="撤销到账",
    responses=refuses(NoSuchReceipt, ReceiptTakenBack, Overdrawn, FeeAboveCeiling, NoBudgetRule),
)
async def take_back_receipt(receipt_id: ReceiptId, form: TakeBackReceipt, session: Transaction, by: County) -> ReceiptView:
    """登记有误时撤销；已确认的，资金池里须还有这笔钱，并另发一条更正公示；待确认的直接撤销。撤销后同一文号可以重新登记。"""
    return ReceiptView.model_validate(await taking_back.take_back_receipt(session, receipt_id, form, by=by, at=clock.now()))


@router.get("/budget-years", summary="年度安排与上年比较", responses=refuses(UnreadableCursor))
async def list_budget_years_(
    session: Transaction, by: Reader, year: Year = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[BudgetYearView]:
    """每个来源的安排规模、上年数、已到账与项目管理费。"""
    rows = await list_budget_years(session, year=year, after=place(after), limit=limit)
    lines = [BudgetYearView.model_validate(row) for row in rows]
    return Page(rows=lines, next=cursor(rows[-1].id) if len(rows) == limit else None)


def _catalogue(policy: BudgetPolicy, version: str) -> CatalogueView:
    fee, clawback = policy.management_fee, policy.clawback
    return CatalogueView(
        policy=policy.policy,
        policy_version=version,
        programmes=[
            ProgrammeView(
                code=one.code,
                title=one.title,
                sources=_named(one.sources),
                uses=[f"{use.code} {use.title}" for use in policy.uses if one.code in use.programmes],
                clause=policy.source(one).spoken,
            )
            for one in policy.programmes
        ],
        negative=[
            NegativeView(code=one.code, title=one.title, sources=_named(one.sources), clause=policy.source(one).spoken)
            for one in policy.negative
        ],
        fee=f"{'、'.join(_named(fee.sources))}：至多为当年到账的万分之{fee.per_10000}。{policy.source(fee).spoken}",
        last_year=[
            f"{'、'.join(_named(one.sources))}：低于上年时{'不予受理' if one.rule is IfBelow.REFUSE else '提醒'}。"
            + policy.source(one).spoken
            for one in policy.against_last_year
        ],
        clawback=f"第{clawback.years}年末未用完的收回资金池，此前的结转下年。{policy.source(clawback).spoken}",
    )


def _named(sources: tuple[Source, ...]) -> list[str]:
    return [SOURCE_NAMES[source] for source in sources]
