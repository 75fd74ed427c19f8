"""Objections: what officers have to look into, their answers, and the answer that an objector asks for with the receipt."""

from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse

from services.registry.api.notice_views import objection_line
from services.registry.operations.notice.answer_objections import answer_objections
from services.registry.schemas.notice import AnswerObjections, ObjectionLine, ObjectionsAnsweredView
from services.registry.store.notice import letterbox
from shared import regions
from shared.clock import today
from shared.database import EVERYWHERE
from shared.html import page
from shared.notices.laws import ANSWER_LAWS, VERDICT_NAMES, NoSuchObjection
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, anyone, may
from shared.service import Transaction, door, refuses
from shared.throttle import Throttle, TooOften

router = door("/objections", "公示与异议")

Receipt = Annotated[str, Path(title="回执号", description="如 K7QX-2MNA-4TLC，连字符可省", max_length=40)]
questions = Throttle(a_minute=30)


@router.get("", summary="待处理的异议", responses=refuses(UnreadableCursor))
async def list_objections(
    session: Transaction,
    by: Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)],
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的异议")] = None,
    is_late: Annotated[bool, Query(alias="late", title="只列出逾期的")] = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ObjectionLine]:
    """意见内容和联系方式只有镇街、县区和审计人员能看到。"""
    within = region or by.region.removesuffix(EVERYWHERE)
    found = await letterbox.list_open_objections(
        session, region=within, late_on=today() if is_late else None, after=place(after), limit=limit
    )
    rows = [objection for objection in found[:limit] if by.covers(objection.region)]
    letters = await letterbox.list_letters(session, [objection.id for objection in rows])
    notices = {id: await letterbox.get_notice(session, id) for id in {objection.notice_id for objection in rows}}
    return Page(
        rows=[objection_line(each, notices[each.notice_id], letters, on=today()) for each in rows],
        next=cursor(found[limit - 1].id) if len(found) > limit else None,
    )


@router.get("/page", summary="待处理的异议（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_objections(
    session: Transaction,
    by: Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)],
    after: After = None,
) -> HTMLResponse:
    """本辖区的异议，先收到的在前：什么内容、由谁调查、哪天以前答复。"""
    found = await list_objections(session, by, after=after)
    where = "全部辖区" if by.region == EVERYWHERE else regions.name_of(by.region)
    is_first = after is None
    return page("registry", "objections.html", where=where, objections=found.rows, next=found.next, is_first=is_first)


@router.post(
    "/answers",
    status_code=201,
    summary="调查后答复异议",
    description="由没有经办过该户的人员调查。不成立的公示继续，暂停的日子不算；成立的公示中止，按政策文件退回或终止。",
    responses=refuses(
        OutsideRegion,
        *ANSWER_LAWS,
    ),
)
async def post_answers(
    form: AnswerObjections, session: Transaction, by: Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
) -> ObjectionsAnsweredView:
    done = await answer_objections(session, form, by=by, on=today())
    ids = [objection.id for objection in done.objections]
    return ObjectionsAnsweredView(objection_ids=ids, resumed=done.resumed, stopped=done.stopped, still_held=done.still_held)


@router.get(
    "/{receipt}",
    summary="凭回执号查询处理结果（网页，无需登录）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(TooOften, NoSuchObjection),
)
async def show_objection(receipt: Receipt, request: Request, session: Transaction) -> HTMLResponse:
    questions.admit(request)
    objection = await letterbox.get_objection_by_receipt(session, receipt)
    answer = None
    if objection.verdict is not None:
        answer = {"verdict": VERDICT_NAMES[objection.verdict], "on": objection.answered_on, "said": objection.answer}
    told = letterbox.receipt_of(objection.id)
    return page("registry", "objection.html", receipt=told, due_on=objection.due_on, answer=answer, is_new=False)
