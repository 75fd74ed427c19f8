"""Money in, between accounts and back; accounts."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.operations.ledger import fill_payer_account as filling_payer
from services.funds.operations.ledger import fill_reserve as filling
from services.funds.operations.ledger import receive_allocation as receiving
from services.funds.operations.ledger import reverse_transfer as reversing
from services.funds.operations.ledger.settle_reservation import settle_reservation
from services.funds.rules.account import AccountKind, NoSuchAccount, Overdrawn, Source, Sums
from services.funds.rules.budget import BudgetStands, NoBudgetRule, ProgrammeUnknown, ReceiptTwice, SourceMayNotPay
from services.funds.rules.budget_line import LineNotForReserve, NoSuchLine
from services.funds.rules.clearing import ClearingStands
from services.funds.rules.contract import ProjectPaymentStands
from services.funds.rules.donation import DonationStands
from services.funds.rules.journal import PartOfALink, ReservationOfAnother
from services.funds.rules.payment import PaymentStateForbids
from services.funds.rules.recovery import RecoveryRuns
from services.funds.rules.reserve import NoReserveRule, ReserveAboveCeiling
from services.funds.rules.transfer import AlreadyFollowed, CannotFollow, NoSuchTransfer, Phase
from services.funds.schemas.ledger import (
    AccountView,
    FillPayerAccount,
    FillReserve,
    ReceiveAllocation,
    ReverseTransfer,
    SumsView,
    TransferView,
)
from services.funds.store.ledger import get_account, list_accounts
from services.funds.tables import Account
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.schemas import SeenText
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "资金账户")

TransferId = Annotated[UUID, Path(title="款项编号")]
AccountId = Annotated[UUID, Path(title="账户编号")]

SETTLING = (NoSuchTransfer, ReservationOfAnother, PartOfALink, CannotFollow, AlreadyFollowed)
"""What may be wrong with paying or freeing what was set aside."""

County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.COUNTY, Role.TOWN, Role.AUDITOR, Role.OPERATOR)]


@router.post(
    "/allocations",
    status_code=201,
    summary="财政拨入资金池",
    responses=refuses(OutsideRegion, NoBudgetRule, ProgrammeUnknown, SourceMayNotPay, ReceiptTwice),
)
async def receive_allocation(form: ReceiveAllocation, session: Transaction, by: County) -> TransferView:
    """把上级或本级财政拨来的款项记入区县资金池。

    写明来源、年度和文号的先登记，由另一人确认到账（编号见 `about_id`）后按来源、专项、年度计入资金池，
    随即公示，并可下达预算指标。
    """
    return TransferView.model_validate(await receiving.receive_allocation(session, form, by=by, at=clock.now()))


@router.post("/payer-fills", status_code=201, summary="支付方清算资金到账", responses=refuses(OutsideRegion))
async def fill_payer_account(form: FillPayerAccount, session: Transaction, by: County) -> TransferView:
    """医保、救助等支付方的清算资金到账，记入该支付方在本区县的账户；没有账户的随之设立。此后审批的清算单从中支付。"""
    return TransferView.model_validate(await filling_payer.fill_payer_account(session, form, by=by, at=clock.now()))


@router.post(
    "/fills",
    status_code=201,
    summary="拨付镇街备用金",
    responses=refuses(OutsideRegion, NoSuchLine, LineNotForReserve, NoReserveRule, ReserveAboveCeiling, Overdrawn),
)
async def fill_reserve(form: FillReserve, session: Transaction, by: County) -> TransferView:
    """从临时救助专项的预算指标，或从不分来源的区县资金池，拨到镇街备用金。

    因备用金不足而等待的救助金，到账后数秒内自动补发。
    """
    return TransferView.model_validate(await filling.fill_reserve(session, form, by=by, at=clock.now()))


@router.post(
    "/fills/{transfer_id}/arrival",
    status_code=201,
    summary="确认在途备用金到账",
    responses=refuses(*SETTLING),
)
async def confirm_fill(transfer_id: TransferId, session: Transaction, by: County) -> TransferView:
    return TransferView.model_validate(await settle_reservation(session, transfer_id, Phase.POSTED, at=clock.now()))


@router.post(
    "/fills/{transfer_id}/cancellation",
    status_code=201,
    summary="撤销在途备用金",
    responses=refuses(*SETTLING),
)
async def cancel_fill(transfer_id: TransferId, session: Transaction, by: County) -> TransferView:
    return TransferView.model_validate(await settle_reservation(session, transfer_id, Phase.VOIDED, at=clock.now()))


@router.post(
    "/transfers/{transfer_id}/reversal",
    status_code=201,
    summary="冲正一笔款项",
    responses=refuses(
        NoSuchTransfer,
        PartOfALink,
        CannotFollow,
        AlreadyFollowed,
        Overdrawn,
        ClearingStands,
        BudgetStands,
        DonationStands,
        PaymentStateForbids,
        ProjectPaymentStands,
        RecoveryRuns,
    ),
)
async def reverse_transfer(transfer_id: TransferId, form: ReverseTransfer, session: Transaction, by: County) -> TransferView:
    """账只能冲正，不能修改或删除。冲正一笔救助金发放时，救助金记为已退回，并另发一条公示。"""
    return TransferView.model_validate(await reversing.reverse_transfer(session, transfer_id, form, at=clock.now()))


@router.get("/accounts", summary="账户列表", responses=refuses(UnreadableCursor))
async def list_accounts_(
    session: Transaction,
    by: Reader,
    kind: Annotated[AccountKind | None, Query(title="账户类别")] = None,
    region: Annotated[AnyRegion | None, Query(title="区划代码")] = None,
    source: Annotated[Source | None, Query(title="资金来源")] = None,
    year: Annotated[int | None, Query(title="预算年度", ge=2000, le=2100)] = None,
    holder: Annotated[SeenText | None, Query(title="持有者", description="指标编号、付款方代码等", max_length=64)] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[AccountView]:
    """本辖区的账户，先开立的在前；可按类别、区划、来源、年度、持有者查找。"""
    only = {"kind": kind, "region": region, "source": source, "year": year, "holder": holder}
    accounts = await list_accounts(session, after=place(after), limit=limit, **only)
    return Page(rows=[shown(account) for account in accounts], next=cursor(accounts[-1].id) if len(accounts) == limit else None)


@router.get("/accounts/{account_id}", summary="账户余额", responses=refuses(NoSuchAccount))
async def show_account(account_id: AccountId, session: Transaction, by: Reader) -> AccountView:
    return shown(await get_account(session, account_id))


def sums_shown(sums: Sums) -> dict[str, int]:
    """Four sums as fields of a view."""
    return SumsView.model_validate(sums).model_dump(by_alias=False)


def shown(account: Account) -> AccountView:
    """An account with what its sums come to."""
    holding = account.holding
    return AccountView(
        **sums_shown(holding.sums),
        id=holding.account_id,
        **holding.key._asdict(),
        balance_fen=holding.sums.balance_fen,
        available_fen=holding.sums.available_fen,
    )
