"""An inspection says how an asset stands and when the next is due."""

from datetime import date

import pytest

from services.funds.operations.asset.inspect_asset import inspect_asset
from services.funds.rules.asset import AssetState
from services.funds.rules.inspection import FindingIncomplete, InspectedInFuture
from services.funds.schemas.asset_care import InspectAsset
from services.funds.store.asset_care import list_assets_to_inspect
from tests.builders.funds_assets import TOWN_CLERK, an_asset

A_YEAR_ON = date(2021, 6, 2)


def a_look(found: AssetState = AssetState.IN_USE, on: date = A_YEAR_ON, mend_by: date | None = None) -> InspectAsset:
    return InspectAsset(inspected_on=on, found=found, finding="运行正常", mend_by=mend_by)


async def test_what_was_not_looked_at_for_a_year_is_listed_until_it_is(session):
    asset = await an_asset(session)
    assert [each.id for each in await list_assets_to_inspect(session, on=A_YEAR_ON, after=None, limit=5)] == [asset.id]

    await inspect_asset(session, asset.id, a_look(), by=TOWN_CLERK, on=A_YEAR_ON)

    assert asset.inspect_by == date(2022, 6, 2)
    assert await list_assets_to_inspect(session, on=A_YEAR_ON, after=None, limit=5) == []


async def test_what_is_wrong_has_a_day_by_which_it_is_mended(session):
    asset = await an_asset(session)

    with pytest.raises(FindingIncomplete):
        await inspect_asset(session, asset.id, a_look(AssetState.MENDING), by=TOWN_CLERK, on=A_YEAR_ON)
    with pytest.raises(InspectedInFuture):
        await inspect_asset(session, asset.id, a_look(on=date(2021, 6, 3)), by=TOWN_CLERK, on=A_YEAR_ON)
