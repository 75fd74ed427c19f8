"""Refusing: what is not ours, with a reason that is read."""

import pytest

from services.notifier.operations.complaint.refuse_complaint import refuse_complaint
from services.notifier.rules.complaint import Act, ComplaintStands, ComplaintState
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.complaint import RefuseComplaint
from tests.builders.complaints import kept, refused_in
from tests.builders.notifier import MONDAY


async def test_nobody_s_number_stands_in_what_is_read(session) -> None:
    complaint = await kept(session, ComplaintState.RECEIVED)
    with pytest.raises(IdNumberInText):
        await refuse_complaint(session, complaint.id, RefuseComplaint(reason="当事人 11010519491231002X 已去世"), at=MONDAY)


async def test_why_it_is_not_ours_is_kept(session) -> None:
    complaint = await kept(session, ComplaintState.RECEIVED)
    refused = await refuse_complaint(session, complaint.id, RefuseComplaint(reason="请向社区居委会反映"), at=MONDAY)
    assert (refused.state, refused.refusal, refused.closed_at) == (ComplaintState.REFUSED, "请向社区居委会反映", MONDAY)


@pytest.mark.parametrize("state", refused_in(Act.REFUSE))
async def test_it_is_refused_in_every_other_state(session, state) -> None:
    complaint = await kept(session, state)
    with pytest.raises(ComplaintStands):
        await refuse_complaint(session, complaint.id, RefuseComplaint(reason="须等审计报告出来"), at=MONDAY)
    assert complaint.state is state
