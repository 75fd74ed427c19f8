from datetime import date
from decimal import Decimal

import pytest

from services.housing.operations.relocation.settle_at_site import settle_at_site
from services.housing.rules.relocation import RelocationState, RelocationStateForbids
from services.housing.schemas.relocation import SettleAtSite
from services.housing.store.house import find_house_of, get_house, lock_house_of
from services.housing.store.occupancy import list_stays
from services.housing.store.support import list_checks, list_supports
from shared.events.housing import ResettlementSupportAsked
from shared.security import OutsideRegion, Principal, Role
from tests.builders.housing import OTHER_TOWN, VILLAGE
from tests.builders.housing_relocation import (
    a_drawn_lot,
    a_place,
    a_settled_household,
    a_willing_household,
    handed_over,
    shown,
)
from tests.builders.housing_renovation import COUNTY_OFFICER, on


async def test_whoever_moves_lives_in_the_new_home_and_no_longer_in_the_old(session):
    place = await a_place(session)

    moved = await a_settled_household(session, place)

    stays = [stay for stay, _ in await list_stays(session, moved.household_id)]
    assert [(stay.until_on, stay.left_why) for stay in stays] == [(date(2020, 9, 15), "moved"), (None, None)]
    home = await find_house_of(session, moved.household_id)
    assert home is not None
    assert (home.region, home.address.split()[0], home.floor_area_m2 in (75, Decimal("74.5"))) == (VILLAGE, "幸福家园", True)
    assert moved.house_id is not None
    assert (await get_house(session, moved.house_id)).gone_on is None
    assert (moved.state, moved.demolish_by) == (RelocationState.MOVED, date(2021, 3, 15))


async def test_departments_are_asked_for_work_school_and_registration_each_by_its_day(session, emitted):
    moved = await a_settled_household(session, await a_place(session))

    asked = [each for each in await emitted(session) if isinstance(each, ResettlementSupportAsked)]
    assert {(each.support, each.department, each.due_on) for each in asked} == {
        ("schooling", "education", date(2020, 10, 15)),
        ("registration", "town", date(2020, 11, 14)),
        ("employment", "labour", date(2020, 12, 14)),
    }
    assert [each.id for each in await list_supports(session, moved.id)] == [
        each.support_id for each in sorted(asked, key=lambda each: each.due_on)
    ]
    assert [each.due_on.isoformat() for each in await list_checks(session, moved.id)] == [
        "2020-12-15",
        "2021-03-15",
        "2021-09-15",
    ]


async def test_nobody_is_asked_for_a_school_where_there_are_no_pupils(session, emitted):
    await a_settled_household(session, await a_place(session), workers=0, pupils=0)

    asked = [each for each in await emitted(session) if isinstance(each, ResettlementSupportAsked)]
    assert [each.support for each in asked] == ["registration"]


async def test_a_household_without_keys_does_not_move_in(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    await a_drawn_lot(session, place)

    with pytest.raises(RelocationStateForbids):
        await settle_at_site(session, relocation.id, SettleAtSite(on=date(2020, 9, 15)), by=COUNTY_OFFICER, at=on("2020-09-15"))


async def test_a_town_that_does_not_have_the_site_cannot_say_that_somebody_lives_there(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    await a_drawn_lot(session, place)
    await handed_over(session, relocation)

    stranger = Principal("别的镇 王", Role.TOWN, OTHER_TOWN)
    with pytest.raises(OutsideRegion):
        await settle_at_site(session, relocation.id, SettleAtSite(on=date(2020, 9, 15)), by=stranger, at=on("2020-09-15"))


async def test_a_house_that_was_entered_after_the_contract_is_to_go_as_well(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place, has_house=False)
    await shown(session, place)
    await a_drawn_lot(session, place)
    await handed_over(session, relocation)
    house = await lock_house_of(session, relocation.household_id, relocation.region)

    await settle_at_site(session, relocation.id, SettleAtSite(on=date(2020, 9, 15)), by=COUNTY_OFFICER, at=on("2020-09-15"))

    assert (relocation.house_id, relocation.demolish_by) == (house.id, date(2021, 3, 15))
