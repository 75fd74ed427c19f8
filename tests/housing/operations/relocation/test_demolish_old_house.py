from datetime import date

import pytest

from services.housing.operations.occupancy.move_in import move_in
from services.housing.operations.relocation.demolish_old_house import demolish_old_house
from services.housing.rules.house import HouseState
from services.housing.rules.old_house import DemolishedAlready, NoOldHouse, OldHousePhotosMissing, OthersLiveThere
from services.housing.schemas.occupancy import MoveIn
from services.housing.schemas.relocation import DemolishOldHouse
from services.housing.store.house import get_house
from services.housing.store.relocation import WantedRelocations, list_relocations
from tests.builders.houses import COUNTY, a_family
from tests.builders.housing_relocation import a_place, a_settled_household, photos
from tests.builders.housing_renovation import TOWN_OFFICER, on


async def _form(session, moved, **changed):
    before, after = await photos(session, moved.house_id)
    told = {"on": "2020-12-01", "photo_before_id": before, "photo_after_id": after}
    return DemolishOldHouse.model_validate(told | changed)


async def test_the_old_house_goes_with_photos_before_and_after_and_the_register_says_so(session):
    moved = await a_settled_household(session, await a_place(session))
    form = await _form(session, moved)

    await demolish_old_house(session, moved.id, form, by=TOWN_OFFICER, at=on("2020-12-01"))

    house = await get_house(session, moved.house_id)
    assert (house.state, house.gone_on, house.gone_why) == (
        HouseState.DEMOLISHED,
        date(2020, 12, 1),
        f"搬迁拆旧 {moved.number}",
    )
    with pytest.raises(DemolishedAlready):
        await demolish_old_house(session, moved.id, form, by=TOWN_OFFICER, at=on("2020-12-02"))


async def test_the_same_photo_twice_or_one_of_another_house_shows_nothing(session):
    moved = await a_settled_household(session, await a_place(session))
    form = await _form(session, moved)

    with pytest.raises(OldHousePhotosMissing):
        same = form.model_copy(update={"photo_after_id": form.photo_before_id})
        await demolish_old_house(session, moved.id, same, by=TOWN_OFFICER, at=on("2020-12-01"))
    with pytest.raises(OldHousePhotosMissing):
        other = form.model_copy(update={"photo_after_id": moved.contract_paper_id})
        await demolish_old_house(session, moved.id, other, by=TOWN_OFFICER, at=on("2020-12-01"))


async def test_a_house_in_which_others_live_stays(session):
    moved = await a_settled_household(session, await a_place(session))
    family = await a_family(session)
    await move_in(
        session, moved.house_id, MoveIn(household_id=family.id, since_on=date(2020, 9, 16)), by=COUNTY, on=date(2020, 9, 20)
    )

    with pytest.raises(OthersLiveThere):
        await demolish_old_house(session, moved.id, await _form(session, moved), by=TOWN_OFFICER, at=on("2020-12-01"))


async def test_what_still_stands_after_its_day_is_listed_as_late(session):
    moved = await a_settled_household(session, await a_place(session))

    def late(day):
        return list_relocations(session, WantedRelocations(late_on=day), after=None, limit=10)

    assert await late(moved.demolish_by) == []
    assert [each.id for each in await late(date(2021, 3, 16))] == [moved.id]
    await demolish_old_house(session, moved.id, await _form(session, moved), by=TOWN_OFFICER, at=on("2021-03-20"))
    assert await late(date(2021, 3, 21)) == []


async def test_whoever_had_no_house_has_none_to_take_down(session):
    moved = await a_settled_household(session, await a_place(session), has_house=False)

    form = DemolishOldHouse.model_validate(
        {"on": "2020-12-01", "photo_before_id": moved.contract_paper_id, "photo_after_id": moved.wish_paper_id}
    )
    with pytest.raises(NoOldHouse):
        await demolish_old_house(session, moved.id, form, by=TOWN_OFFICER, at=on("2020-12-01"))
    assert moved.demolish_by is None
