"""Accepting: what it is about, and from when the answer is owed."""

import pytest

from services.notifier.operations.complaint.accept_complaint import accept_complaint
from services.notifier.rules.complaint import Act, ComplaintStands, ComplaintState, UnknownMatter
from services.notifier.schemas.complaint import AcceptComplaint
from tests.builders.complaints import kept, refused_in
from tests.builders.notifier import MONDAY


async def test_the_time_for_the_answer_runs_from_the_acceptance(session) -> None:
    complaint = await kept(session, ComplaintState.RECEIVED)
    accepted = await accept_complaint(session, complaint.id, AcceptComplaint(matter="housing"), at=MONDAY)
    assert (accepted.state, accepted.matter, accepted.finish_by.isoformat()) == (ComplaintState.ACCEPTED, "housing", "2020-07-31")


async def test_only_what_the_policy_knows_is_a_matter(session) -> None:
    complaint = await kept(session, ComplaintState.RECEIVED)
    with pytest.raises(UnknownMatter):
        await accept_complaint(session, complaint.id, AcceptComplaint(matter="weather"), at=MONDAY)


@pytest.mark.parametrize("state", refused_in(Act.ACCEPT))
async def test_it_is_refused_in_every_other_state(session, state) -> None:
    complaint = await kept(session, state)
    with pytest.raises(ComplaintStands):
        await accept_complaint(session, complaint.id, AcceptComplaint(matter="money"), at=MONDAY)
    assert complaint.state is state
