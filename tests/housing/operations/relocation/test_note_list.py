from datetime import date

from services.housing.operations.relocation.note_list import note_list
from services.housing.operations.relocation.note_wish import note_wish
from services.housing.operations.relocation.show_households import show_households
from services.housing.rules.relocation import RelocationState
from services.housing.schemas.relocation import ShowHouseholds
from shared.ids import uuid7
from tests.builders.housing import VILLAGE
from tests.builders.housing_relocation import a_place, a_willing_household, a_wish, shown
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, on


async def test_a_list_that_stood_confirms_those_who_are_still_on_it(session):
    place = await a_place(session)
    stays, declines = [await a_willing_household(session, place) for _ in range(2)]
    form = ShowHouseholds(region=VILLAGE, shown_on=date(2020, 6, 15))
    listed = await show_households(session, place.programme.id, form, by=TOWN_OFFICER, at=on("2020-06-15"))
    await note_wish(session, declines.id, await a_wish(session, declines, None), by=VILLAGER, at=on("2020-06-20"))

    for _ in range(2):  # what is told twice counts once
        await note_list(session, listed.id, has_stood=True, on=date(2020, 6, 26), at=on("2020-06-26"))

    assert (stays.state, declines.state, listed.stood) == (RelocationState.CONFIRMED, RelocationState.UNWILLING, True)


async def test_an_objection_that_was_right_sends_the_list_back(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)

    await shown(session, place, stood=False)

    assert (relocation.state, relocation.list_id) == (RelocationState.WILLING, None)


async def test_a_list_that_is_not_ours_is_nothing_to_us(session):
    assert await note_list(session, uuid7(), has_stood=True, on=date(2020, 6, 26), at=on("2020-06-26")) is None
