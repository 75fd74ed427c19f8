from datetime import date
from decimal import Decimal

import pytest

from services.housing.operations.relocation.hand_over_keys import hand_over_keys
from services.housing.rules.programme import ProgrammeOutOfTime
from services.housing.rules.relocation import RelocationState
from services.housing.schemas.relocation import HandOverKeys
from services.housing.store.relocation import list_events
from tests.builders.housing_relocation import a_drawn_lot, a_place, a_willing_household, contracted, shown
from tests.builders.housing_renovation import TOWN_OFFICER, on


async def test_keys_and_meters_are_written_down_and_not_before_the_contract(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    await a_drawn_lot(session, place)
    await contracted(session, relocation)
    form = HandOverKeys(on=date(2020, 8, 9), keys=3, water_m3=Decimal("1.20"), power_kwh=Decimal("15.60"))

    with pytest.raises(ProgrammeOutOfTime):
        await hand_over_keys(session, relocation.id, form, by=TOWN_OFFICER, at=on("2020-09-01"))
    in_time = form.model_copy(update={"on": date(2020, 9, 1)})
    handed = await hand_over_keys(session, relocation.id, in_time, by=TOWN_OFFICER, at=on("2020-09-01"))

    assert (handed.state, handed.keys, handed.water_m3) == (RelocationState.HANDED_OVER, 3, Decimal("1.20"))
    assert (await list_events(session, relocation.id))[-1].says == "钥匙 3 把，水表 1.20 立方米，电表 15.60 千瓦时"
