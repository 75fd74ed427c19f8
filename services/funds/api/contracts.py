"""Contracts of projects, and payments to suppliers by two people."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.api.projects import County, ProjectId, Reader
from services.funds.operations.contract import amend_contract as amending
from services.funds.operations.contract import ask_supplier_payment as asking
from services.funds.operations.contract import sign_contract as signing
from services.funds.operations.contract.settle_supplier_payment import settle_supplier_payment
from services.funds.rules import contract as rules
from services.funds.rules.account import Overdrawn
from services.funds.rules.budget import NoBudgetRule
from services.funds.rules.budget_line import NoSuchLine
from services.funds.rules.contract import PayState
from services.funds.rules.paper import PaperNotOfMatter
from services.funds.rules.project import NoSuchProject, ProjectStateForbids
from services.funds.rules.project_funding import LineNotForProjects, LineOfOtherSource
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.rules.review import NotHeldYet
from services.funds.rules.second_person import SamePerson
from services.funds.rules.transfer import AlreadyFollowed
from services.funds.schemas.contract import (
    AmendContract,
    AmendmentView,
    AskSupplierPayment,
    ContractView,
    SignContract,
    SupplierPaymentView,
    WaitingPaymentView,
    Why,
)
from services.funds.store import contract as store
from services.funds.store.project import get_project
from services.funds.tables import ProjectContract
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.service import Transaction, door, refuses

router = door("", "项目合同与付款")

ContractId = Annotated[UUID, Path(title="合同编号（系统）")]
PaymentId = Annotated[UUID, Path(title="付款编号")]

_SETTLED = (rules.NoSuchSupplierPayment, ProjectStateForbids, rules.PayStateForbids, SamePerson)


@router.post(
    "/projects/{project_id}/contracts",
    status_code=201,
    summary="登记合同",
    responses=refuses(
        NoSuchProject,
        ProjectStateForbids,
        PaperNotOfMatter,
        NotHeldYet,
        rules.DatesOutOfOrder,
        rules.ContractsAboveApproval,
        rules.RetentionAboveLimit,
        rules.WarrantyAboveLimit,
        *PUBLIC_TEXT_LAWS,
    ),
)
async def post_contract(project_id: ProjectId, form: SignContract, session: Transaction, by: County) -> ContractView:
    """合同金额合计不超过批复金额；质保金比例和质保期不超过规定。登记后随即公示。"""
    return await _shown(session, await signing.sign_contract(session, project_id, form, by=by, at=clock.now()))


@router.get("/projects/{project_id}/contracts", summary="项目的合同", responses=refuses(NoSuchProject))
async def list_contracts(project_id: ProjectId, session: Transaction, by: Reader) -> list[ContractView]:
    await get_project(session, project_id)
    return [await _shown(session, contract) for contract in await store.list_contracts(session, project_id)]


@router.post(
    "/contracts/{contract_id}/amendments",
    status_code=201,
    summary="登记合同变更",
    responses=refuses(
        rules.NoSuchContract,
        ProjectStateForbids,
        PaperNotOfMatter,
        NotHeldYet,
        rules.DatesOutOfOrder,
        rules.GrowsTooMuch,
        rules.BelowWhatWasPaid,
        rules.ContractsAboveApproval,
    ),
)
async def post_amendment(contract_id: ContractId, form: AmendContract, session: Transaction, by: County) -> ContractView:
    return await _shown(session, await amending.amend_contract(session, contract_id, form, by=by, at=clock.now()))


@router.post(
    "/contracts/{contract_id}/payments",
    status_code=201,
    summary="申请付款",
    responses=refuses(
        rules.NoSuchContract,
        NoSuchLine,
        ProjectStateForbids,
        PaperNotOfMatter,
        rules.AboveContract,
        rules.LineOfAnotherProject,
        LineNotForProjects,
        LineOfOtherSource,
        NoBudgetRule,
        rules.RetentionNotDue,
        rules.PaidAheadOfWork,
        Overdrawn,
    ),
)
async def post_payment(
    contract_id: ContractId, form: AskSupplierPayment, session: Transaction, by: County
) -> SupplierPaymentView:
    """在预算指标中预留款项，由另一人复核后支付。付款不超过合同、不超过进度（预付款除外），质保金到期后支付。"""
    payment = await asking.ask_supplier_payment(session, contract_id, form, by=by, at=clock.now())
    return SupplierPaymentView.model_validate(payment)


@router.get("/supplier-payments", summary="项目付款列表", responses=refuses(UnreadableCursor))
async def list_supplier_payments(
    session: Transaction,
    by: Reader,
    state: Annotated[PayState | None, Query(title="状态", examples=["asked"])] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[WaitingPaymentView]:
    """先申请的在前；状态选 asked 即为待复核的。"""
    found = await store.list_waiting_payments(session, state=state, after=place(after), limit=limit)
    rows = [
        WaitingPaymentView.model_validate(
            {**payment.model_dump(), "contract_number": contract.number, "supplier": contract.supplier}
        )
        for payment, contract in found[:limit]
    ]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post("/supplier-payments/{payment_id}/approval", summary="复核并支付", responses=refuses(*_SETTLED, AlreadyFollowed))
async def post_approval(payment_id: PaymentId, session: Transaction, by: County) -> SupplierPaymentView:
    """由申请人以外的人复核；支付随即公示。"""
    payment = await settle_supplier_payment(session, payment_id, PayState.PAID, by=by, at=clock.now())
    return SupplierPaymentView.model_validate(payment)


@router.post("/supplier-payments/{payment_id}/refusal", summary="复核不通过", responses=refuses(*_SETTLED, AlreadyFollowed))
async def post_refusal(payment_id: PaymentId, form: Why, session: Transaction, by: County) -> SupplierPaymentView:
    """释放预留的款项。"""
    payment = await settle_supplier_payment(session, payment_id, PayState.REFUSED, why=form.reason, by=by, at=clock.now())
    return SupplierPaymentView.model_validate(payment)


@router.post(
    "/supplier-payments/{payment_id}/return", summary="付款退回", responses=refuses(*_SETTLED, AlreadyFollowed, Overdrawn)
)
async def post_return(payment_id: PaymentId, form: Why, session: Transaction, by: County) -> SupplierPaymentView:
    """冲正已支付的款项，另发一条公示。"""
    payment = await settle_supplier_payment(session, payment_id, PayState.RETURNED, why=form.reason, by=by, at=clock.now())
    return SupplierPaymentView.model_validate(payment)


async def _shown(session: Transaction, contract: ProjectContract) -> ContractView:
    terms = store.terms_of(contract, await get_project(session, contract.project_id))
    payments = await store.list_supplier_payments(session, [contract.id])
    return ContractView.model_validate(
        {
            **contract.model_dump(),
            "retention_percent": Decimal(contract.retention_permyriad) / 100,
            "retention_fen": terms.retention_fen,
            "warranty_until": terms.warranty_until,
            "paid_fen": sum(payment.amount_fen for payment in payments if payment.state is PayState.PAID),
            "amendments": [AmendmentView.model_validate(each) for each in await store.list_amendments(session, [contract.id])],
            "payments": [SupplierPaymentView.model_validate(payment) for payment in payments],
        }
    )
