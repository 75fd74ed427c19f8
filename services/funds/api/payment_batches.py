"""Batches for the bank: made, taken out under a trace, cancelled; and the account that they are paid from."""

from collections import Counter
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from services.funds.api.attachment import attached
from services.funds.api.exports import Taking
from services.funds.operations.payment_batch import cancel_batch as cancelling
from services.funds.operations.payment_batch import make_batch as making
from services.funds.operations.payment_batch.name_paying_account import name_paying_account
from services.funds.operations.payment_batch.take_file import take_file
from services.funds.rules import payment_batch as rules
from services.funds.rules.payee import InvalidCard
from services.funds.rules.payment_batch import FileForm, LineState
from services.funds.schemas.payment_batch import (
    BatchInList,
    BatchLineView,
    BatchView,
    CancelBatch,
    FileView,
    LinesPage,
    MakeBatch,
    NamePayingAccount,
    PayingAccountView,
)
from services.funds.store import payment_batch as batches
from services.funds.tables import PaymentBatch
from shared import clock
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/payment-batches", "发放批次")
account_router = door("/paying-accounts", "发放批次")

BatchId = Annotated[UUID, Path(title="批次编号")]
County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.COUNTY, Role.AUDITOR)]


@account_router.post("", status_code=201, summary="登记代发账户", responses=refuses(OutsideRegion, InvalidCard))
async def create_paying_account(form: NamePayingAccount, session: Transaction, by: County) -> PayingAccountView:
    """从此各批次由该账户付款；原账户随即停用。"""
    return PayingAccountView.model_validate(await name_paying_account(session, form, by=by, at=clock.now()))


@account_router.get("", summary="代发账户列表")
async def list_paying_accounts(session: Transaction, by: Reader, limit: Limit = PAGE_ROWS) -> list[PayingAccountView]:
    """新的在前。"""
    return [PayingAccountView.model_validate(row) for row in await batches.list_paying_accounts(session, limit=limit)]


@router.post(
    "", status_code=201, summary="生成发放批次", responses=refuses(OutsideRegion, rules.NoPayingAccount, rules.NothingToSend)
)
async def create_batch(form: MakeBatch, session: Transaction, by: County) -> BatchView:
    """本区县已审核、待发放的一卡通款项编成一批，生成给银行的文件。文件一经生成不再改变；收款账户已停用的不列入。"""
    return await _view(session, await making.make_batch(session, form, by=by, at=clock.now()))


@router.get("", summary="发放批次列表", responses=refuses(UnreadableCursor))
async def list_batches(
    session: Transaction,
    by: Reader,
    state: Annotated[rules.BatchState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[BatchInList]:
    """新的在前。"""
    rows = await batches.list_batches(session, state=state, after=place(after), limit=limit)
    return Page(rows=[BatchInList.model_validate(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/{batch_id}", summary="一个发放批次", responses=refuses(rules.NoSuchBatch))
async def show_batch(batch_id: BatchId, session: Transaction, by: Reader) -> BatchView:
    return await _view(session, await batches.get_batch(session, batch_id))


@router.get("/{batch_id}/lines", summary="批次明细", responses=refuses(rules.NoSuchBatch))
async def list_lines(
    batch_id: BatchId,
    session: Transaction,
    by: Reader,
    after: Annotated[int, Query(title="分页位置", description="上一页返回的 next", ge=0, le=rules.LINES_LIMIT)] = 0,
    limit: Limit = PAGE_ROWS_LIMIT,
) -> LinesPage:
    await batches.get_batch(session, batch_id)
    rows = await batches.list_lines(session, batch_id, after=after, limit=limit)
    lines = [BatchLineView.model_validate(row) for row in rows]
    return LinesPage(rows=lines, next=rows[-1].line if len(rows) == limit else None)


@router.get(
    "/{batch_id}/payments.csv",
    summary="取出批次文件（CSV，留痕）",
    response_class=Response,
    responses={
        200: {"content": {"text/csv": {}}, "description": "批次文件"},
        **refuses(rules.NoSuchBatch, rules.BatchCancelled, rules.BankCodeMissing),
    },
)
async def take_csv(batch_id: BatchId, session: Transaction, by: County, taking: Taking) -> Response:
    """含完整卡号，只供县区取出送银行；每次取出都留痕，内容始终相同。首行为批次，其下逐笔；UTF-8 编码。"""
    batch, content = await take_file(session, batch_id, FileForm.CSV, by=by, at=clock.now())
    await taking.out("发放批次文件（CSV）", rows=batch.lines, by=by)
    return attached(content, f"{batch.number}.csv", media_type="text/csv; charset=utf-8")


@router.get(
    "/{batch_id}/pain.001.xml",
    summary="取出批次文件（ISO 20022 pain.001，留痕）",
    response_class=Response,
    responses={
        200: {"content": {"application/xml": {}}, "description": "批次文件"},
        **refuses(rules.NoSuchBatch, rules.BatchCancelled, rules.BankCodeMissing),
    },
)
async def take_pain_001(batch_id: BatchId, session: Transaction, by: County, taking: Taking) -> Response:
    """pain.001.001.09；每个收款账户都须有开户行行号。"""
    batch, content = await take_file(session, batch_id, FileForm.PAIN_001, by=by, at=clock.now())
    await taking.out("发放批次文件（pain.001）", rows=batch.lines, by=by)
    return attached(content, f"{batch.number}.xml", media_type="application/xml")


@router.post(
    "/{batch_id}/cancellation",
    status_code=201,
    summary="作废尚未取出的批次",
    responses=refuses(rules.NoSuchBatch, rules.BatchTaken, rules.BatchCancelled),
)
async def cancel_batch(batch_id: BatchId, form: CancelBatch, session: Transaction, by: County) -> BatchView:
    """文件没有取出过的才能作废，其中的款项回到待发放；批次号不再使用。"""
    return await _view(session, await cancelling.cancel_batch(session, batch_id, form, at=clock.now()))


async def _view(session: Transaction, batch: PaymentBatch) -> BatchView:
    lines = await batches.list_lines(session, batch.id, after=0, limit=rules.LINES_LIMIT)
    counts = Counter(line.state for line in lines)
    return BatchView(
        **batch.model_dump(),
        files=[FileView.model_validate(file) for file in await batches.list_files(session, batch.id)],
        paid=counts[LineState.PAID],
        failed=counts[LineState.FAILED],
        waiting=counts[LineState.SENT],
    )
