from datetime import date

import pytest

from services.housing.operations.programme.end_programme import end_programme
from services.housing.operations.relocation.name_household import name_household
from services.housing.operations.relocation.note_wish import note_wish
from services.housing.rules.programme import HouseholdsStillOnTheWay, ProgrammeEnded
from services.housing.schemas.programme import EndProgramme
from tests.builders.houses import a_family
from tests.builders.housing_relocation import a_named_household, a_need, a_place, a_wish
from tests.builders.housing_renovation import COUNTY_OFFICER, VILLAGER, on

FORM = EndProgramme(ended_on=date(2020, 12, 1), why="没有愿意搬迁的户")


async def test_a_programme_ends_when_nobody_is_on_the_way_and_takes_nobody_in_afterwards(session):
    place = await a_place(session)
    relocation = await a_named_household(session, place)
    with pytest.raises(HouseholdsStillOnTheWay):
        await end_programme(session, place.programme.id, FORM, by=COUNTY_OFFICER, today=FORM.ended_on)
    await note_wish(session, relocation.id, await a_wish(session, relocation, None), by=VILLAGER, at=on("2020-06-12"))

    ended = await end_programme(session, place.programme.id, FORM, by=COUNTY_OFFICER, today=FORM.ended_on)

    assert (ended.ended_on, ended.ended_why) == (FORM.ended_on, FORM.why)
    with pytest.raises(ProgrammeEnded):
        await end_programme(session, place.programme.id, FORM, by=COUNTY_OFFICER, today=FORM.ended_on)
    family = await a_family(session)
    with pytest.raises(ProgrammeEnded):
        await name_household(session, a_need(place.programme, family), by=VILLAGER, at=on("2020-12-02"))
