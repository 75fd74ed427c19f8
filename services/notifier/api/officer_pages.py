"""Persons on duty, their leave and who stands in, and the hand-over of what one has open, on one page with plain forms."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Form, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator, StringConstraints, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.api.officer_entries import WITHOUT_SECRET, Entry, entry_of, register
from services.notifier.api.officers import Keeper, officer_view
from services.notifier.operations.officer.end_leave import end_leave
from services.notifier.operations.officer.take_leave import take_leave
from services.notifier.operations.order.hand_over_orders import hand_over_orders
from services.notifier.rules import leave as rules
from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.department import Department
from services.notifier.rules.message import IdNumberInText
from services.notifier.rules.office import HolderElsewhere
from services.notifier.rules.rectification_file import LAST_DAY
from services.notifier.schemas.officer import HandOverOrders, TakeLeave
from services.notifier.store import officer as store
from shared import clock
from shared import schemas as shared_schemas
from shared.html import page
from shared.pages import After, UnreadableCursor, cursor, place
from shared.periods import day_in_china
from shared.schemas import seen
from shared.security import OutsideRegion, Principal
from shared.service import Transaction, door, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door("/officers", "承办人", kind=WrittenForm)

PEOPLE_ROWS = 100
LEAVES_AHEAD = timedelta(days=366)

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(seen)]
F = TypeVar("F", bound=shared_schemas.Form)


class OfficerAct(StrEnum):
    """The button that was pressed."""

    REGISTER = "register"
    LEAVE = "leave"
    END_LEAVE = "end-leave"
    HAND_OVER = "hand-over"


@router.get("/page", summary="承办人（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_people(
    request: Request,
    session: Transaction,
    by: Keeper,
    after: After = None,
    change: Annotated[Line | None, Query(title="更改哪个账号", description="登记的内容填在表单中")] = None,
) -> HTMLResponse:
    """谁在什么岗位、手上有几件没有办结、谁请假谁替班。"""
    entry = entry_of(await store.find_officer(session, change) if change else None)
    return await _page(session, by, request, after=place(after), entry=entry)


@router.post(
    "/page",
    summary="在网页上登记承办人、请假和移交",
    response_class=HTMLResponse,
    responses=refuses(
        OutsideRegion,
        PageNotOurs,
        HolderElsewhere,
        IdNumberInText,
        rules.AccountElsewhere,
        rules.NoSuchOfficer,
        rules.NoSuchLeave,
        rules.SubstituteIsSelf,
        rules.SubstituteElsewhere,
        rules.LeaveEndsEarly,
        rules.LeaveOverlaps,
        rules.NobodyLeftToAct,
    ),
)
async def do_on_page(
    request: Request,
    session: Transaction,
    by: Keeper,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    act: Annotated[OfficerAct, Form(title="办什么", examples=["register"])],
    subject: Annotated[Line, Form(title="账号")] = "",
    name: Annotated[Line, Form(title="姓名")] = "",
    region: Annotated[Line, Form(title="岗位所在地")] = "",
    department: Annotated[Department | None, Form(title="所属部门")] = None,
    channel: Annotated[ChannelName, Form(title="新添的联系方式")] = ChannelName.EMAIL,
    address: Annotated[Line, Form(title="新添的邮箱、号码或地址", description="最先用；一种也没有的，写入值班日志")] = "",
    crossed_out: Annotated[list[Line] | None, Form(title="不再使用的联系方式", max_length=20)] = None,
    from_on: Annotated[date | None, Form(title="开始日期", le=LAST_DAY)] = None,
    until_on: Annotated[date | None, Form(title="结束日期", le=LAST_DAY)] = None,
    substitute: Annotated[Line, Form(title="替班人（账号）")] = "",
    is_leader: Annotated[bool, Form(title="是否单位负责人", description="县区、镇街的负责人每周收到督办周报")] = False,
    leave_id: Annotated[UUID | None, Form(title="请假编号")] = None,
    to: Annotated[Line, Form(title="移交给谁（账号）")] = "",
    reason: Annotated[Line, Form(title="移交原因")] = "",
    leaves: Annotated[bool, Form(title="是否离任")] = False,
) -> HTMLResponse:
    """登记或更改承办人，登记请假和替班，销假，把一人手上的全部移交给另一人。"""
    at = clock.now()
    match act:
        case OfficerAct.REGISTER:
            told = {"subject": subject, "region": region, "department": department, "name": name, "is_leader": is_leader}
            added = {"channel": channel, "address": address}
            entry = await register(session, told | added, crossed_out or [], by=by, at=at)
            if entry.refusal:
                return await _page(session, by, request, entry=entry)
            done = f"{subject} 的岗位已登记"
        case OfficerAct.LEAVE:
            away = _form(TakeLeave, {"from_on": from_on, "until_on": until_on, "substitute": substitute})
            await take_leave(session, _account(subject), away, by=by, at=at)
            done = f"{subject} 的请假已登记，由 {substitute} 替班"
        case OfficerAct.END_LEAVE:
            if leave_id is None:
                raise rules.NoSuchLeave
            await end_leave(session, leave_id, by=by, at=at)
            done = "已销假"
        case OfficerAct.HAND_OVER:
            form = _form(HandOverOrders, {"to": to, "reason": reason, "leaves": leaves})
            over = await hand_over_orders(session, _account(subject), form, by=by, at=at)
            done = f"{subject} 手上的 {over.orders} 件已移交给 {to}"
    return await _page(session, by, request, done=done)


async def _page(
    session: AsyncSession,
    by: Principal,
    request: Request,
    *,
    after: UUID | None = None,
    done: str = "",
    entry: Entry | None = None,
) -> HTMLResponse:
    entry = entry or Entry()
    today = day_in_china(clock.now())
    found = await store.list_officers(session, after=after, limit=PEOPLE_ROWS)
    shown = found[:PEOPLE_ROWS]
    away = await store.list_leaves_until(session, today, today + LEAVES_AHEAD)
    people = await store.list_people(session, {id for leave in away for id in (leave.post_id, leave.substitute_id)})
    held = await store.count_held(session, [post.id for post in shown])
    return page(
        "notifier",
        "officers.html",
        status=entry.status,
        region=by.region,
        ticket=ticket_for(by, request.url.path),
        people=[(officer_view(post), held.get(post.id, 0)) for post in shown],
        leaves=[
            {"leave": leave, "who": _subject(people, leave.post_id), "substitute": _subject(people, leave.substitute_id)}
            for leave in away
        ],
        departments=list(Department),
        next=cursor(shown[-1].id) if len(found) > PEOPLE_ROWS else None,
        is_first=after is None,
        today=today,
        done=done,
        entry=entry,
        written=entry.fields,
        ways=WITHOUT_SECRET,
    )


def _subject(people: Mapping[UUID, Any], post_id: UUID) -> str:
    post = people.get(post_id)
    return (post.subject or "") if post else "别处的人"


def _account(subject: str) -> str:
    """Raises NoSuchOfficer for an empty one."""
    if not subject:
        raise rules.NoSuchOfficer(pointer="/subject", subject=subject)
    return subject


def _form(kind: type[F], told: Mapping[str, Any]) -> F:
    try:
        return kind.model_validate(told)
    except ValidationError as wrong:
        raise RequestValidationError(wrong.errors()) from None
