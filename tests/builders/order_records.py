"""Orders with a record that a test writes itself, without the operations that would have to be waited for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.clue import ClueOutcome
from services.notifier.rules.order import OrderState
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_rule import Addressee
from services.notifier.rules.order_times import Line
from services.notifier.tables import OrderAct, WorkOrder
from shared import rows
from shared.ids import uuid7
from tests.builders.notifier import TOWN

STATES = {
    Act.GIVEN: OrderState.OPEN,
    Act.REOPENED: OrderState.OPEN,
    Act.ACCEPTED: OrderState.ACCEPTED,
    Act.HANDED_ON: OrderState.OPEN,
    Act.ASKED: OrderState.ASKED,
    Act.ANSWERED: OrderState.OPEN,
    Act.COMPLETED: OrderState.DONE,
    Act.CHECKED: OrderState.CLOSED,
    Act.CANCELLED: OrderState.CANCELLED,
    Act.SETTLED: OrderState.CLOSED,
}


def a_recorded_order(record: Sequence[Line], **said: Any) -> tuple[WorkOrder, list[OrderAct]]:
    """The order as this record left it, and the record. A task for the town unless something else is said."""
    last = record[-1]
    state = next(STATES[line.act] for line in reversed(record) if line.act in STATES)
    its = [line for line in record if line.turn == last.turn]

    def when(act: Act) -> datetime | None:
        return next((line.at for line in reversed(its) if line.act is act), None)

    told: dict[str, Any] = {
        "id": uuid7(),
        "kind": OrderKind.TASK,
        "region": TOWN,
        "addressee": Addressee.TOWN,
        "title": "雨季前排查住房",
        "task": "逐户查看屋面和墙体",
        "reference": "",
        "is_inferred": False,
        "is_checked": True,
        "given_by": "县局小周",
    }
    order = WorkOrder(
        **(told | said),
        state=state,
        turn=last.turn,
        opened_at=its[0].at,
        due_at=next(line.due_at for line in reversed(record) if line.due_at),
        accepted_at=when(Act.ACCEPTED),
        completed_at=when(Act.COMPLETED) or when(Act.SETTLED),
        checked_at=when(Act.CHECKED) or when(Act.SETTLED),
    )
    acts = [
        OrderAct(order_id=order.id, turn=line.turn, act=line.act, at=line.at, done_by="", due_at=line.due_at) for line in record
    ]
    return order, acts


def a_recorded_clue(
    record: Sequence[Line], *outcomes: ClueOutcome, found_by: str = "区委巡察组", **said: Any
) -> tuple[WorkOrder, list[OrderAct]]:
    """A clue, each of its answers with an outcome in turn."""
    order, acts = a_recorded_order(record, kind=OrderKind.CLUE, is_restricted=True, found_by=found_by, **said)
    answers = (act for act in acts if act.act is Act.COMPLETED)
    for act, outcome in zip(answers, outcomes, strict=False):
        act.outcome = outcome
    return order, acts


async def write_orders(session: AsyncSession, *recorded: tuple[WorkOrder, Sequence[OrderAct]]) -> None:
    await rows.insert(session, *(order for order, _ in recorded))
    await rows.insert(session, *(act for _, acts in recorded for act in acts))
