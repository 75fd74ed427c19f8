"""Work orders: what each office owes, by when; given by hand, accepted, done, checked."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.give_orders import give_orders
from services.notifier.operations.order.reopen_order import reopen_order
from services.notifier.rules import giving
from services.notifier.rules.clue import OutcomeMissing, OutcomeOfNoClue
from services.notifier.rules.department import Department
from services.notifier.rules.leave import NoSuchOfficer
from services.notifier.rules.message import IdNumberInText, moment
from services.notifier.rules.office import HolderElsewhere, NotYourOrder, NotYoursToDecide
from services.notifier.rules.order import DueOnIsPast, EndsByItsRecord, OrderCannotMove, OrderState
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_paper import PapersMissing
from services.notifier.schemas.give_orders import GiveOrders
from services.notifier.schemas.order import AcceptOrders, CompleteOrder, CompleteOrders, ReopenOrder
from services.notifier.schemas.order_view import OrderActView, OrderView
from services.notifier.store.order import Filter, OrderNotFound, count_owed, get_order, list_orders, list_owed
from services.notifier.store.order_act import list_acts
from services.notifier.store.order_kind import NoKindPolicy
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

BOARD_ROWS = 200
"""Orders on one board: more than anyone works through in a day; the heading tells how many there are."""

router = door("/orders", "工单")

_OUTCOME = (OutcomeMissing, OutcomeOfNoClue)

Reader = Annotated[Principal, may(Role.DEPARTMENT, Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Worker = Annotated[Principal, may(Role.DEPARTMENT, Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Giver = Annotated[Principal, may(Role.DEPARTMENT, Role.TOWN, Role.COUNTY)]

OrderId = Annotated[UUID, Path(title="工单编号")]
OfDepartment = Annotated[Department | None, Query(title="责任部门")]
InState = Annotated[OrderState | None, Query(title="状态")]
IsOverdue = Annotated[bool | None, Query(title="是否正在逾期")]
OfCase = Annotated[UUID | None, Query(title="即时帮扶台账编号")]
OfKind = Annotated[OrderKind | None, Query(title="工单种类")]


@router.get("", summary="工单列表", responses=refuses(UnreadableCursor))
async def list_work_orders(
    session: Transaction,
    by: Reader,
    department: OfDepartment = None,
    state: InState = None,
    is_overdue: IsOverdue = None,
    case_id: OfCase = None,
    kind: OfKind = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[OrderView]:
    """本人可见的工单，按派发先后。部门只见本部门的工单，其余角色见本辖区的工单；线索只有指定的人可见。"""
    asked = Filter(clock.now(), department, state, is_overdue, case_id, kind)
    orders = await list_orders(session, asked, by=by, after=place(after), limit=limit)
    rows = [OrderView.model_validate(order) for order in orders]
    return Page(rows=rows, next=cursor(orders[-1].id) if len(orders) == limit else None)


@router.post(
    "",
    status_code=201,
    summary="派单",
    responses=refuses(
        OutsideRegion,
        giving.CaseOrderStays,
        giving.PlaceTooWide,
        giving.ProblemMissing,
        giving.ClueNeedsHolder,
        HolderElsewhere,
        NoSuchOfficer,
        DueOnIsPast,
        IdNumberInText,
        NoKindPolicy,
    ),
)
async def give_work_orders(form: GiveOrders, session: Transaction, by: Giver) -> list[OrderView]:
    """一次可派给多处，每处一件。同一人收到几件的，只发一条消息，按地点列出，一趟可以办完。"""
    return [OrderView.model_validate(order) for order in await give_orders(session, form, by=by, at=clock.now())]


@router.get("/page", summary="工单看板（网页）", response_class=HTMLResponse)
async def show_board(
    session: Transaction, by: Reader, department: OfDepartment = None, case_id: OfCase = None, kind: OfKind = None
) -> HTMLResponse:
    """还没有办结的工单，最急的在最前，适合手机查看。"""
    asked = Filter(clock.now(), department, case_id=case_id, kind=kind)
    owed, overdue = await count_owed(session, asked, by=by)
    orders = await list_owed(session, asked, by=by, limit=BOARD_ROWS)
    return page(
        "notifier",
        "board.html",
        at=asked.at,
        moment=moment,
        region=by.region,
        department=Department(by.org) if by.role is Role.DEPARTMENT and by.org in set(Department) else department,
        kinds=list(OrderKind),
        kind=kind,
        orders=[OrderView.model_validate(order) for order in orders],
        owed=owed,
        overdue=overdue,
    )


@router.post(
    "/acceptances", status_code=201, summary="一次接几单", responses=refuses(OrderNotFound, NotYourOrder, OrderCannotMove)
)
async def accept_work_orders(form: AcceptOrders, session: Transaction, by: Worker) -> list[OrderView]:
    """同一趟要办的一次接下；有一件不能接的，全都不接。"""
    return [OrderView.model_validate(await accept_order(session, order_id, by=by, at=clock.now())) for order_id in form.order_ids]


@router.post(
    "/completions",
    status_code=201,
    summary="一次办结几单",
    responses=refuses(OrderNotFound, NotYourOrder, OrderCannotMove, EndsByItsRecord, PapersMissing, *_OUTCOME, IdNumberInText),
)
async def complete_work_orders(form: CompleteOrders, session: Transaction, by: Worker) -> list[OrderView]:
    """同一趟办完的一次填写结果；有一件不能办结的，全都不办结。几件共用的照片先用“一份材料交给几单”上传；线索逐件办结。"""
    done, at = CompleteOrder(result=form.result), clock.now()
    return [OrderView.model_validate(await complete_order(session, id, done, by=by, at=at)) for id in form.order_ids]


@router.get("/{order_id}", summary="工单详情", responses=refuses(OrderNotFound))
async def read_work_order(order_id: OrderId, session: Transaction, by: Reader) -> OrderView:
    return OrderView.model_validate(await get_order(session, order_id, by=by))


@router.get("/{order_id}/acts", summary="工单办理记录", responses=refuses(OrderNotFound))
async def read_acts(order_id: OrderId, session: Transaction, by: Reader) -> list[OrderActView]:
    """谁在何时做了什么，先办的在前。"""
    await get_order(session, order_id, by=by)
    return [OrderActView.model_validate(act) for act in await list_acts(session, order_id)]


@router.post(
    "/{order_id}/acceptance", status_code=201, summary="接单", responses=refuses(OrderNotFound, NotYourOrder, OrderCannotMove)
)
async def accept_work_order(order_id: OrderId, session: Transaction, by: Worker) -> OrderView:
    """承办单位确认收到并开始办理；令牌中的办理人记为接单人，登记了岗位的由其承办。"""
    return OrderView.model_validate(await accept_order(session, order_id, by=by, at=clock.now()))


@router.post(
    "/{order_id}/completion",
    status_code=201,
    summary="办结",
    responses=refuses(OrderNotFound, NotYourOrder, OrderCannotMove, EndsByItsRecord, PapersMissing, *_OUTCOME, IdNumberInText),
)
async def complete_work_order(order_id: OrderId, form: CompleteOrder, session: Transaction, by: Worker) -> OrderView:
    """填写办理结果。超过期限办结的记为逾期。须检查销号的，转派单人检查。"""
    return OrderView.model_validate(await complete_order(session, order_id, form, by=by, at=clock.now()))


@router.post(
    "/{order_id}/reopening",
    status_code=201,
    summary="退回重办",
    responses=refuses(OrderNotFound, NotYoursToDecide, OrderCannotMove, EndsByItsRecord, DueOnIsPast, IdNumberInText),
)
async def reopen_work_order(order_id: OrderId, form: ReopenOrder, session: Transaction, by: Giver) -> OrderView:
    """派单人或县级对办理结果不认可时退回，并给出新的期限。"""
    return OrderView.model_validate(await reopen_order(session, order_id, form, by=by, at=clock.now()))
