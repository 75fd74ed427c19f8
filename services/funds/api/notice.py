"""Notices: opened by officers, read by anyone, printed for the board, and objected to by anyone."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.funds.api.notice_views import notice_of_list, notice_view
from services.funds.operations.notice.object_to_notice import object_to_notice
from services.funds.operations.notice.open_notice import open_notice
from services.funds.rules import notice as rules
from services.funds.rules.notice import NOTICE_STATE_NAMES, NoticeState
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.schemas.notice import NoticeOfList, NoticeView, OpenNotice
from services.funds.schemas.poster import poster_of
from services.funds.store import duty as duties
from services.funds.store import notice as store
from shared import regions, sheets
from shared.clock import now, today
from shared.html import page
from shared.ids import uuid7
from shared.notices.forms import ObjectToNotice
from shared.notices.laws import OBJECTION_LAWS, VERDICT_NAMES, NoSuchNotice
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, anyone, may
from shared.service import Transaction, door, refuses
from shared.settings import current
from shared.throttle import Throttle, TooOften

router = door("/notices", "公示与异议")

NoticeId = Annotated[UUID, Path(title="公示编号")]
Where = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的公示")]
Running = Annotated[bool, Query(alias="running", title="只列出正在公示的")]

letterbox = Throttle(a_minute=5)
"""A person writes one objection, perhaps two; what floods a notice is turned away before it becomes work for officers."""
press = Throttle(a_minute=20)
"""A poster takes a core for some fifty milliseconds."""
DUTIES_OF_A_NOTICE = 20


@router.post(
    "",
    status_code=201,
    summary="公示规划、年度计划等",
    description="项目、收益分配、到户资金等事项的公示由各自的办理环节发出，不在这里登记。公示期从次日起算，同时产生各级的公开任务。",
    responses=refuses(OutsideRegion, regions.UnknownRegion, rules.NoNoticeRule, *PUBLIC_TEXT_LAWS),
)
async def post_notice(
    form: OpenNotice, session: Transaction, by: Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
) -> NoticeView:
    notice = await open_notice(session, form, by=by, on=today())
    return await read_notice(notice.id, session)


@router.get("", summary="公示列表（开放数据）", dependencies=[anyone], responses=refuses(UnreadableCursor))
async def list_notices(
    session: Transaction, region: Where = None, is_running: Running = False, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[NoticeOfList]:
    """最新的在前，无需登录。"""
    found = await store.list_notices(
        session, region=region, running_on=today() if is_running else None, after=place(after), limit=limit
    )
    rows = found[:limit]
    objections = await store.letterbox.list_objections(session, [notice.id for notice in rows])
    return Page(
        rows=[notice_of_list(notice, objections, on=today()) for notice in rows],
        next=cursor(rows[-1].id) if len(found) > limit else None,
    )


@router.get(
    "/page", summary="公示列表（网页）", response_class=HTMLResponse, dependencies=[anyone], responses=refuses(UnreadableCursor)
)
async def show_notices(
    session: Transaction, region: Where = None, is_running: Running = False, after: After = None
) -> HTMLResponse:
    found = await list_notices(session, region=region, is_running=is_running, after=after)
    return page(
        "funds",
        "notices.html",
        where=regions.name_of(region) if region else "全部辖区",
        region=region,
        is_running=is_running,
        notices=found.rows,
        states=NOTICE_STATE_NAMES,
        next=found.next,
        is_first=after is None,
    )


@router.get("/{notice_id}", summary="一份公示（开放数据）", dependencies=[anyone], responses=refuses(NoSuchNotice))
async def read_notice(notice_id: NoticeId, session: Transaction) -> NoticeView:
    notice = await store.letterbox.get_notice(session, notice_id)
    owed = await duties.list_duties(session, notice_id=notice_id, after=None, limit=DUTIES_OF_A_NOTICE)
    return notice_view(
        notice,
        await store.list_lines(session, notice_id),
        await store.letterbox.list_objections(session, [notice_id]),
        owed,
        await duties.list_proofs(session, [duty.id for duty in owed]),
        on=today(),
    )


@router.get(
    "/{notice_id}/page",
    summary="一份公示（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(NoSuchNotice),
)
async def show_notice(notice_id: NoticeId, session: Transaction) -> HTMLResponse:
    """任何人都可以看，并在页面上提出异议。"""
    notice = await read_notice(notice_id, session)
    return page(
        "funds",
        "notice.html",
        notice=notice,
        states=NOTICE_STATE_NAMES,
        verdicts=VERDICT_NAMES,
        days_left=days_left(notice, on=today()),
        takes_objections=notice.state not in {NoticeState.STOOD, NoticeState.STOPPED},
        key=uuid7(),
    )


def days_left(notice: NoticeView, *, on: date) -> int | None:
    """Days of the notice that are still to come, this one included; None where they do not run."""
    return (notice.until_on - on).days + 1 if notice.state is NoticeState.STANDING else None


@router.get(
    "/{notice_id}/poster.pdf",
    summary="公示张贴页（PDF，大字）",
    response_class=Response,
    dependencies=[anyone],
    responses={
        200: {"content": {"application/pdf": {}}, "description": "A4 张贴页"},
        **refuses(NoSuchNotice, TooOften),
    },
)
async def print_poster(notice_id: NoticeId, request: Request, session: Transaction) -> Response:
    """打印后贴在公开栏；扫二维码可在网上查看和提出异议。"""
    press.admit(request)
    notice = await read_notice(notice_id, session)
    address = f"{current().base_url.rstrip('/')}/funds/notices/{notice_id}/page"
    made = await sheets.pdf("funds", "poster.typ", poster_of(notice, address, sheets.qr_code(address)), at=now())
    headers = {"Content-Disposition": f'inline; filename="notice-{notice.opened_on.isoformat()}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


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
    """提出即暂停所公示的事项。答复页给出回执号，凭回执号查询处理结果。"""
    letterbox.admit(request)
    done = await object_to_notice(session, form, notice_id=notice_id, on=today(), at=now())
    return page(
        "funds",
        "objection.html",
        status=201,
        receipt=done.receipt,
        due_on=done.due_on,
        is_held=done.is_held,
        answer=None,
        is_new=True,
    )
