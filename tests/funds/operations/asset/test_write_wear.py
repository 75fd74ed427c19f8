"""Months of depreciation are written once each, also those that were missed."""

from datetime import date

from services.funds.operations.asset.write_wear import write_wear
from services.funds.store.asset_care import list_wear
from tests.builders.funds_assets import an_asset, an_investment


async def test_missed_months_are_caught_up_with_and_none_is_written_twice(session):
    asset = await an_asset(session)
    for day in (date(2019, 9, 15), date(2019, 9, 16), date(2019, 12, 31)):
        assert await write_wear(session, on=day) is False

    months = await list_wear(session, asset.id)
    assert [each.ends_on.month for each in months] == [7, 8, 9, 10, 11, 12]
    assert asset.depreciated_fen == sum(each.amount_fen for each in months) == 16_625_00
    assert months[-1].book_fen == 700_000_00 - 16_625_00


async def test_money_put_into_a_company_does_not_wear(session):
    asset = await an_investment(session)
    await write_wear(session, on=date(2030, 1, 1))

    assert await list_wear(session, asset.id) == []
