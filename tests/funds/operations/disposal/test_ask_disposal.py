"""A sale is asked for at no less than what it was valued at; one disposal at a time."""

from datetime import date

import pytest

from services.funds.operations.disposal.ask_disposal import ask_disposal
from services.funds.rules.disposal import DisposalOpen, PriceMissing, SoldBelowValuation
from services.funds.schemas.asset_care import AskDisposal
from tests.builders.funds_assets import ON, TOWN_CLERK, an_asset

SALE = {
    "way": "sale",
    "reason": "设备老化",
    "taker": "某某回收公司",
    "valuation_yuan": "20000.00",
    "valued_by": "某某评估公司",
    "price_yuan": "20000.00",
}


async def asked(session, asset, *, on: date = ON, **changed):
    return await ask_disposal(session, asset.id, AskDisposal.model_validate(SALE | changed), by=TOWN_CLERK, on=on)


@pytest.mark.parametrize(
    ("changed", "law"),
    [({"price_yuan": "19999.99"}, SoldBelowValuation), ({"price_yuan": None}, PriceMissing), ({"taker": ""}, PriceMissing)],
)
async def test_what_is_not_whole_is_refused(session, changed, law):
    with pytest.raises(law):
        await asked(session, await an_asset(session), **changed)


async def test_one_at_a_time(session):
    asset = await an_asset(session)
    await asked(session, asset)

    with pytest.raises(DisposalOpen):
        await asked(session, asset)
