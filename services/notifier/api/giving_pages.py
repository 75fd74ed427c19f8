"""Pages for who gives work: one order or many at once, seen before they are given; and the list of problems handed in."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import File, Form, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator, StringConstraints, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.api.orders import Giver
from services.notifier.operations.order.give_orders import give_orders
from services.notifier.operations.order.upload_rectifications import upload_rectifications
from services.notifier.rules import giving
from services.notifier.rules import rectification_file as files
from services.notifier.rules.department import Department
from services.notifier.rules.leave import NoSuchOfficer
from services.notifier.rules.message import IdNumberInText, moment
from services.notifier.rules.office import HolderElsewhere
from services.notifier.rules.order import DueOnIsPast
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_rule import Addressee
from services.notifier.schemas.give_orders import GiveOrders
from services.notifier.schemas.order_view import OrderView
from services.notifier.store.directory import open_directory
from services.notifier.store.officer import list_people
from services.notifier.store.order_kind import NoKindPolicy, get_kind_policy
from services.notifier.tables import WorkOrder
from shared import clock
from shared.grid import FILE_BYTES, GRID_LAWS
from shared.html import page
from shared.papers import ENVELOPE_BYTES
from shared.periods import day_in_china
from shared.schemas import seen
from shared.security import OutsideRegion, Principal
from shared.service import Transaction, door, door_with_limit, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door("/orders/new", "派单", kind=WrittenForm)
lists = door_with_limit("/orders/rectifications", "问题整改台账", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES, kind=WrittenForm)

Ticket = Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(seen)]
Lines = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), AfterValidator(seen)]
GIVEN_BY_HAND = [kind for kind in OrderKind if kind is not OrderKind.ASSISTANCE]


@router.get("/page", summary="派单（网页）", response_class=HTMLResponse)
async def show_form(request: Request, by: Giver) -> HTMLResponse:
    """派一件或许多件：派什么、派给谁、何时办完、要什么材料；先看清楚再派出。"""
    return _form(request, by, {})


@router.post(
    "/page",
    summary="在网页上派单",
    response_class=HTMLResponse,
    responses=refuses(
        OutsideRegion,
        giving.CaseOrderStays,
        giving.PlaceTooWide,
        giving.ProblemMissing,
        giving.ClueNeedsHolder,
        giving.TargetsUnreadable,
        HolderElsewhere,
        NoSuchOfficer,
        DueOnIsPast,
        IdNumberInText,
        NoKindPolicy,
        PageNotOurs,
    ),
)
async def give_on_page(
    request: Request,
    session: Transaction,
    by: Giver,
    ticket: Ticket,
    act: Annotated[Literal["preview", "give"], Form(title="预览或派出", examples=["preview"])],
    kind: Annotated[OrderKind, Form(title="工单种类", examples=["task"])],
    title: Annotated[Line, Form(title="工单名称", examples=["雨季前排查住房"])],
    task: Annotated[Lines, Form(title="办理事项", examples=["逐户查看屋面和墙体"])],
    addressee: Annotated[Addressee, Form(title="派给哪一级", examples=["village"])],
    targets: Annotated[Lines, Form(title="派给哪里", description="一处一行", examples=["371311001001 村干部老吴"])],
    department: Annotated[Department | None, Form(title="派给哪个部门")] = None,
    due_on: Annotated[date | None, Form(title="办理期限", le=files.LAST_DAY)] = None,
    wanted: Annotated[Line, Form(title="办结所需材料", description="几种的用顿号隔开，不填的按工单种类")] = "",
    problem: Annotated[Lines, Form(title="存在的问题", description="问题整改必填")] = "",
    measure: Annotated[Lines, Form(title="整改措施")] = "",
    found_by: Annotated[Line, Form(title="发现单位")] = "",
    reference: Annotated[Line, Form(title="依据")] = "",
    readers: Annotated[Line, Form(title="另外可见的人（账号）", description="线索移交用，几个的用顿号隔开")] = "",
) -> HTMLResponse:
    """先预览谁会收到什么，没有错再派出；派出的逐件列出。"""
    written = {
        "kind": kind, "title": title, "task": task, "addressee": addressee, "targets": targets, "department": department,
        "due_on": due_on, "wanted": wanted, "problem": problem, "measure": measure, "found_by": found_by,
        "reference": reference, "readers": readers,
    }  # fmt: skip
    form = _read(written)
    is_given = act == "give"
    orders = await give_orders(session, form, by=by, at=clock.now(), dry_run=not is_given)
    return _form(request, by, {} if is_given else written, orders=await _who_gets_what(session, orders), is_given=is_given)


@lists.get("/page", summary="上传问题整改台账（网页）", response_class=HTMLResponse)
async def show_upload(request: Request, by: Giver) -> HTMLResponse:
    """下载模板，填好再交；有错的行按行号和列名说明，没有错的行照派。"""
    return page("notifier", "rectifications.html", region=by.region, ticket=ticket_for(by, request.url.path), taken=None)


@lists.post(
    "/page",
    summary="在网页上提交问题整改台账",
    response_class=HTMLResponse,
    responses=refuses(*GRID_LAWS, files.NotARectificationList, files.NoRectificationRow, NoKindPolicy, PageNotOurs),
)
async def upload_on_page(
    request: Request,
    session: Transaction,
    by: Giver,
    ticket: Ticket,
    file: Annotated[UploadFile, File(title="问题整改台账", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv")],
) -> HTMLResponse:
    """没有错的行各派一件；更正后整份再交，已派的不会重复。"""
    opened, known, faults = await upload_rectifications(session, await file.read(), by=by, at=clock.now())
    return page(
        "notifier",
        "rectifications.html",
        region=by.region,
        ticket=ticket_for(by, request.url.path),
        taken={"opened": [OrderView.model_validate(order) for order in opened], "known": known, "faults": faults},
    )


def _read(written: dict[str, Any]) -> GiveOrders:
    """Raises TargetsUnreadable, and what the form of the same door refuses."""
    targets = [
        {"region": region, "holder": holder, "household_id": household}
        for region, holder, household in giving.lines_of(written["targets"])
    ]
    names = {"kind", "title", "task", "addressee", "department", "due_on", "problem", "measure", "found_by", "reference"}
    told = {name: value for name, value in written.items() if name in names}
    try:
        return GiveOrders.model_validate(
            told
            | {"targets": targets, "readers": _each(written["readers"])}
            | ({"papers": _each(written["wanted"])} if written["wanted"] else {})
        )
    except ValidationError as wrong:
        raise RequestValidationError(wrong.errors()) from None


def _each(text: str) -> list[str]:
    return [each for each in text.replace("，", "、").replace(",", "、").split("、") if each]


async def _who_gets_what(session: AsyncSession, orders: Sequence[WorkOrder]) -> list[dict[str, Any]]:
    """A line an order: where, which office, who holds it, who is told."""
    directory = await open_directory(session, orders, at=clock.now())
    told = {order.id: directory.person(order).post_id for order in orders}
    people = await list_people(session, [order.holder_id for order in orders if order.holder_id])
    rows = []
    for order in orders:
        holder = people.get(order.holder_id) if order.holder_id else None
        rows.append(
            {
                "order": OrderView.model_validate(order),
                "holder": (holder.subject or "") if holder else "",
                "is_told": bool(told[order.id]),
            }
        )
    return rows


def _form(
    request: Request,
    by: Principal,
    written: dict[str, Any],
    *,
    orders: Sequence[dict[str, Any]] = (),
    is_given: bool = False,
) -> HTMLResponse:
    today = day_in_china(clock.now())
    rules = {kind: get_kind_policy(by.region, today).of(kind) for kind in GIVEN_BY_HAND}
    return page(
        "notifier",
        "give.html",
        region=by.region,
        ticket=ticket_for(by, request.url.path),
        kinds=rules,
        addressees=[(one, name) for one, name in (("village", "村（社区）"), ("town", "镇街"), ("county", "县区"))],
        departments=list(Department),
        written=written,
        orders=orders,
        is_given=is_given,
        today=today,
        moment=moment,
    )
