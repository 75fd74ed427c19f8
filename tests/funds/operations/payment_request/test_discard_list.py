"""A list that was a mistake asks for nothing any more."""

import pytest

from services.funds.operations.payment_request.commit_list import commit_list
from services.funds.operations.payment_request.discard_list import discard_list
from services.funds.rules.payment_request import RequestNotDraft, RequestState
from tests.builders.funds_payments import JULY_1, a_line, a_member, an_id
from tests.funds.operations.payment_request.test_commit_list import seen
from tests.funds.operations.payment_request.test_upload_list import DEPARTMENT, uploaded


async def test_it_stays_to_be_seen_and_cannot_be_committed(session):
    await a_line(session)
    await a_member(session, 1)
    request = await uploaded(session, f"{an_id(1)},王小明,1000,")

    await discard_list(session, request.id)

    assert request.state is RequestState.DISCARDED
    with pytest.raises(RequestNotDraft):
        await commit_list(session, request.id, seen(1, "1000"), by=DEPARTMENT, at=JULY_1)
