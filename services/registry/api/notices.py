"""Notices: posted and ended by officers, read by anyone, and objected to by anyone."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Path, Query, Request
from fastapi.responses import HTMLResponse

from services.registry.api.notice_views import notice_line, notice_view
from services.registry.operations.notice.end_notice import end_notice
from services.registry.operations.notice.object_to_notice import object_to_notice
from services.registry.operations.notice.post_notice import post_notice
from services.registry.rules import assurance
from services.registry.rules import notice as rules
from services.registry.rules import procedure as procedures
from services.registry.rules.poverty import MoveNotAllowed
from services.registry.schemas.notice import EndNotice, NoticeEndedView, NoticeLeftView, NoticeLineOfList, NoticeView, PostNotice
from services.registry.store import notice as store
from shared import regions
from shared.clock import now, today
from shared.html import page
from shared.ids import uuid7
from shared.notices.forms import ObjectToNotice
from shared.notices.laws import OBJECTION_LAWS, NoSuchNotice, NoticeOver
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, anyone, may
from shared.service import Transaction, door, refuses
from shared.settings import current
from shared.sheets import qr_code
from shared.throttle import Throttle, TooOften

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)

router = door("/notices", "公示与异议")

NoticeId = Annotated[UUID, Path(title="公示编号")]
Officer = Annotated[Principal, may(*OFFICERS)]
Where = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的公示")]
letterbox = Throttle(a_minute=5)
"""A person writes one objection, perhaps two; what floods a notice is turned away before it becomes work for officers."""


@router.post(
    "",
    status_code=201,
    summary="张贴公示或公告",
    description="名单由平台生成，姓名遮盖，不含证件号码、电话、银行账号和健康情况。公示期从登记的次日起算。",
    responses=refuses(
        procedures.NoSuchProcedure,
        procedures.ProcedureOver,
        procedures.StageIsNotPublic,
        procedures.NotThisOfficer,
        procedures.SameOfficer,
        rules.NoticesOfSeveralKinds,
        rules.AlreadyPosted,
        rules.NotOneCounty,
        rules.PostedInTheFuture,
        rules.PostedTooEarly,
    ),
)
async def put_up_notice(form: PostNotice, session: Transaction, by: Officer) -> NoticeView:
    notice = await post_notice(session, form, by=by, on=today())
    return await read_notice(notice.id, session)


@router.get("", summary="公示列表（开放数据）", dependencies=[anyone], responses=refuses(UnreadableCursor))
async def list_notices(
    session: Transaction,
    region: Where = None,
    is_running: Annotated[bool | None, Query(alias="running", title="是否正在公示")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[NoticeLineOfList]:
    """最新的在前，无需登录。"""
    found = await store.list_notices(session, region=region, is_running=is_running, after=place(after), limit=limit)
    rows = found[:limit]
    lines = await store.list_lines(session, [notice.id for notice in rows])
    objections = await store.letterbox.list_objections(session, [notice.id for notice in rows])
    return Page(
        rows=[notice_line(notice, lines, objections) for notice in rows],
        next=cursor(rows[-1].id) if len(found) > limit else None,
    )


@router.get(
    "/page", summary="公示列表（网页）", response_class=HTMLResponse, dependencies=[anyone], responses=refuses(UnreadableCursor)
)
async def show_notices(session: Transaction, region: Where = None, after: After = None) -> HTMLResponse:
    found = await list_notices(session, region=region, after=after)
    where = regions.name_of(region) if region else "全部辖区"
    rows, is_first = found.rows, after is None
    return page("registry", "notices.html", where=where, region=region, notices=rows, next=found.next, is_first=is_first)


@router.get("/{notice_id}", summary="一份公示（开放数据）", dependencies=[anyone], responses=refuses(NoSuchNotice))
async def read_notice(notice_id: NoticeId, session: Transaction) -> NoticeView:
    notice = await store.letterbox.get_notice(session, notice_id)
    lines = await store.list_lines(session, [notice_id])
    return notice_view(notice, lines, await store.letterbox.list_objections(session, [notice_id]))


@router.get(
    "/{notice_id}/page",
    summary="一份公示（网页，可打印张贴）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(NoSuchNotice),
)
async def show_notice(notice_id: NoticeId, session: Transaction) -> HTMLResponse:
    """任何人都可以看，并在页面上提出异议；打印后张贴的，扫二维码到本页。"""
    address = f"{current().base_url.rstrip('/')}/registry/notices/{notice_id}/page"
    return page(
        "registry",
        "notice.html",
        notice=await read_notice(notice_id, session),
        key=uuid7(),
        address=address,
        code=qr_code(address),
        at=now(),
    )


@router.post(
    "/{notice_id}/end",
    status_code=200,
    summary="期满结束公示",
    description="期满次日起办理。有异议未答复的户留在公示上，其余各户进入下一环节；都不能结束的，退回第一户的原因。",
    responses=refuses(
        OutsideRegion,
        NoSuchNotice,
        NoticeOver,
        rules.NoticeNotOver,
        rules.ObjectionOpen,
        procedures.NotThisOfficer,
        procedures.SameOfficer,
        procedures.HouseholdMissing,
        MoveNotAllowed,
        assurance.AssuranceUnmet,
        assurance.AssuranceNotJudged,
        assurance.IncomeNotShown,
        assurance.IncomeNotSteady,
        assurance.NotYetIndependent,
    ),
)
async def take_down_notice(notice_id: NoticeId, form: EndNotice, session: Transaction, by: Officer) -> NoticeEndedView:
    done = await end_notice(session, form, notice_id=notice_id, by=by, on=today())
    left = [NoticeLeftView(procedure_id=id, code=refusal.code, reason=refusal.title) for id, refusal in done.left.items()]
    return NoticeEndedView(ended=done.ended, left=left)


@router.post(
    "/{notice_id}/objections",
    status_code=201,
    summary="对公示提出异议（无需登录）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(TooOften, *OBJECTION_LAWS),
)
async def post_objection(
    notice_id: NoticeId, form: Annotated[ObjectToNotice, Form()], request: Request, session: Transaction
) -> HTMLResponse:
    """提出即暂停对该户的公示。答复页给出回执号，凭回执号查询处理结果。"""
    letterbox.admit(request)
    received = await object_to_notice(session, form, notice_id=notice_id, on=today())
    receipt, due_on = received.receipt, received.due_on
    return page("registry", "objection.html", status=201, receipt=receipt, due_on=due_on, answer=None, is_new=True)
