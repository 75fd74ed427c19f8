"""What is known of a house is added to; what the form leaves out stays."""

from decimal import Decimal

import pytest

from services.housing.operations.house.demolish_house import demolish_house
from services.housing.operations.house.describe_house import describe_house
from services.housing.rules.dwelling import HouseGone
from services.housing.schemas.house import DemolishHouse, DescribeHouse
from tests.builders.houses import COUNTY, JUNE_1, a_house


async def test_what_is_said_is_kept_exactly_and_the_rest_stays(session):
    house = await a_house(session)
    form = DescribeHouse.model_validate(
        {"floor_area_m2": "62.55", "storeys": 2, "position": {"latitude": "35.056123", "longitude": "118.342456"}}
    )

    await describe_house(session, house.id, form, on=JUNE_1)
    await session.refresh(house)

    assert (house.floor_area_m2, house.storeys, house.built_year) == (Decimal("62.55"), 2, 1986)
    assert (house.latitude_e6, house.longitude_e6) == (35_056_123, 118_342_456)


async def test_a_house_that_is_no_more_is_not_described(session):
    house = await a_house(session)
    await demolish_house(session, house.id, DemolishHouse(gone_on=JUNE_1, why="倒塌"), by=COUNTY, on=JUNE_1)

    with pytest.raises(HouseGone):
        await describe_house(session, house.id, DescribeHouse(storeys=1), on=JUNE_1)
