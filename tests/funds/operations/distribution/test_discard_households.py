"""A list that is not to be is used no more."""

import pytest

from services.funds.operations.distribution.discard_households import discard_households
from services.funds.rules.distribution_list import HouseholdListClosed
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_assets import a_household_list, a_plan_by_list, an_income
from tests.builders.funds_payments import a_member, an_id


async def test_a_discarded_list_is_used_no_more(session):
    await an_income(session)
    await a_member(session, 1)
    read = await a_household_list(session, f"{an_id(1)},王小明,1,3,,")
    await discard_households(session, read.id, by=COUNTY_OFFICER)

    with pytest.raises(HouseholdListClosed):
        await a_plan_by_list(session, read)
