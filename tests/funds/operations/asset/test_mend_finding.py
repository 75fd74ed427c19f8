"""An asset is in use again once everything that was found is mended."""

from datetime import date

import pytest

from services.funds.operations.asset.inspect_asset import inspect_asset
from services.funds.operations.asset.mend_finding import mend_finding
from services.funds.rules.asset import AssetState
from services.funds.rules.inspection import NothingToMend
from services.funds.schemas.asset_care import InspectAsset, MendFinding
from tests.builders.funds_assets import ON, TOWN_CLERK, an_asset

MENDED = MendFinding(mended_on=ON, how="已更换逆变器", cost_yuan="3200.00")


async def found(session, asset):
    form = InspectAsset(inspected_on=ON, found=AssetState.MENDING, finding="逆变器损坏", mend_by=date(2020, 6, 30))
    return await inspect_asset(session, asset.id, form, by=TOWN_CLERK, on=ON)


async def test_it_is_in_use_again_when_the_last_finding_is_mended(session):
    asset = await an_asset(session)
    first, second = await found(session, asset), await found(session, asset)

    await mend_finding(session, asset.id, first.id, MENDED, by=TOWN_CLERK, on=ON)
    assert asset.state is AssetState.MENDING
    await mend_finding(session, asset.id, second.id, MENDED, by=TOWN_CLERK, on=ON)
    assert asset.state is AssetState.IN_USE


async def test_a_finding_is_mended_once(session):
    asset = await an_asset(session)
    inspection = await found(session, asset)
    await mend_finding(session, asset.id, inspection.id, MENDED, by=TOWN_CLERK, on=ON)

    with pytest.raises(NothingToMend):
        await mend_finding(session, asset.id, inspection.id, MENDED, by=TOWN_CLERK, on=ON)
