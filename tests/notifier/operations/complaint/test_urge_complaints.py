"""Urging: what is late, once a day, and not a word of it."""

from datetime import timedelta

from sqlmodel import select

from services.notifier.operations.complaint.urge_complaints import urge_complaints
from services.notifier.rules.complaint import ComplaintState
from services.notifier.tables import Message
from tests.builders.complaints import kept
from tests.builders.notifier import COUNTY, MONDAY


async def test_each_open_state_is_late_by_its_own_term(session) -> None:
    made = {state: await kept(session, state) for state in ComplaintState}
    assert await urge_complaints(session, at=MONDAY + timedelta(days=15)) == []
    assert await urge_complaints(session, at=MONDAY + timedelta(days=16)) == [made[ComplaintState.RECEIVED]]
    late = await urge_complaints(session, at=MONDAY + timedelta(days=61))
    assert {complaint.state for complaint in late} == {
        ComplaintState.RECEIVED,
        ComplaintState.ACCEPTED,
        ComplaintState.HANDED_ON,
        ComplaintState.REPORTED,
    }
    assert await urge_complaints(session, at=MONDAY + timedelta(days=61, hours=1)) == []
    letters = (await session.exec(select(Message))).all()
    assert {letter.region for letter in letters} == {COUNTY}
