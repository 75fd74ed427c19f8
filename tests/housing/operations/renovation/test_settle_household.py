"""The town says with whom a renovation goes on."""

from datetime import date

import pytest

from services.housing.operations.household.follow_households import follow_households
from services.housing.operations.household.follow_people import follow_people
from services.housing.operations.renovation.note_household_change import note_household_change
from services.housing.operations.renovation.settle_household import settle_household
from services.housing.operations.renovation.start_works import start_works
from services.housing.rules.household_question import NobodyLeft, NothingToSettle, SuccessorUnknown
from services.housing.rules.renovation import HelpHindered, RenovationState
from services.housing.rules.works import WorksOutOfTime
from services.housing.schemas.renovation import DatedStep, SettleHousehold
from services.housing.store.occupancy import find_open_stay
from shared.ids import uuid7
from tests.builders.houses import a_change, a_family, a_move, an_enrolment
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, on

DIED_ON = date(2020, 8, 3)
LATER = on("2020-08-05")


async def _after_a_death(session, *, leaves=1):
    """The head has died, and so many members are left."""
    renovation = await a_renovation(session, RenovationState.AGREED)
    home = renovation.household_id
    head = an_enrolment(home)
    others = [an_enrolment(home, relation="之子", classes=["low-income"]) for _ in range(leaves)]
    await follow_people(session, [head, *others])
    gone = a_move(head.person_id, None, kind="died", is_living=False, happened_on=DIED_ON, former_household_id=home)
    await follow_people(session, [gone])
    await note_household_change(session, [gone])
    return renovation


async def _settle(session, renovation, **told):
    form = SettleHousehold.model_validate({"on": "2020-08-05", "said": "由在世成员继续改造"} | told)
    return await settle_household(session, renovation.id, form, by=TOWN_OFFICER, at=LATER)


async def test_those_who_are_left_go_on_as_the_register_knows_them(session):
    renovation = await _after_a_death(session)

    await _settle(session, renovation, oldest=31)

    assert (renovation.asks, renovation.persons, renovation.oldest, renovation.groups) == (None, 1, 31, ["enrolled"])
    await start_works(session, renovation.id, DatedStep(on=date(2020, 8, 5)), by=VILLAGER, at=LATER)
    assert renovation.state is RenovationState.UNDER_WAY


async def test_another_household_goes_on_by_its_own_groups_and_standard(session):
    renovation = await _after_a_death(session, leaves=0)
    heir = await a_family(session, classes=["extreme-poverty"])
    await follow_households(session, [a_change(renovation.household_id, revision=2, state="cancelled", kind="cancelled")])

    await _settle(session, renovation, household_id=str(heir.id))

    assert (renovation.household_id, renovation.groups, renovation.standard_fen) == (heir.id, ["extreme-poverty"], 19000_00)
    stay = await find_open_stay(session, heir.id)
    assert stay is not None
    assert (stay.house_id, stay.since_on) == (renovation.house_id, date(2020, 8, 5))


async def test_nobody_goes_on_in_the_name_of_the_dead(session):
    renovation = await _after_a_death(session, leaves=0)

    with pytest.raises(NobodyLeft):
        await _settle(session, renovation)
    with pytest.raises(SuccessorUnknown):
        await _settle(session, renovation, household_id=str(uuid7()))


async def test_an_heir_of_no_group_is_not_helped(session):
    renovation = await _after_a_death(session, leaves=0)
    heir = await a_family(session, classes=[])

    with pytest.raises(HelpHindered):
        await _settle(session, renovation, household_id=str(heir.id))


async def test_there_is_nothing_to_settle_where_nothing_changed_and_nothing_before_it_did(session):
    with pytest.raises(NothingToSettle):
        await _settle(session, await a_renovation(session, RenovationState.AGREED))
    with pytest.raises(WorksOutOfTime):
        await _settle(session, await _after_a_death(session), on="2020-08-01")
