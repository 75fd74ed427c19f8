"""Whoever the register tells of in a place that a running disaster struck is struck too, once."""

from datetime import timedelta

from services.housing.operations.disaster.end_disaster import end_disaster
from services.housing.operations.disaster.join_disasters import join_disasters
from services.housing.schemas.disaster import EndDisaster
from services.housing.store.disaster import get_struck
from shared.events.housing import EmergencySurveysOpened
from tests.builders.houses import a_family
from tests.builders.housing import OTHER_VILLAGE, VILLAGE
from tests.builders.housing_disasters import DECLARED, OFFICER, a_disaster, survey_of

LATER = DECLARED + timedelta(hours=30)


async def test_a_household_that_the_register_tells_of_later_joins_once_with_hours_of_its_own(session):
    await a_family(session)
    disaster = (await a_disaster(session)).disaster
    newcomer, elsewhere = await a_family(session), await a_family(session, village=OTHER_VILLAGE)

    assert await join_disasters(session, {newcomer.id, elsewhere.id}, at=LATER) == 1
    assert await join_disasters(session, {newcomer.id}, at=LATER + timedelta(hours=1)) == 0

    assert (await survey_of(session, disaster, newcomer.id)).due_at == LATER + timedelta(hours=24)
    assert (await get_struck(session, disaster.id, newcomer.id)).came_by == "joined"


async def test_the_village_of_whoever_joins_is_told_so_that_somebody_goes_there(session, emitted):
    await a_family(session)
    disaster = (await a_disaster(session)).disaster
    newcomers = {(await a_family(session)).id, (await a_family(session)).id}

    await join_disasters(session, newcomers, at=LATER)
    await join_disasters(session, newcomers, at=LATER + timedelta(hours=1))

    [told] = [event for event in await emitted(session) if isinstance(event, EmergencySurveysOpened)][1:]
    assert (told.disaster_id, told.region, told.called_by) == (disaster.id, VILLAGE, "register")
    assert (told.households, told.surveys, told.due_at) == (2, 2, LATER + timedelta(hours=24))


async def test_nobody_joins_a_list_or_what_is_over(session):
    listed = await a_family(session)
    await a_disaster(session, places=[], households=[listed.code], confirmed=1)
    assert await join_disasters(session, {(await a_family(session)).id}, at=LATER) == 0

    disaster = (await a_disaster(session, kind="flood")).disaster
    await end_disaster(session, disaster.id, EndDisaster(reason="转入临时排查"), by=OFFICER, at=LATER)
    assert await join_disasters(session, {(await a_family(session)).id}, at=LATER) == 0
    assert await join_disasters(session, set(), at=LATER) == 0
