"""A draft that should not be is thrown away; what was confirmed stays."""

import pytest

from services.medical.operations.roster.discard_roster import discard_roster
from services.medical.rules import roster as rules
from shared.security import OutsideRegion, Principal, Role
from tests.builders.roster import MAKER, VILLAGE, a_register, confirmed, made


async def test_after_a_draft_is_thrown_away_the_place_is_counted_in_another_extent(session):
    await a_register(session, 1)
    town = await made(session, region=VILLAGE[:9])

    await discard_roster(session, roster_id=town.id, by=MAKER)

    assert (await made(session)).added == 1


async def test_a_confirmed_roster_is_not_thrown_away(session):
    await a_register(session, 1)
    roster = await confirmed(session)
    with pytest.raises(rules.RosterConfirmed):
        await discard_roster(session, roster_id=roster.id, by=MAKER)


async def test_another_county_throws_nothing_away_here(session):
    await a_register(session, 1)
    roster = await made(session)
    with pytest.raises(OutsideRegion):
        await discard_roster(session, roster_id=roster.id, by=Principal("外县", Role.COUNTY, "371302"))
