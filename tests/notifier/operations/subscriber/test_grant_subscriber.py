"""A county grants another system its own events, and nothing of its neighbour's."""

import pytest
from sqlalchemy import text

from services.notifier.operations.subscriber.grant_subscriber import grant_subscriber
from services.notifier.rules.feed import UnknownEventType
from services.notifier.rules.subscription import AnothersCode
from shared import database
from shared.security import OutsideRegion, Principal, Role
from tests.builders.feed import ALERTED, CODE, DETECTED, a_subscriber, granting
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY

NEIGHBOUR = Principal("邻县小王", Role.COUNTY, "371302")


async def test_what_is_granted_is_written_down_with_who_did_it(session):
    granted = await a_subscriber(session, types=[DETECTED])
    assert (granted.region, granted.places, granted.types) == (COUNTY, [f"{COUNTY}%"], [DETECTED])
    assert granted.granted_by == COUNTY_OFFICER.subject
    said = await session.execute(text("SELECT action, after ->> 'code' FROM audit WHERE thing = 'subscriber'"))
    assert said.all() == [("insert", CODE)]


async def test_granted_again_it_is_changed_not_doubled(session):
    first = await a_subscriber(session, types=[DETECTED])
    again = await a_subscriber(session, types=[ALERTED])
    assert (first.id, again.types) == (again.id, [ALERTED])


async def test_nobody_grants_what_is_not_theirs(session):
    for region in ("371302", "*", "37"):
        with pytest.raises(OutsideRegion):
            await grant_subscriber(session, CODE, granting(region=region), by=COUNTY_OFFICER, at=MONDAY)


@pytest.mark.parametrize("kind", ["relief.registry.person-enrolled.v1", "relief.civil-affairs.relief-need-reported.v1", "x"])
async def test_what_is_not_offered_cannot_be_granted(session, kind):
    with pytest.raises(UnknownEventType) as refused:
        await a_subscriber(session, types=[DETECTED, kind])
    assert refused.value.pointer == "/types/1"


async def test_a_code_of_the_neighbours_is_not_taken_over(sessions):
    async with database.transaction(sessions, NEIGHBOUR.scope("test")) as session:
        await grant_subscriber(session, CODE, granting(region="371302"), by=NEIGHBOUR, at=MONDAY)
    async with sessions() as session:
        await database.set_scope(session, COUNTY_OFFICER.scope("test"))
        with pytest.raises(AnothersCode):
            await a_subscriber(session)
