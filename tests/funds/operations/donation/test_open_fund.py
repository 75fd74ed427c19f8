"""A fund is opened with a number, in its own place, of a kind that the place knows."""

import pytest

from services.funds.operations.donation.open_fund import open_fund
from services.funds.rules.donation import FundKindUnknown
from services.funds.schemas.donation import OpenFund
from shared.security import OutsideRegion
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_budget import IN_MARCH
from tests.builders.funds_donations import a_fund


async def test_a_fund_has_a_number_that_can_be_read_out(session):
    assert (await a_fund(session)).number == "F-371311-2020-0001"
    assert (await a_fund(session)).number == "F-371311-2020-0002"


async def test_a_kind_that_nobody_knows_and_a_place_of_others_are_refused(session):
    with pytest.raises(FundKindUnknown):
        await a_fund(session, kind="lottery")
    with pytest.raises(OutsideRegion):
        form = OpenFund(region="371302", title="别县基金", kind="education")
        await open_fund(session, form, by=COUNTY_OFFICER, at=IN_MARCH)
