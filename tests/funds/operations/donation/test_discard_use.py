"""A use that is given up draws nothing, and stays with its reason."""

import pytest

from services.funds.operations.donation.approve_use import approve_use
from services.funds.operations.donation.discard_use import discard_use
from services.funds.operations.donation.draft_use import draft_use
from services.funds.rules.donation import UseDecided, UseState
from services.funds.schemas.donation_use import DiscardUse
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_budget import APPROVER, IN_MARCH
from tests.builders.funds_donations import a_fund, given, to_school


async def test_a_discarded_use_can_no_longer_be_approved(session):
    fund = await a_fund(session)
    await given(session, fund, 100_00)
    use = await draft_use(session, to_school(fund, 1_00), by=COUNTY_OFFICER, at=IN_MARCH)

    done = await discard_use(session, use.id, DiscardUse(reason="名单有误"), by=COUNTY_OFFICER)

    assert (done.state, done.discard_reason) == (UseState.DISCARDED, "名单有误")
    with pytest.raises(UseDecided):
        await approve_use(session, use.id, by=APPROVER, at=IN_MARCH)
