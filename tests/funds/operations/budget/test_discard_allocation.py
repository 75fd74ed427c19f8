"""A draft that is given up stays with its reason, and can no longer be approved."""

import pytest

from services.funds.operations.budget.approve_allocation import approve_allocation
from services.funds.operations.budget.discard_allocation import discard_allocation
from services.funds.rules.allocation import AllocationState, AllocationStateForbids
from services.funds.schemas.allocation import DiscardAllocation
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_budget import APPROVER, IN_MARCH, a_draft, a_share, drafted, money_of


async def test_a_discarded_draft_moves_nothing_ever(session):
    await money_of(session, 100_00)
    draft = await drafted(session, a_draft(a_share(100_00), amount_fen=100_00))

    done = await discard_allocation(session, draft.id, DiscardAllocation(reason="因素数值有误"), by=COUNTY_OFFICER)

    assert (done.state, done.discard_reason, done.discarded_by) == (AllocationState.DISCARDED, "因素数值有误", "县区经办")
    with pytest.raises(AllocationStateForbids):
        await approve_allocation(session, draft.id, by=APPROVER, at=IN_MARCH)
