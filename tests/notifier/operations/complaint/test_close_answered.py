"""Closing what nobody asks after."""

from datetime import timedelta

from services.notifier.operations.complaint.close_answered import close_answered
from services.notifier.rules.complaint import ComplaintState
from tests.builders.complaints import kept
from tests.builders.notifier import MONDAY


async def test_an_answer_stands_open_for_thirty_days_and_nothing_else_is_closed(session) -> None:
    made = {state: await kept(session, state) for state in ComplaintState}
    assert await close_answered(session, at=MONDAY + timedelta(days=30)) == []
    assert await close_answered(session, at=MONDAY + timedelta(days=31)) == [made[ComplaintState.ANSWERED]]
    assert made[ComplaintState.ANSWERED].state is ComplaintState.CLOSED
