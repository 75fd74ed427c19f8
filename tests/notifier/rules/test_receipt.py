"""Receipts change what they may, once."""

import pytest

from services.notifier.rules.delivery import DeliveryState as State
from services.notifier.rules.receipt import is_news


@pytest.mark.parametrize(
    ("now", "told", "changes"),
    [
        (State.SENT, State.DELIVERED, True),
        (State.SENT, State.UNDELIVERED, True),
        (State.SENT, State.READ, True),
        (State.DELIVERED, State.DELIVERED, False),
        (State.DELIVERED, State.UNDELIVERED, False),
        (State.DELIVERED, State.READ, True),
        (State.UNDELIVERED, State.DELIVERED, True),
        (State.READ, State.DELIVERED, False),
        (State.FAILED, State.DELIVERED, True),
        (State.FAILED, State.UNDELIVERED, False),
        (State.QUEUED, State.DELIVERED, False),
        (State.TO_PRINT, State.DELIVERED, False),
    ],
)
def test_a_receipt_changes_what_it_may(now: State, told: State, changes: bool) -> None:
    assert is_news(now, told) is changes
