from datetime import date

import pytest

from services.housing.operations.lot.cancel_lot import cancel_lot
from services.housing.operations.relocation.note_wish import note_wish
from services.housing.rules.lot_life import LotUnderWay
from services.housing.rules.paper import PaperAbout
from services.housing.rules.relocation import CannotAskFor, RelocationState, WishNeedsSite, WishWithoutPaper
from services.housing.schemas.lot import CancelLot
from services.housing.store.relocation import list_events
from tests.builders.housing_relocation import (
    a_named_household,
    a_paper,
    a_place,
    a_willing_household,
    a_wish,
    an_announced_lot,
    shown,
)
from tests.builders.housing_renovation import COUNTY_OFFICER, VILLAGER, on


async def test_a_household_may_change_its_mind_and_every_time_is_kept(session):
    place = await a_place(session)
    relocation = await a_named_household(session, place)

    for site, state in ((place.site, RelocationState.WILLING), (None, RelocationState.UNWILLING), (place.site, "willing")):
        form = await a_wish(session, relocation, site)
        assert (await note_wish(session, relocation.id, form, by=VILLAGER, at=on("2020-06-12"))).state == state

    assert [line.act for line in await list_events(session, relocation.id)] == ["named", "agreed", "declined", "agreed"]
    assert relocation.site_id == place.site.id


async def test_a_yes_names_a_site_and_every_answer_has_its_signed_paper(session):
    place = await a_place(session)
    relocation, other = await a_named_household(session, place), await a_named_household(session, place)

    form = await a_wish(session, relocation, place.site)
    with pytest.raises(WishNeedsSite):
        await note_wish(session, relocation.id, form.model_copy(update={"site_id": None}), by=VILLAGER, at=on("2020-06-12"))
    paper = await a_paper(session, PaperAbout.RELOCATION, other.id)
    with pytest.raises(WishWithoutPaper):
        await note_wish(session, relocation.id, form.model_copy(update={"paper_id": paper.id}), by=VILLAGER, at=on("2020-06-12"))


async def test_young_people_do_not_ask_for_low_homes(session):
    place = await a_place(session)
    relocation = await a_named_household(session, place)

    with pytest.raises(CannotAskFor):
        form = await a_wish(session, relocation, place.site, asks="low")
        await note_wish(session, relocation.id, form, by=VILLAGER, at=on("2020-06-12"))


async def test_whoever_stands_in_an_announced_lot_stays_there_until_the_county_calls_it_off(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    lot = await an_announced_lot(session, place)
    no = await a_wish(session, relocation, None, wished_on="2020-07-12")

    with pytest.raises(LotUnderWay):
        await note_wish(session, relocation.id, no, by=VILLAGER, at=on("2020-07-12"))
    called_off = CancelLot(on=date(2020, 7, 12), why="一户改变意愿")
    await cancel_lot(session, lot.id, called_off, by=COUNTY_OFFICER, at=on("2020-07-12"))

    assert (await note_wish(session, relocation.id, no, by=VILLAGER, at=on("2020-07-12"))).state is RelocationState.UNWILLING
