"""What the bank says became of the lines of batches."""

from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, UploadFile

from services.funds.api.attachment import GRID_REFUSALS
from services.funds.operations.payment_batch.record_answer import record_answer
from services.funds.rules import bank_answer as rules
from services.funds.schemas.ledger import County as CountyCode
from services.funds.schemas.payment_batch import TROUBLES_SHOWN, AnswerView, TroubleView
from services.funds.store import payment_batch as batches
from services.funds.tables import BankAnswer
from shared import clock
from shared.grid import FILE_BYTES
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""
DESCRIPTION = """pain.002（ISO 20022），或含“流水号”“结果”（成功、失败、处理中）两列的 .csv、.xlsx，可有“金额（元）”“原因代码”
“原因”。无误的各行一次办成；认不出的、金额不符的、前后矛盾的逐行说明，不作处理。同一文件再次提交，结果不变。"""

router = door_with_limit("/bank-answers", "发放批次", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

Reader = Annotated[Principal, may(Role.COUNTY, Role.AUDITOR)]


@router.post(
    "",
    status_code=201,
    summary="提交银行回执",
    description=DESCRIPTION,
    responses=refuses(*GRID_REFUSALS, OutsideRegion, rules.NotAnAnswer, rules.NoAnswers),
)
async def create_answer(
    file: Annotated[UploadFile, File(title="银行回执", description="pain.002 的 .xml，或 .csv、.xlsx")],
    county: Annotated[CountyCode, Form(title="区县代码", examples=["371311"])],
    session: Transaction,
    by: Annotated[Principal, may(Role.COUNTY)],
) -> AnswerView:
    return _view(await record_answer(session, await file.read(), county=county, by=by, at=clock.now()))


@router.get("", summary="银行回执列表", responses=refuses(UnreadableCursor))
async def list_answers(session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS) -> Page[AnswerView]:
    """新的在前。"""
    rows = await batches.list_answers(session, after=place(after), limit=limit)
    return Page(rows=[_view(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/{answer_id}", summary="一份银行回执", responses=refuses(rules.NoSuchAnswer))
async def show_answer(answer_id: Annotated[UUID, Path(title="回执编号")], session: Transaction, by: Reader) -> AnswerView:
    return _view(await batches.get_answer(session, answer_id))


def _view(answer: BankAnswer) -> AnswerView:
    troubles = [TroubleView(**trouble) for trouble in answer.troubles[:TROUBLES_SHOWN]]
    return AnswerView(
        **answer.model_dump(exclude={"troubles", "content_sealed"}), troubles=troubles, troubles_total=len(answer.troubles)
    )
