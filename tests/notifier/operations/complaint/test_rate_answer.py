"""By whoever has the receipt, and only of what was answered."""

import pytest

from services.notifier.operations.complaint.rate_answer import rate_answer
from services.notifier.rules.complaint import Act, ComplaintStands, ComplaintState
from services.notifier.schemas.complaint import RateAnswer
from services.notifier.store.complaint import receipt
from tests.builders.complaints import kept, refused_in
from tests.builders.notifier import MONDAY


async def test_it_is_said_again_otherwise(session) -> None:
    complaint = await kept(session, ComplaintState.CLOSED)
    for said in ("satisfied", "dissatisfied"):
        rated = await rate_answer(session, receipt(complaint.id), RateAnswer(satisfaction=said), at=MONDAY)
    assert (rated.satisfaction, rated.state) == ("dissatisfied", ComplaintState.CLOSED)


@pytest.mark.parametrize("state", refused_in(Act.RATE))
async def test_it_is_refused_in_every_other_state(session, state) -> None:
    complaint = await kept(session, state)
    with pytest.raises(ComplaintStands):
        await rate_answer(session, receipt(complaint.id), RateAnswer(satisfaction="satisfied"), at=MONDAY)
