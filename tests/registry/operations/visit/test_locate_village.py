"""The last word on where a village lies counts."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.visit.locate_village import locate_village
from services.registry.rules.visit import Place
from services.registry.schemas.visit import TellPosition
from services.registry.store.visit import find_position
from shared.security import OutsideRegion, Principal, Role
from tests.builders.registry import LONGTAN
from tests.builders.walking import COUNTY, NEXT_VILLAGE


async def test_a_village_lies_where_it_was_said_last(session: AsyncSession) -> None:
    for latitude in ("35.000000", "35.012345"):
        await locate_village(session, TellPosition(village=LONGTAN, latitude=latitude, longitude="118.3"), by=COUNTY)
    assert await find_position(session, LONGTAN) == Place(35_012_345, 118_300_000)


async def test_a_town_says_nothing_of_another_s_village(session: AsyncSession) -> None:
    form = TellPosition(village=LONGTAN, latitude="35", longitude="118")
    with pytest.raises(OutsideRegion):
        await locate_village(session, form, by=Principal("邻村", Role.TOWN, NEXT_VILLAGE))
