"""Somebody is sent each day to where people are sheltered, and to no empty place."""

from datetime import timedelta

from services.housing.operations.shelter.ask_for_rounds import ask_for_rounds
from services.housing.operations.shelter.leave_shelter import leave_shelter
from services.housing.schemas.shelter import LeaveShelter
from shared.events.housing import ShelterRoundAsked
from tests.builders.houses import a_family
from tests.builders.housing import VILLAGE
from tests.builders.housing_disasters import DUE, OFFICER, a_disaster, a_shelter, found_fallen, sheltered


async def _asked(emitted, session):
    return [event for event in await emitted(session) if isinstance(event, ShelterRoundAsked)]


async def test_a_place_is_asked_for_at_once_then_every_morning_once(session, emitted):
    family = await a_family(session)
    disaster = (await a_disaster(session)).disaster
    await found_fallen(session, disaster, family)
    school, _ = await a_shelter(session), await a_shelter(session, title="空着的礼堂")
    await sheltered(session, disaster, family.id, school, persons=4)

    for at in (DUE, DUE + timedelta(hours=1), DUE + timedelta(hours=7), DUE + timedelta(hours=13)):
        await ask_for_rounds(session, at=at)

    told = await _asked(emitted, session)
    assert [(event.shelter_id, event.region, event.households, event.persons) for event in told] == [
        (school.id, VILLAGE, 1, 4)
    ] * 2
    assert [event.asked_on.isoformat() for event in told] == ["2019-08-11", "2019-08-12"]


async def test_nobody_is_sent_where_everybody_has_left(session, emitted):
    family = await a_family(session)
    disaster = (await a_disaster(session)).disaster
    await found_fallen(session, disaster, family)
    stay = await sheltered(session, disaster, family.id, await a_shelter(session))
    await leave_shelter(session, stay.id, LeaveShelter(left_as="resettled", reason="住到儿子家"), by=OFFICER, at=DUE)

    assert await ask_for_rounds(session, at=DUE + timedelta(hours=13)) == []
