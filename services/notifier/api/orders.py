"""Work orders: what each department owes for a case, and by when."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.reopen_order import reopen_order
from services.notifier.rules.department import Department
from services.notifier.rules.message import IdNumberInText, moment
from services.notifier.rules.order import DueOnIsPast, NotYourOrder, OrderCannotMove, OrderState
from services.notifier.schemas.order import CompleteOrder, OrderView, ReopenOrder
from services.notifier.store.order import Filter, OrderNotFound, count_owed, get_order, list_orders, list_owed
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

BOARD_ROWS = 200
"""Orders on one board: more than anyone works through in a day; the heading tells how many there are."""

router = door("/orders", "部门工单")

Reader = Annotated[Principal, may(Role.DEPARTMENT, Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Worker = Annotated[Principal, may(Role.DEPARTMENT, Role.TOWN, Role.COUNTY)]

OrderId = Annotated[UUID, Path(title="工单编号")]
OfDepartment = Annotated[Department | None, Query(title="责任部门")]
InState = Annotated[OrderState | None, Query(title="状态")]
IsOverdue = Annotated[bool | None, Query(title="是否正在逾期")]
OfCase = Annotated[UUID | None, Query(title="即时帮扶台账编号")]


@router.get("", summary="工单列表", responses=refuses(UnreadableCursor))
async def list_work_orders(
    session: Transaction,
    by: Reader,
    department: OfDepartment = None,
    state: InState = None,
    is_overdue: IsOverdue = None,
    case_id: OfCase = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[OrderView]:
    """本人可见的工单，按派发先后。部门只见本部门的工单，其余角色见本辖区的工单。"""
    asked = Filter(clock.now(), department, state, is_overdue, case_id)
    orders = await list_orders(session, asked, by=by, after=place(after), limit=limit)
    rows = [OrderView.model_validate(order) for order in orders]
    return Page(rows=rows, next=cursor(orders[-1].id) if len(orders) == limit else None)


@router.get("/page", summary="工单看板（网页）", response_class=HTMLResponse)
async def show_board(session: Transaction, by: Reader, department: OfDepartment = None, case_id: OfCase = None) -> HTMLResponse:
    """还没有办结的工单，最急的在最前，适合手机查看。"""
    asked = Filter(clock.now(), department, case_id=case_id)
    owed, overdue = await count_owed(session, asked, by=by)
    orders = await list_owed(session, asked, by=by, limit=BOARD_ROWS)
    return page(
        "notifier",
        "board.html",
        at=asked.at,
        moment=moment,
        region=by.region,
        department=Department(by.org) if by.role is Role.DEPARTMENT and by.org in set(Department) else department,
        orders=[OrderView.model_validate(order) for order in orders],
        owed=owed,
        overdue=overdue,
    )


@router.get("/{order_id}", summary="工单详情", responses=refuses(OrderNotFound))
async def read_work_order(order_id: OrderId, session: Transaction, by: Reader) -> OrderView:
    return OrderView.model_validate(await get_order(session, order_id, by=by))


@router.post(
    "/{order_id}/acceptance", status_code=201, summary="接单", responses=refuses(OrderNotFound, NotYourOrder, OrderCannotMove)
)
async def accept_work_order(order_id: OrderId, session: Transaction, by: Worker) -> OrderView:
    """责任部门确认收到并开始办理；令牌中的办理人记为接单人。"""
    return OrderView.model_validate(await accept_order(session, order_id, by=by, at=clock.now()))


@router.post(
    "/{order_id}/completion",
    status_code=201,
    summary="办结",
    responses=refuses(OrderNotFound, NotYourOrder, OrderCannotMove, IdNumberInText),
)
async def complete_work_order(order_id: OrderId, form: CompleteOrder, session: Transaction, by: Worker) -> OrderView:
    """填写办理结果。超过期限办结的记为逾期。"""
    return OrderView.model_validate(await complete_order(session, order_id, form, by=by, at=clock.now()))


@router.post(
    "/{order_id}/reopening",
    status_code=201,
    summary="退回重办",
    responses=refuses(OrderNotFound, OrderCannotMove, DueOnIsPast, IdNumberInText),
)
async def reopen_work_order(
    order_id: OrderId, form: ReopenOrder, session: Transaction, by: Annotated[Principal, may(Role.COUNTY)]
) -> OrderView:
    """县级对办理结果不认可时退回，并给出新的期限。"""
    return OrderView.model_validate(await reopen_order(session, order_id, form, by=by, at=clock.now()))
