import pytest

from services.housing.operations.relocation.demolish_old_house import demolish_old_house
from services.housing.operations.relocation.reclaim_plot import reclaim_plot
from services.housing.rules.old_house import NotDemolishedYet, Reclaimed
from services.housing.schemas.relocation import DemolishOldHouse, ReclaimPlot
from services.housing.store.relocation import list_events
from tests.builders.housing_relocation import a_place, a_settled_household, photos
from tests.builders.housing_renovation import TOWN_OFFICER, on


async def test_a_plot_is_reclaimed_once_its_house_is_gone(session):
    moved = await a_settled_household(session, await a_place(session))
    form = ReclaimPlot.model_validate({"on": "2021-03-10", "as": "cropland", "area_m2": "180"})
    with pytest.raises(NotDemolishedYet):
        await reclaim_plot(session, moved.id, form, by=TOWN_OFFICER, at=on("2021-03-10"))
    before, after = await photos(session, moved.house_id)
    gone = DemolishOldHouse.model_validate({"on": "2020-12-01", "photo_before_id": before, "photo_after_id": after})
    await demolish_old_house(session, moved.id, gone, by=TOWN_OFFICER, at=on("2020-12-01"))

    reclaimed = await reclaim_plot(session, moved.id, form, by=TOWN_OFFICER, at=on("2021-03-10"))

    assert reclaimed.reclaimed_as is Reclaimed.CROPLAND
    assert (await list_events(session, moved.id))[-1].says == "复垦为耕地 180 平方米"
