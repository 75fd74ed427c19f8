"""A work order moves only as its table says."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from services.notifier.rules import order
from services.notifier.rules.order import MOVES, Move, OrderState

DUE = datetime(2020, 6, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "how", "then"),
    [
        (OrderState.OPEN, Move.ACCEPT, OrderState.ACCEPTED),
        (OrderState.ACCEPTED, Move.COMPLETE, OrderState.DONE),
        (OrderState.DONE, Move.REOPEN, OrderState.OPEN),
    ],
)
def test_an_order_is_accepted_then_completed_and_may_be_reopened(state: OrderState, how: Move, then: OrderState) -> None:
    assert order.move(state, how) is then


@pytest.mark.parametrize(("state", "how"), [pair for pair in product(OrderState, Move) if pair not in MOVES])
def test_every_move_that_the_table_does_not_know_is_refused(state: OrderState, how: Move) -> None:
    with pytest.raises(order.OrderCannotMove) as refused:
        order.move(state, how)
    assert refused.value.facts == {"state": state, "state_label": state.label, "move": how, "move_label": how.label}


def test_the_deadline_itself_is_in_time_and_the_next_microsecond_is_late() -> None:
    assert not order.is_late(DUE, DUE)
    assert order.is_late(DUE, DUE + timedelta(microseconds=1))


def test_an_order_done_again_is_due_at_the_end_of_its_new_day() -> None:
    assert order.due_anew(date(2020, 6, 5), on=date(2020, 6, 5)).isoformat() == "2020-06-05T23:59:59.999999+08:00"


def test_an_order_cannot_be_due_yesterday() -> None:
    with pytest.raises(order.DueOnIsPast):
        order.due_anew(date(2020, 6, 4), on=date(2020, 6, 5))
