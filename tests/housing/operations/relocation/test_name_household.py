import pytest

from services.housing.operations.household.follow_households import follow_households
from services.housing.operations.relocation.name_household import name_household
from services.housing.operations.renovation.apply_for_renovation import apply_for_renovation
from services.housing.operations.renovation.withdraw_renovation import withdraw_renovation
from services.housing.rules.relocation import (
    HelpedNotLookedInto,
    HouseUnderRenovation,
    PersonsDifferUnexplained,
    RelocationState,
    RelocationUnderWay,
)
from services.housing.schemas.renovation import WithdrawRenovation
from services.housing.store.relocation import list_events
from tests.builders.houses import a_change, a_family, a_house
from tests.builders.housing import an_accepted_house, an_unsafe_house
from tests.builders.housing_relocation import a_need, a_place, a_settled_household
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, an_application, on


async def test_a_household_is_named_with_its_old_house_and_a_number_of_its_own(session):
    place, family = await a_place(session), await a_family(session, is_disabled=True)
    house = await a_house(session, family)

    named = await name_household(session, a_need(place.programme, family), by=VILLAGER, at=on("2020-06-08"))

    assert (named.number, named.house_id, named.state) == ("Q-371311-2020-0001", house.id, RelocationState.NAMED)
    assert named.has_disabled, "the register says so, whatever the form says"


async def test_a_household_is_on_one_way_at_a_time(session):
    place, family = await a_place(session), await a_family(session)
    await name_household(session, a_need(place.programme, family), by=VILLAGER, at=on("2020-06-08"))

    with pytest.raises(RelocationUnderWay) as told:
        await name_household(session, a_need(place.programme, family), by=VILLAGER, at=on("2020-06-08"))
    assert told.value.facts == {"number": "Q-371311-2020-0001"}


async def _known(session, household_id):
    await follow_households(session, [a_change(household_id)])


async def test_a_household_whose_house_is_being_renovated_is_told_so(session):
    place, renovation = await a_place(session), await a_renovation(session)
    await _known(session, renovation.household_id)
    need = a_need(place.programme, renovation, household_id=renovation.household_id)

    with pytest.raises(HouseUnderRenovation):
        await name_household(session, need, by=VILLAGER, at=on("2020-06-08"))
    given_up = WithdrawRenovation(on=on("2020-06-08").date(), why="改为易地搬迁")
    await withdraw_renovation(session, renovation.id, given_up, by=TOWN_OFFICER, at=on("2020-06-08"))
    await name_household(session, need, by=VILLAGER, at=on("2020-06-09"))


async def test_a_house_that_was_made_safe_with_public_money_is_looked_into_first(session):
    place, accepted = await a_place(session), await an_accepted_house(session)
    await _known(session, accepted.household_id)
    need = a_need(place.programme, accepted, household_id=accepted.household_id, named_on="2020-10-10")

    with pytest.raises(HelpedNotLookedInto) as told:
        await name_household(session, need, by=VILLAGER, at=on("2020-10-10"))
    assert "2020-09-20享受过危房改造" in told.value.facts["helped"][0]

    looked = need.model_copy(update={"looked_into": "改造后村后山体滑坡"})
    named = await name_household(session, looked, by=VILLAGER, at=on("2020-10-10"))
    [line] = await list_events(session, named.id)
    assert line.says.endswith("改造后村后山体滑坡")


async def test_a_number_of_people_other_than_the_register_s_is_explained(session):
    place, family = await a_place(session), await a_family(session)

    with pytest.raises(PersonsDifferUnexplained):
        await name_household(session, a_need(place.programme, family, persons_reason=""), by=VILLAGER, at=on("2020-06-08"))
    await name_household(session, a_need(place.programme, family, persons=1, persons_reason=""), by=VILLAGER, at=on("2020-06-08"))


async def test_whoever_is_on_the_way_to_another_home_does_not_have_the_old_one_renovated(session):
    place, survey = await a_place(session), await an_unsafe_house(session)
    await _known(session, survey.household_id)
    need = a_need(place.programme, survey, household_id=survey.household_id)
    await name_household(session, need, by=VILLAGER, at=on("2020-06-08"))

    with pytest.raises(RelocationUnderWay):
        form = an_application(survey.id, applied_on="2020-06-09")
        await apply_for_renovation(session, form, by=VILLAGER, at=on("2020-06-09"))


async def test_a_new_home_was_help_once_and_counts_against_the_next(session):
    place = await a_place(session)
    moved = await a_settled_household(session, place)
    moved.state = RelocationState.CLOSED
    session.add(moved)
    await session.flush()
    need = a_need(place.programme, moved, household_id=moved.household_id, named_on="2020-10-10")

    with pytest.raises(HelpedNotLookedInto) as told:
        await name_household(session, need, by=VILLAGER, at=on("2020-10-10"))
    assert "2020-09-15享受过" in told.value.facts["helped"][0]
