"""Answering: read with the receipt, and late or not."""

from datetime import datetime

import pytest

from services.notifier.operations.complaint.answer_complaint import answer_complaint
from services.notifier.rules.complaint import Act, ComplaintStands, ComplaintState
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.complaint import AnswerComplaint
from tests.builders.complaints import kept, refused_in
from tests.builders.notifier import MONDAY


@pytest.mark.parametrize(("on", "is_late"), [("2020-07-31T23:59:00+08:00", False), ("2020-08-01T00:01:00+08:00", True)])
async def test_the_last_day_still_counts(session, on, is_late) -> None:
    complaint = await kept(session, ComplaintState.REPORTED)
    form = AnswerComplaint(verdict="partly-true", answer="部分属实，已改正")
    answered = await answer_complaint(session, complaint.id, form, at=datetime.fromisoformat(on))
    assert (answered.state, answered.is_late) == (ComplaintState.ANSWERED, is_late)


async def test_nobody_s_number_stands_in_an_answer(session) -> None:
    complaint = await kept(session, ComplaintState.REPORTED)
    with pytest.raises(IdNumberInText):
        await answer_complaint(
            session, complaint.id, AnswerComplaint(verdict="true", answer="11010519491231002X 已退款"), at=MONDAY
        )


@pytest.mark.parametrize("state", refused_in(Act.ANSWER))
async def test_it_is_refused_in_every_other_state(session, state) -> None:
    complaint = await kept(session, state)
    with pytest.raises(ComplaintStands):
        await answer_complaint(session, complaint.id, AnswerComplaint(verdict="true", answer="反映属实，已改正"), at=MONDAY)
    assert complaint.state is state
