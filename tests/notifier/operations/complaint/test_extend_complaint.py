"""Extending: once, and the reason is read."""

import pytest

from services.notifier.operations.complaint.extend_complaint import extend_complaint
from services.notifier.rules.complaint import Act, ComplaintStands, ComplaintState, ExtendedAlready
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.complaint import ExtendComplaint
from tests.builders.complaints import kept, refused_in
from tests.builders.notifier import MONDAY


async def test_nobody_s_number_stands_in_what_is_read(session) -> None:
    complaint = await kept(session, ComplaintState.HANDED_ON)
    with pytest.raises(IdNumberInText):
        await extend_complaint(session, complaint.id, ExtendComplaint(reason="当事人 11010519491231002X 已去世"), at=MONDAY)


async def test_thirty_days_more_once(session) -> None:
    complaint = await kept(session, ComplaintState.HANDED_ON)
    longer = await extend_complaint(session, complaint.id, ExtendComplaint(reason="须等审计报告"), at=MONDAY)
    assert (longer.state, longer.finish_by.isoformat()) == (ComplaintState.HANDED_ON, "2020-08-30")
    with pytest.raises(ExtendedAlready):
        await extend_complaint(session, complaint.id, ExtendComplaint(reason="还要再等" * 2), at=MONDAY)


@pytest.mark.parametrize("state", refused_in(Act.EXTEND))
async def test_it_is_refused_in_every_other_state(session, state) -> None:
    complaint = await kept(session, state)
    with pytest.raises(ComplaintStands):
        await extend_complaint(session, complaint.id, ExtendComplaint(reason="须等审计报告出来"), at=MONDAY)
    assert complaint.state is state
