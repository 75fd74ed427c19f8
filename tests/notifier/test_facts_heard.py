"""What is heard of a case calls its departments once each, in whatever order it is heard."""

from itertools import permutations

import pytest
from sqlmodel import select

from services.notifier.tables import WorkOrder
from shared.events.registry import Trigger
from tests.builders.notifier import MONDAY, a_detection, a_later_fact


@pytest.mark.parametrize("heard", list(permutations(range(3))), ids=str)
async def test_whatever_is_heard_of_first_the_same_departments_come_once(deliver, session, heard) -> None:
    case = a_detection(at=MONDAY, trigger=Trigger.JOB_LOSS)
    events = [case, a_later_fact(case), a_later_fact(case, trigger=Trigger.DROP_OUT, hours=6)]
    for at in (*heard, heard[1]):
        [delivery] = await deliver(events[at])
        assert delivery.settled == ["ack"]
    departments = [order.department for order in (await session.exec(select(WorkOrder))).all()]
    assert sorted(departments) == sorted(
        ["civil-affairs", "education", "emergency", "housing", "labour", "rural-revitalisation", "town"]
    )


async def test_a_fact_for_which_no_orders_are_wanted_calls_nobody(deliver, session) -> None:
    case = a_detection(at=MONDAY)
    await deliver(case)
    [delivery] = await deliver(a_later_fact(case).model_copy(update={"needs": ["emergency-grant"]}))
    assert delivery.settled == ["ack"]
    assert len((await session.exec(select(WorkOrder))).all()) == 5
