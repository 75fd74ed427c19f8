"""Only what a clock that ran ahead put off is brought back; the whole of its jumps is tried in `test_clock_jumps.py`."""

from datetime import timedelta

import pytest
from sqlmodel import select, update

from services.notifier.operations.message.bring_back_messages import bring_back_messages
from services.notifier.rules.delivery import RETRY_AFTER, DeliveryState
from services.notifier.tables import Delivery
from tests.builders.notifier import MONDAY

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("state", "due_in", "is_brought"),
    [
        (DeliveryState.QUEUED, 12 * HOUR, False),
        (DeliveryState.FAILED, RETRY_AFTER[-1], False),
        (DeliveryState.FAILED, HOUR, True),
        (DeliveryState.SENT, HOUR, False),
        (DeliveryState.GIVEN_UP, HOUR, False),
    ],
)
async def test_what_may_be_due_so_late_is_left_as_it_is(session, opened, state, due_in, is_brought) -> None:
    await opened(at=MONDAY - HOUR)
    await session.execute(update(Delivery).values(state=state, due_at=MONDAY + due_in))
    assert await bring_back_messages(session, at=MONDAY) == is_brought
    [delivery] = (await session.exec(select(Delivery).execution_options(populate_existing=True))).all()
    assert (delivery.state, delivery.due_at) == (state, MONDAY if is_brought else MONDAY + due_in)


async def test_clocks_that_differ_a_little_are_no_fault(session, opened) -> None:
    await opened(at=MONDAY + 4 * MINUTE)
    assert await bring_back_messages(session, at=MONDAY) == 0
    assert await bring_back_messages(session, at=MONDAY - 2 * MINUTE) == 1
