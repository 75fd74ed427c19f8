from datetime import date

import pytest

from services.housing.operations.relocation.show_households import show_households
from services.housing.rules.relocation import NobodyToList, RelocationState
from services.housing.schemas.relocation import ShowHouseholds
from shared.events.housing import RelocationNoticeAsked
from tests.builders.housing import VILLAGE
from tests.builders.housing_relocation import a_named_household, a_place, a_willing_household
from tests.builders.housing_renovation import TOWN_OFFICER, on

FORM = ShowHouseholds(region=VILLAGE, shown_on=date(2020, 6, 15))


async def test_the_willing_are_shown_by_number_and_nobody_else(session, emitted):
    place = await a_place(session)
    first, second = [await a_willing_household(session, place) for _ in range(2)]
    waiting = await a_named_household(session, place)

    listed = await show_households(session, place.programme.id, FORM, by=TOWN_OFFICER, at=on("2020-06-15"))

    assert (listed.households, first.state, waiting.state) == (2, RelocationState.LISTED, RelocationState.NAMED)
    [asked] = [each for each in await emitted(session) if isinstance(each, RelocationNoticeAsked)]
    assert (asked.matter_id, asked.about, asked.region, asked.days) == (listed.id, "relocation-list", VILLAGE, 10)
    assert [(line.who, line.says) for line in asked.lines] == [
        (f"搬迁编号 {each.number}", "3 人，地质灾害危险") for each in (first, second)
    ]


async def test_a_village_where_nobody_is_willing_shows_nothing(session):
    place = await a_place(session)
    await a_named_household(session, place)

    with pytest.raises(NobodyToList):
        await show_households(session, place.programme.id, FORM, by=TOWN_OFFICER, at=on("2020-06-15"))
