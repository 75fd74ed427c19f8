"""One order as a page: what is to be done, what was done so far, and the buttons that whoever looks may press."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator, StringConstraints
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.api.orders import OrderId, Reader, Worker
from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.answer_order import answer_order
from services.notifier.operations.order.ask_about_order import ask_about_order
from services.notifier.operations.order.check_order import check_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.extend_order import extend_order
from services.notifier.operations.order.hand_on_order import hand_on_order
from services.notifier.operations.order.reopen_order import reopen_order
from services.notifier.operations.order.withdraw_order import withdraw_order
from services.notifier.operations.order_paper.file_order_paper import file_order_paper
from services.notifier.rules import giving, page_act
from services.notifier.rules.clue import ClueOutcome, OutcomeMissing, OutcomeOfNoClue
from services.notifier.rules.leave import NoSuchOfficer
from services.notifier.rules.message import IdNumberInText, moment
from services.notifier.rules.office import (
    HolderElsewhere,
    NothingToCheck,
    NotYourOrder,
    NotYoursToDecide,
    SamePersonChecks,
    must_be_givers,
    must_be_theirs,
)
from services.notifier.rules.order import DueOnIsPast, EndsByItsRecord, OrderCannotMove
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_paper import PapersMissing
from services.notifier.rules.page_act import PageAct, must_say
from services.notifier.rules.rectification_file import LAST_DAY
from services.notifier.schemas.order import (
    AnswerOrder,
    AskAboutOrder,
    CheckOrder,
    CompleteOrder,
    ExtendOrder,
    HandOnOrder,
    ReopenOrder,
    WithdrawOrder,
)
from services.notifier.schemas.order_view import OrderActView, OrderView
from services.notifier.store.officer import list_acting, list_people
from services.notifier.store.order import OrderNotFound, get_order
from services.notifier.store.order_act import list_acts, list_standing
from services.notifier.tables import Post, WorkOrder
from shared import clock, papers, settings
from shared.errors import Forbidden
from shared.filing.forms import DescribePaper, Title
from shared.html import page
from shared.periods import day_in_china
from shared.schemas import seen
from shared.security import Principal
from shared.service import Transaction, door_with_limit, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door_with_limit("/orders", "工单", body_limit_bytes=papers.PAPER_BYTES + papers.ENVELOPE_BYTES, kind=WrittenForm)

PHOTO = "现场照片"
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(seen)]
Account = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), AfterValidator(seen)]


@router.get("/{order_id}/page", summary="一件工单（网页）", response_class=HTMLResponse, responses=refuses(OrderNotFound))
async def show_order(order_id: OrderId, request: Request, session: Transaction, by: Reader) -> HTMLResponse:
    """办什么、最迟何时、缺什么材料、谁办过什么；能办的在这一页办。"""
    return await _page(session, await get_order(session, order_id, by=by), by, request)


@router.post(
    "/{order_id}/page",
    summary="在网页上办一件工单",
    response_class=HTMLResponse,
    responses=refuses(
        OrderNotFound,
        OrderCannotMove,
        NotYourOrder,
        NotYoursToDecide,
        SamePersonChecks,
        NothingToCheck,
        EndsByItsRecord,
        OutcomeMissing,
        OutcomeOfNoClue,
        PapersMissing,
        NoSuchOfficer,
        HolderElsewhere,
        DueOnIsPast,
        IdNumberInText,
        PageNotOurs,
        giving.CaseOrderStays,
        giving.ClueNeedsHolder,
        page_act.WordsMissing,
        page_act.DayMissing,
        page_act.PhotoMissing,
        *papers.FILING_LAWS,
    ),
)
async def do_on_page(
    order_id: OrderId,
    request: Request,
    session: Transaction,
    by: Worker,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    act: Annotated[PageAct, Form(title="办理环节", examples=["accept"])],
    words: Annotated[Words, Form(title="内容", examples=["已入户查看"])] = "",
    due_on: Annotated[date | None, Form(title="新的办理期限", le=LAST_DAY)] = None,
    holder: Annotated[Account, Form(title="转给谁（账号）")] = "",
    title: Annotated[Title, Form(title="材料名称")] = PHOTO,
    outcome: Annotated[ClueOutcome | None, Form(title="办理结论")] = None,
    file: Annotated[UploadFile | None, File(title="照片或文件")] = None,
) -> HTMLResponse:
    """接单、上传照片、办结、询问、转办；派单人答复、检查、退回、延期、撤销。照片可以和办理结果一起交。"""
    photo = await file.read() if file is not None else b""
    order = await _do(session, order_id, act, words, due_on, holder, (title, photo), outcome, by)
    return await _page(session, order, by, request)


async def _do(
    session: AsyncSession,
    order_id: UUID,
    act: PageAct,
    words: str,
    day: date | None,
    holder: str,
    photo: tuple[str, bytes],
    outcome: ClueOutcome | None,
    by: Principal,
) -> WorkOrder:
    at = clock.now()
    if act in {PageAct.REOPEN, PageAct.EXTEND} and day is None:
        raise page_act.DayMissing(pointer="/due_on")
    if act is PageAct.PHOTO and not photo[1]:
        raise page_act.PhotoMissing(pointer="/file")
    if act in {PageAct.PHOTO, PageAct.REPORT} and photo[1]:
        await file_order_paper(session, order_id, DescribePaper(title=photo[0]), photo[1], by=by, at=at)
    match act:
        case PageAct.ACCEPT:
            return await accept_order(session, order_id, by=by, at=at)
        case PageAct.PHOTO:
            return await get_order(session, order_id, by=by)
        case PageAct.REPORT:
            done = CompleteOrder(result=must_say(words), outcome=outcome)
            return await complete_order(session, order_id, done, by=by, at=at)
        case PageAct.ASK:
            return await ask_about_order(session, order_id, AskAboutOrder(question=must_say(words)), by=by, at=at)
        case PageAct.HAND_ON:
            to = HandOnOrder(holder=must_say(holder), reason=must_say(words))
            return await hand_on_order(session, order_id, to, by=by, at=at)
        case PageAct.ANSWER:
            return await answer_order(session, order_id, AnswerOrder(answer=must_say(words), due_on=day), by=by, at=at)
        case PageAct.CHECK:
            return await check_order(session, order_id, CheckOrder(opinion=must_say(words)), by=by, at=at)
        case PageAct.REOPEN:
            form = ReopenOrder(reason=must_say(words), due_on=day)
            return await reopen_order(session, order_id, form, by=by, at=at)
        case PageAct.EXTEND:
            return await extend_order(session, order_id, ExtendOrder(reason=must_say(words), due_on=day), by=by, at=at)
        case PageAct.WITHDRAW:
            return await withdraw_order(session, order_id, WithdrawOrder(reason=must_say(words)), by=by, at=at)


async def _page(session: AsyncSession, order: WorkOrder, by: Principal, request: Request) -> HTMLResponse:
    acts = await list_acts(session, order.id)
    people = await list_people(session, [id for id in (order.holder_id, *(act.to_post_id for act in acts)) if id])
    filed = await list_standing(session, order)
    acting = await list_acting(session, order, day_in_china(clock.now()))
    offered = page_act.offered(
        order.state,
        order.kind,
        works=_may(lambda: must_be_theirs(order.office, role=by.role, org=by.org, subject=by.subject, acting=acting)),
        decides=_may(lambda: must_be_givers(given_by=order.given_by, role=by.role, subject=by.subject)),
        is_checked=order.is_checked,
        is_by_record=order.is_by_record,
    )
    is_reader = by.role not in {"village", "town", "county", "department"}
    titles = {paper.title for paper in filed}
    return page(
        "notifier",
        "order.html",
        region=by.region,
        order=OrderView.model_validate(order),
        holder=_account(people, order.holder_id),
        link=f"{settings.current().base_url.rstrip('/')}/{order.page}" if order.page else "",
        case=f"{settings.current().base_url.rstrip('/')}/registry/cases/{order.case_id}/page" if order.case_id else "",
        acts=[(OrderActView.model_validate(act), _account(people, act.to_post_id)) for act in acts],
        papers=filed,
        missing=[title for title in order.papers if title not in titles],
        choices=[*order.papers, PHOTO],
        outcomes=list(ClueOutcome) if order.kind is OrderKind.CLUE else [],
        moment=moment,
        offered=set() if is_reader else {act.value for act in offered},
        ticket="" if is_reader or not offered else ticket_for(by, request.url.path),
    )


def _account(people: Mapping[UUID, Post], post_id: UUID | None) -> str:
    post = people.get(post_id) if post_id else None
    return (post.subject or "") if post else ""


def _may(judge: Callable[[], None]) -> bool:
    try:
        judge()
    except Forbidden:
        return False
    return True
