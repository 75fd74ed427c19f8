"""A place's insurance catalogue."""

import pytest

from services.medical.operations.catalogue.lay_catalogue import lay_catalogue
from services.medical.rules.catalogue import ItemsRepeated, RatioNotForClass
from services.medical.schemas.catalogue import LayCatalogue
from services.medical.store.catalogue import find_items
from shared.security import OutsideRegion, Principal, Role
from tests.builders.medical import COUNTY
from tests.builders.national import CATALOGUE

OFFICE = Principal("罗庄区医保局", Role.COUNTY, COUNTY)
CITY = Principal("临沂市医保局", Role.COUNTY, "3713")


def a_catalogue(*items: dict, region: str = COUNTY) -> LayCatalogue:
    return LayCatalogue.model_validate({"region": region, "items": list(items) or CATALOGUE})


async def test_what_is_laid_down_is_found_and_said_again_it_is_corrected(session):
    assert (await lay_catalogue(session, a_catalogue(), by=OFFICE)).laid == 3
    await lay_catalogue(session, a_catalogue(CATALOGUE[1] | {"price_ceiling": "300"}), by=OFFICE)

    found = await find_items(session, COUNTY, ["331001001", "210300001", "X"])

    assert set(found) == {"331001001", "210300001"}
    assert found["210300001"].price_ceiling == 300


async def test_a_countys_own_item_goes_before_its_citys(session):
    await lay_catalogue(session, a_catalogue(CATALOGUE[1] | {"price_ceiling": "300"}, region="3713"), by=CITY)
    await lay_catalogue(session, a_catalogue(CATALOGUE[1]), by=OFFICE)

    assert (await find_items(session, COUNTY, ["210300001"]))["210300001"].price_ceiling == 280
    assert (await find_items(session, "371302", ["210300001"]))["210300001"].price_ceiling == 300


async def test_an_office_lays_down_the_catalogue_of_its_own_place_alone(session):
    with pytest.raises(OutsideRegion):
        await lay_catalogue(session, a_catalogue(region="3713"), by=OFFICE)


async def test_a_ratio_goes_with_class_b_and_a_code_is_said_once(session):
    with pytest.raises(RatioNotForClass):
        await lay_catalogue(session, a_catalogue(CATALOGUE[0] | {"self_pay_ratio": "0.1"}), by=OFFICE)
    with pytest.raises(ItemsRepeated):
        await lay_catalogue(session, a_catalogue(CATALOGUE[0], CATALOGUE[0]), by=OFFICE)
