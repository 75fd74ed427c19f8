"""By whoever has the receipt, and only of what was answered."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from services.notifier.operations.complaint.reopen_complaint import reopen_complaint
from services.notifier.rules.complaint import Act, ComplaintStands, ComplaintState, ReviewTooLate
from services.notifier.schemas.complaint import AskReview
from services.notifier.store.complaint import receipt
from services.notifier.tables import ComplaintLetter
from tests.builders.complaints import kept, refused_in
from tests.builders.notifier import MONDAY


async def test_it_begins_anew_with_another_letter_and_another_time(session) -> None:
    complaint = await kept(session, ComplaintState.CLOSED, closed_at=MONDAY, extended_on=date(2020, 6, 2), extension="须等审计")
    again = await reopen_complaint(session, receipt(complaint.id), AskReview(said="情况没有改变，请再查一次"), at=MONDAY)
    assert (again.state, again.round, again.closed_at, again.extended_on) == (ComplaintState.ACCEPTED, 2, None, None)
    [letter] = (await session.exec(select(ComplaintLetter))).all()
    assert (letter.round, "情况" in letter.sealed) == (2, False)


async def test_after_thirty_days_it_is_too_late(session) -> None:
    complaint = await kept(session, ComplaintState.ANSWERED)
    with pytest.raises(ReviewTooLate):
        await reopen_complaint(
            session, receipt(complaint.id), AskReview(said="情况没有改变，请再查一次"), at=MONDAY + timedelta(days=31)
        )


@pytest.mark.parametrize("state", refused_in(Act.REOPEN))
async def test_it_is_refused_in_every_other_state(session, state) -> None:
    complaint = await kept(session, state)
    with pytest.raises(ComplaintStands):
        await reopen_complaint(session, receipt(complaint.id), AskReview(said="情况没有改变，请再查一次"), at=MONDAY)
