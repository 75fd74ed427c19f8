from datetime import date

import pytest

from services.housing.operations.lot.exchange_dwellings import exchange_dwellings
from services.housing.rules.lot import AreaOverCap, SameHousehold
from services.housing.rules.paper import PaperAbout
from services.housing.rules.relocation import RelocationStateForbids
from services.housing.schemas.lot import ExchangeDwellings
from services.housing.store.lot import list_exchanges, list_places
from tests.builders.housing_relocation import a_drawn_lot, a_paper, a_place, a_willing_household, contracted, shown
from tests.builders.housing_renovation import TOWN_OFFICER, on

AT = on("2020-08-05")


async def _two(session, *homes, persons=(3, 3)):
    place = await a_place(session, *homes)
    first, second = [await a_willing_household(session, place, persons=many) for many in persons]
    await shown(session, place)
    lot = await a_drawn_lot(session, place)
    paper = await a_paper(session, PaperAbout.RELOCATION, second.id)
    told = {"first_id": first.id, "second_id": second.id, "paper_id": paper.id, "on": date(2020, 8, 5)}
    return first, second, lot, ExchangeDwellings.model_validate(told)


async def test_two_households_change_homes_by_what_both_signed_and_the_result_stays_as_it_was(session):
    first, second, lot, form = await _two(session)
    had = (first.dwelling_id, second.dwelling_id)
    drawn = [(each.number, each.dwelling) for each in await list_places(session, lot.id)]

    exchange = await exchange_dwellings(session, form, by=TOWN_OFFICER, at=AT)

    assert (second.dwelling_id, first.dwelling_id) == had
    assert [each.id for each in await list_exchanges(session, second.id)] == [exchange.id]
    assert [(each.number, each.dwelling) for each in await list_places(session, lot.id)] == drawn


async def test_nobody_gets_more_floor_than_their_people_may_have(session):
    _, _, _, form = await _two(session, ("1-1-101", 75, 2, 1, ""), ("1-1-201", 100, 3, 2, ""), persons=(3, 4))

    with pytest.raises(AreaOverCap):
        await exchange_dwellings(session, form, by=TOWN_OFFICER, at=AT)


async def test_whoever_has_signed_a_contract_keeps_the_home(session):
    first, _, _, form = await _two(session)
    await contracted(session, first)

    with pytest.raises(RelocationStateForbids):
        await exchange_dwellings(session, form, by=TOWN_OFFICER, at=on("2020-08-11"))


async def test_a_household_does_not_change_with_itself(session):
    first, _, _, form = await _two(session)

    with pytest.raises(SameHousehold):
        same = form.model_copy(update={"second_id": first.id})
        await exchange_dwellings(session, same, by=TOWN_OFFICER, at=AT)
