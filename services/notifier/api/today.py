"""My orders today: by telephone, without a script; what is late and what is due first, place by place."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.rules import place as places
from services.notifier.rules.message import moment
from services.notifier.rules.office import NotYourOrder
from services.notifier.rules.order import OrderCannotMove
from services.notifier.rules.order_rule import Addressee
from services.notifier.schemas.errand import ErrandView
from services.notifier.schemas.order_view import OrderView
from services.notifier.store.errand import list_open_errands
from services.notifier.store.my_orders import count_mine_owed, list_mine_owed, list_waiting_for_giver
from services.notifier.store.officer import list_mine
from services.notifier.store.order import OrderNotFound
from shared import clock
from shared.html import page
from shared.periods import day_in_china
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door("/orders/today", "我的工单", kind=WrittenForm)

ROWS = 200
WAITING_ROWS = 50
Mine = Annotated[Principal, may(Role.DEPARTMENT, Role.VILLAGE, Role.TOWN, Role.COUNTY)]
_LEVELS = {Role.VILLAGE: Addressee.VILLAGE, Role.TOWN: Addressee.TOWN, Role.COUNTY: Addressee.COUNTY}


@router.get("/page", summary="我的工单（网页）", response_class=HTMLResponse)
async def show_mine(request: Request, session: Transaction, by: Mine) -> HTMLResponse:
    """本人承办和替班的、本单位还没有人接的工单，以及要去看的村级任务，按地点排，最急的在前；派出的单子等答复、等检查的也在这里。"""
    return await _page(session, by, request)


@router.post(
    "/page",
    summary="在网页上接单",
    response_class=HTMLResponse,
    responses=refuses(OrderNotFound, NotYourOrder, OrderCannotMove, PageNotOurs),
)
async def accept_here(
    request: Request,
    session: Transaction,
    by: Mine,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    order_id: Annotated[
        list[UUID], Form(title="工单编号", min_length=1, max_length=ROWS, examples=[["0197f5c2-7c1e-7a53-9f6b-3d5f0a1b2c3d"]])
    ],
) -> HTMLResponse:
    """接一件，或一次接下同一处的几件。"""
    for one in order_id:
        await accept_order(session, one, by=by, at=clock.now())
    return await _page(session, by, request)


async def _page(session: AsyncSession, by: Principal, request: Request) -> HTMLResponse:
    at = clock.now()
    posts = await list_mine(session, by.subject, day_in_china(at))
    owed, overdue = await count_mine_owed(session, by, posts, at=at)
    orders = [OrderView.model_validate(one) for one in await list_mine_owed(session, by, posts, limit=ROWS)]
    level = _LEVELS.get(by.role)
    errands = [ErrandView.model_validate(one) for one in (await list_open_errands(session, level, limit=ROWS) if level else [])]
    waiting = [OrderView.model_validate(one) for one in await list_waiting_for_giver(session, by, limit=WAITING_ROWS)]
    return page(
        "notifier",
        "today.html",
        at=at,
        moment=moment,
        region=by.region,
        today=day_in_china(at),
        day_of=day_in_china,
        owed=owed + len(errands),
        overdue=overdue + sum(errand.is_overdue for errand in errands),
        shown=len(orders),
        left=owed - len(orders),
        rounds=_rounds(orders, errands),
        waiting=waiting,
        ticket=ticket_for(by, request.url.path),
    )


def _rounds(orders: Sequence[OrderView], errands: Sequence[ErrandView]) -> list[dict[str, Any]]:
    """Place by place, for one way there does all that is open there; the place with the most urgent first."""
    there: dict[str, list[OrderView | ErrandView]] = {}
    both: list[OrderView | ErrandView] = [*orders, *errands]
    for one in sorted(both, key=lambda one: one.due_at):
        there.setdefault(one.region, []).append(one)
    return [
        {
            "place": places.spoken(region),
            "orders": [one for one in its if isinstance(one, OrderView)],
            "errands": [one for one in its if isinstance(one, ErrandView)],
            "open": [one.id for one in its if isinstance(one, OrderView) and one.state == "open"],
        }
        for region, its in there.items()
    ]
