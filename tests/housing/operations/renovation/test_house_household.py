from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.occupancy.move_in import move_in
from services.housing.operations.renovation.house_household import house_household
from services.housing.operations.renovation.start_works import start_works
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.occupancy import LeftWhy, Tenure
from services.housing.rules.rehousing import CareIsNoHouse, NewHomeUnsafe, NewHomeUntold
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import BuildersWay, NotTheBuildersWay
from services.housing.schemas.occupancy import MoveIn
from services.housing.schemas.renovation import DatedStep, HouseHousehold
from services.housing.store.hazard import lock_standing
from services.housing.store.occupancy import find_open_stay, list_stays
from services.housing.tables import Hazard
from tests.builders.houses import a_family, a_house
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, on

LATER = on("2020-09-15")
MOVED_ON = date(2020, 8, 1)


def _moved(**told):
    return HouseHousehold(on=MOVED_ON, **told)


async def _who_rents(session):
    return await a_renovation(session, RenovationState.AGREED, mode="rent", mode_reason="户主愿租住村里的空房", persons=1)


async def _house(session, renovation, **told):
    return await house_household(session, renovation.id, _moved(**told), by=TOWN_OFFICER, at=LATER)


async def test_a_household_that_rents_lives_in_its_new_house_and_the_old_one_leaves_the_ledger(session):
    renovation = await _who_rents(session)
    new = await a_house(session)
    with pytest.raises(NotTheBuildersWay):
        await start_works(session, renovation.id, DatedStep(on=MOVED_ON), by=VILLAGER, at=LATER)

    await _house(session, renovation, house_id=new.id)

    assert (renovation.state, renovation.housed_in_id) == (RenovationState.ACCEPTED, new.id)
    [(old_stay, _), (new_stay, _)] = await list_stays(session, renovation.household_id)
    assert (old_stay.until_on, old_stay.left_why) == (MOVED_ON, LeftWhy.MOVED)
    assert (new_stay.house_id, new_stay.since_on, new_stay.tenure) == (new.id, MOVED_ON, Tenure.RENTED)
    listed = (await session.exec(select(Hazard))).one()
    assert (listed.struck_why, listed.struck_on, listed.struck_reason) == (StruckWhy.REHOUSED, MOVED_ON, "租赁，住户已安置")


async def test_who_goes_into_care_lives_in_no_house_of_the_register(session):
    renovation = await a_renovation(session, RenovationState.AGREED, mode="collective-care", wishes_care=True, persons=1)
    with pytest.raises(CareIsNoHouse):
        await _house(session, renovation, house_id=(await a_house(session)).id)

    await _house(session, renovation, elsewhere="罗庄区中心敬老院")

    assert await find_open_stay(session, renovation.household_id) is None
    assert await lock_standing(session, renovation.house_id) is None


async def test_a_house_in_which_others_live_stays_in_the_ledger_and_says_why(session):
    renovation = await _who_rents(session)
    family = await a_family(session)
    form = MoveIn(household_id=family.id, since_on=date(2020, 6, 1))
    await move_in(session, renovation.house_id, form, by=TOWN_OFFICER, on=date(2020, 6, 1))

    await _house(session, renovation, elsewhere="区公租房三号楼")

    listed = await lock_standing(session, renovation.house_id)
    assert listed is not None
    assert listed.note == "租赁，住户已安置；仍有其他住户，保留在台账"


async def test_whoever_moves_into_the_empty_house_is_in_danger_again(session):
    renovation = await _who_rents(session)
    await _house(session, renovation, elsewhere="区公租房三号楼")
    family = await a_family(session)

    form = MoveIn(household_id=family.id, since_on=date(2020, 9, 1))
    await move_in(session, renovation.house_id, form, by=TOWN_OFFICER, on=date(2020, 9, 1))

    assert await lock_standing(session, renovation.house_id) is not None


async def test_nobody_is_housed_in_another_dangerous_house_or_nowhere(session):
    renovation = await _who_rents(session)
    other = await a_renovation(session)

    with pytest.raises(NewHomeUnsafe):
        await _house(session, renovation, house_id=other.house_id)
    with pytest.raises(NewHomeUntold):
        await _house(session, renovation)
    with pytest.raises(NewHomeUntold):
        await _house(session, renovation, house_id=other.house_id, elsewhere="两处都填")


async def test_who_builds_does_not_move_in_without_works(session):
    renovation = await a_renovation(session, RenovationState.AGREED)

    with pytest.raises(BuildersWay):
        await _house(session, renovation, elsewhere="区公租房")
