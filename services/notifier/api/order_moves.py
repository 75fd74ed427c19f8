"""What happens to an order between being given and being done: handed on, asked about, answered, extended, checked, withdrawn."""

from services.notifier.api.orders import Giver, OrderId, Worker
from services.notifier.operations.order.answer_order import answer_order
from services.notifier.operations.order.ask_about_order import ask_about_order
from services.notifier.operations.order.check_order import check_order
from services.notifier.operations.order.extend_order import extend_order
from services.notifier.operations.order.hand_on_order import hand_on_order
from services.notifier.operations.order.withdraw_order import withdraw_order
from services.notifier.rules import giving
from services.notifier.rules.leave import NoSuchOfficer
from services.notifier.rules.message import IdNumberInText
from services.notifier.rules.office import (
    HolderElsewhere,
    NothingToCheck,
    NotYourOrder,
    NotYoursToDecide,
    SamePersonChecks,
)
from services.notifier.rules.order import DueOnIsPast, EndsByItsRecord, OrderCannotMove
from services.notifier.schemas.order import AnswerOrder, AskAboutOrder, CheckOrder, ExtendOrder, HandOnOrder, WithdrawOrder
from services.notifier.schemas.order_view import OrderView
from services.notifier.store.order import OrderNotFound
from shared import clock
from shared.service import Transaction, door, refuses

router = door("/orders", "工单")

_ALWAYS = (OrderNotFound, OrderCannotMove, IdNumberInText)
_BY_GIVER = (*_ALWAYS, NotYoursToDecide, giving.CaseOrderStays)


@router.post(
    "/{order_id}/hand-on",
    status_code=201,
    summary="转办",
    responses=refuses(
        *_ALWAYS,
        NotYourOrder,
        giving.CaseOrderStays,
        giving.ClueNeedsHolder,
        giving.PlaceTooWide,
        NoSuchOfficer,
        HolderElsewhere,
    ),
)
async def hand_on(order_id: OrderId, form: HandOnOrder, session: Transaction, by: Worker) -> OrderView:
    """转给另一人，或另一级、另一部门；期限不变，接手的重新接单。同单位的人转给自己，即由本人接手。"""
    return OrderView.model_validate(await hand_on_order(session, order_id, form, by=by, at=clock.now()))


@router.post("/{order_id}/question", status_code=201, summary="询问派单人", responses=refuses(*_ALWAYS, NotYourOrder))
async def ask(order_id: OrderId, form: AskAboutOrder, session: Transaction, by: Worker) -> OrderView:
    """不清楚怎么办、或认为不归自己办的，先问派单人；期限照算，派单人答复时可以改。"""
    return OrderView.model_validate(await ask_about_order(session, order_id, form, by=by, at=clock.now()))


@router.post("/{order_id}/answer", status_code=201, summary="答复询问", responses=refuses(*_BY_GIVER, DueOnIsPast))
async def answer(order_id: OrderId, form: AnswerOrder, session: Transaction, by: Giver) -> OrderView:
    """派单人或县级答复；承办人重新接单。"""
    return OrderView.model_validate(await answer_order(session, order_id, form, by=by, at=clock.now()))


@router.post("/{order_id}/extension", status_code=201, summary="延期", responses=refuses(*_BY_GIVER, DueOnIsPast))
async def extend(order_id: OrderId, form: ExtendOrder, session: Transaction, by: Giver) -> OrderView:
    """派单人或县级给出新的期限；原来的期限留在办理记录中。"""
    return OrderView.model_validate(await extend_order(session, order_id, form, by=by, at=clock.now()))


@router.post(
    "/{order_id}/check",
    status_code=201,
    summary="检查销号",
    responses=refuses(*_ALWAYS, NotYoursToDecide, SamePersonChecks, NothingToCheck, EndsByItsRecord),
)
async def check(order_id: OrderId, form: CheckOrder, session: Transaction, by: Giver) -> OrderView:
    """由派单人或县级检查，接单、办理的人不能检查自己办的；不合格的退回重办。"""
    return OrderView.model_validate(await check_order(session, order_id, form, by=by, at=clock.now()))


@router.post("/{order_id}/withdrawal", status_code=201, summary="撤销", responses=refuses(*_BY_GIVER))
async def withdraw(order_id: OrderId, form: WithdrawOrder, session: Transaction, by: Giver) -> OrderView:
    """还没有办结的，派单人或县级可以撤销。"""
    return OrderView.model_validate(await withdraw_order(session, order_id, form, by=by, at=clock.now()))
