from datetime import date

from services.housing.operations.lot.announce_lot import announce_lot
from services.housing.operations.lot.note_draw_notice import note_draw_notice
from services.housing.rules.lot_life import LotState
from services.housing.rules.relocation import RelocationState
from services.housing.store.lot import list_places
from tests.builders.housing_relocation import (
    HIDDEN,
    a_drawn_lot,
    a_place,
    a_willing_household,
    an_announcement,
    shown,
)
from tests.builders.housing_renovation import COUNTY_OFFICER, on


async def test_a_result_that_stood_counts(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)

    lot = await a_drawn_lot(session, place)

    assert (lot.state, lot.final_on, relocation.state) == (LotState.FINAL, date(2020, 7, 31), RelocationState.ALLOTTED)


async def test_an_objection_that_was_right_takes_the_homes_back_and_leaves_the_result_to_be_read(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    lot = await a_drawn_lot(session, place, final=False)
    matter, at = lot.draw_matter_id, on("2020-07-25")
    assert matter is not None

    for stood in (False, True):  # the first word counts
        await note_draw_notice(session, matter, has_stood=stood, on=date(2020, 7, 25), at=at)

    assert (lot.state, relocation.state, relocation.dwelling_id) == (LotState.STOPPED, RelocationState.CONFIRMED, None)
    assert len(await list_places(session, lot.id)) == 1
    form = an_announcement(announced_on="2020-07-26", replaces=lot.number, replaces_why="异议成立，重新抽签")
    again = await announce_lot(session, place.site.id, form, hidden=HIDDEN[::-1], by=COUNTY_OFFICER, at=on("2020-07-26"))
    assert (again.replaces_id, len(again.listed["households"])) == (lot.id, 1)
