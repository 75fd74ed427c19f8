"""A hand-over is written down once it happened, in order."""

from datetime import date

import pytest

from services.funds.operations.asset.hand_over_asset import hand_over_asset
from services.funds.rules.asset import TitleOrder
from services.funds.schemas.asset import HandOverAsset
from services.funds.store.asset import list_hand_overs
from tests.builders.funds_assets import ON, TOWN_CLERK, an_asset


def a_hand_over(on: date) -> HandOverAsset:
    return HandOverAsset(handed_by="罗庄街道", taken_by="龙潭社区", keeper="社区管护岗", handed_on=on, said="图纸、保修单齐全")


async def test_a_hand_over_says_who_keeps_the_asset(session):
    asset = await an_asset(session)
    await hand_over_asset(session, asset.id, a_hand_over(ON), by=TOWN_CLERK, on=ON)

    [handed] = await list_hand_overs(session, asset.id)
    assert (handed.keeper, handed.handed_on) == ("社区管护岗", ON)


@pytest.mark.parametrize("day", [date(2020, 6, 2), date(2019, 6, 29)])
async def test_not_in_the_future_and_not_before_there_was_an_asset(session, day):
    asset = await an_asset(session)

    with pytest.raises(TitleOrder):
        await hand_over_asset(session, asset.id, a_hand_over(day), by=TOWN_CLERK, on=ON)
