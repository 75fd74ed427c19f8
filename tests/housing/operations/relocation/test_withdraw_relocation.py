from datetime import date

from services.housing.operations.relocation.withdraw_relocation import withdraw_relocation
from services.housing.rules.relocation import RelocationState
from services.housing.schemas.relocation import EndRelocation
from services.housing.store.lot import list_places
from services.housing.store.programme import list_free_dwellings
from tests.builders.housing_relocation import a_drawn_lot, a_place, a_willing_household, shown
from tests.builders.housing_renovation import TOWN_OFFICER, on


async def test_what_a_household_had_drawn_is_free_again_and_the_result_stays_as_it_was(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    lot = await a_drawn_lot(session, place)
    [drawn] = await list_places(session, lot.id)
    assert len(await list_free_dwellings(session, place.site.id)) == 2

    gone = EndRelocation(on=date(2020, 8, 1), why="户主去世，由子女赡养")
    withdrawn = await withdraw_relocation(session, relocation.id, gone, by=TOWN_OFFICER, at=on("2020-08-01"))

    assert (withdrawn.state, withdrawn.dwelling_id) == (RelocationState.WITHDRAWN, None)
    assert len(await list_free_dwellings(session, place.site.id)) == 3
    assert [each.dwelling for each in await list_places(session, lot.id)] == [drawn.dwelling]
