from datetime import date

import pytest

from services.housing.operations.site.open_site import open_site
from services.housing.rules.programme import SiteNamedTwice
from services.housing.schemas.programme import OpenSite
from shared.security import OutsideRegion, Principal, Role
from tests.builders.housing import VILLAGE
from tests.builders.housing_relocation import a_place
from tests.builders.housing_renovation import COUNTY_OFFICER

TODAY = date(2020, 6, 6)


async def test_a_site_has_a_name_of_its_own_in_its_programme_and_lies_in_the_county(session):
    place = await a_place(session)

    second = OpenSite(region=VILLAGE, title="新村", opened_on=TODAY)
    site = await open_site(session, place.programme.id, second, by=COUNTY_OFFICER, today=TODAY)

    assert (site.title, site.programme_id) == ("新村", place.programme.id)
    with pytest.raises(SiteNamedTwice):
        await open_site(session, place.programme.id, second, by=COUNTY_OFFICER, today=TODAY)
    neighbour = Principal("邻县 钱", Role.COUNTY, "371312")
    third = OpenSite(region=VILLAGE, title="远处", opened_on=TODAY)
    with pytest.raises(OutsideRegion):
        await open_site(session, place.programme.id, third, by=neighbour, today=TODAY)
