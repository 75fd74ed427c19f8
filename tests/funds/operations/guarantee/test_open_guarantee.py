"""A fund is one per county and bank, within the frame of the policy."""

from datetime import date

import pytest

from services.funds.operations.guarantee.open_guarantee import open_guarantee
from services.funds.rules.guarantee import FundExists, OutsideTheFrame
from services.funds.schemas.guarantee import OpenGuaranteeFund
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_loans import BANK

ON = date(2020, 1, 2)


def an_agreement(**changed):
    told = {"county": COUNTY, "bank": BANK, "multiple": 10, "fund_share_percent": "70", "agreement": "合作协议（2020年）"}
    return OpenGuaranteeFund.model_validate(told | changed)


async def test_one_agreement_with_a_bank_opens_one_account(session):
    fund = await open_guarantee(session, an_agreement(), by=COUNTY_OFFICER, on=ON)

    assert (fund.multiple, fund.fund_share, fund.guaranteed_fen) == (10, 7000, 0)
    with pytest.raises(FundExists):
        await open_guarantee(session, an_agreement(), by=COUNTY_OFFICER, on=ON)


@pytest.mark.parametrize("outside", [{"multiple": 11}, {"fund_share_percent": "80.01"}])
async def test_outside_the_frame_it_is_refused(session, outside):
    with pytest.raises(OutsideTheFrame):
        await open_guarantee(session, an_agreement(**outside), by=COUNTY_OFFICER, on=ON)
