"""Photos and papers of orders: sent in, listed, handed out with a trace, withdrawn."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Response, UploadFile

from services.notifier.api.orders import OrderId, Reader, Worker
from services.notifier.operations.order_paper import file_order_paper as filing
from services.notifier.operations.order_paper import read_order_paper as reading
from services.notifier.operations.order_paper import withdraw_order_paper as withdrawing
from services.notifier.rules.office import NotYourOrder
from services.notifier.rules.order import OrderCannotMove
from services.notifier.rules.order_paper import NoSuchOrderPaper
from services.notifier.schemas.order_view import OrderPaperView
from services.notifier.store.order import OrderNotFound, get_order
from services.notifier.store.order_act import cabinet
from services.notifier.tables import OrderPaper
from shared import clock, papers
from shared.filing import doors
from shared.filing.forms import DescribePaper, Title, WithdrawPaper
from shared.own_page import OwnPage
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.papers import AlreadyWithdrawn
from shared.security import Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses

router = door_with_limit("/orders", "工单材料", body_limit_bytes=papers.PAPER_BYTES + papers.ENVELOPE_BYTES, kind=OwnPage)

PaperId = Annotated[UUID, Path(title="材料编号")]
Looker = Annotated[Principal, may(Role.DEPARTMENT, Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.post(
    "/{order_id}/papers",
    status_code=201,
    summary="上传工单的材料或照片",
    description=doors.DESCRIPTION,
    responses=refuses(OrderNotFound, NotYourOrder, OrderCannotMove, *papers.FILING_LAWS),
)
async def post_paper(
    order_id: OrderId,
    session: Transaction,
    by: Worker,
    file: Annotated[UploadFile, File(title="照片或文件")],
    title: Annotated[Title, Form(title="材料名称", description="办结所需的材料照工单上的名称写", examples=["整改佐证材料"])],
    taken_on: Annotated[date | None, Form(title="拍摄或出具日期")] = None,
    keeps_particulars: Annotated[bool, Form(title="是否保留照片中的位置和时间")] = False,
) -> OrderPaperView:
    form = DescribePaper(title=title, taken_on=taken_on, keeps_particulars=keeps_particulars)
    return _view(await filing.file_order_paper(session, order_id, form, await file.read(), by=by, at=clock.now()))


@router.post(
    "/papers",
    status_code=201,
    summary="一份材料交给几单",
    description=doors.DESCRIPTION,
    responses=refuses(OrderNotFound, NotYourOrder, OrderCannotMove, *papers.FILING_LAWS),
)
async def post_shared_paper(
    session: Transaction,
    by: Worker,
    order_ids: Annotated[
        list[UUID], Form(title="工单编号", min_length=1, max_length=20, examples=[["0197f5c2-7c1e-7a53-9f6b-3d5f0a1b2c3d"]])
    ],
    file: Annotated[UploadFile, File(title="照片或文件")],
    title: Annotated[Title, Form(title="材料名称", description="办结所需的材料照工单上的名称写", examples=["整改佐证材料"])],
    taken_on: Annotated[date | None, Form(title="拍摄或出具日期")] = None,
    keeps_particulars: Annotated[bool, Form(title="是否保留照片中的位置和时间")] = False,
) -> list[OrderPaperView]:
    form = DescribePaper(title=title, taken_on=taken_on, keeps_particulars=keeps_particulars)
    content, at = await file.read(), clock.now()
    return [_view(await filing.file_order_paper(session, id, form, content, by=by, at=at)) for id in dict.fromkeys(order_ids)]


@router.get("/{order_id}/papers", summary="工单的材料列表", responses=refuses(OrderNotFound, UnreadableCursor))
async def read_papers(
    order_id: OrderId, session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[OrderPaperView]:
    """先上传的在前，撤下的也列出。"""
    await get_order(session, order_id, by=by)
    found = await cabinet.list_papers(session, {"order_id": order_id}, after=place(after), limit=limit)
    return paged(found, limit, _view)


@router.get(
    "/papers/{paper_id}",
    summary="查看工单的一份材料（留痕）",
    response_class=Response,
    responses=doors.ANSWERS | refuses(NoSuchOrderPaper, OrderNotFound),
)
async def read_one(paper_id: PaperId, session: Transaction, by: Looker) -> Response:
    paper, content = await reading.read_order_paper(session, paper_id, by=by, at=clock.now())
    return doors.paper_itself(paper, content)


@router.post(
    "/papers/{paper_id}/withdrawal",
    summary="撤下工单的一份材料",
    responses=refuses(NoSuchOrderPaper, OrderNotFound, NotYourOrder, OrderCannotMove, AlreadyWithdrawn),
)
async def post_withdrawal(paper_id: PaperId, form: WithdrawPaper, session: Transaction, by: Worker) -> OrderPaperView:
    return _view(await withdrawing.withdraw_order_paper(session, paper_id, form, by=by, at=clock.now()))


def _view(paper: OrderPaper) -> OrderPaperView:
    return OrderPaperView.model_validate({**paper.model_dump(), "paper_id": paper.id})
