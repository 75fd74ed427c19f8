"""A household goes home when its house is safe, or for a reason; its days are counted for the transition, up to the limit."""

from datetime import timedelta

import pytest

from services.housing.operations.shelter.leave_shelter import leave_shelter
from services.housing.rules.shelter import HomeNotSafe, StayEndedAlready
from services.housing.schemas.shelter import LeaveShelter
from shared.events.housing import HouseholdShelterEnded
from tests.builders.houses import a_family
from tests.builders.housing_disasters import (
    DECLARED,
    DUE,
    OFFICER,
    VILLAGER,
    a_disaster,
    a_shelter,
    found_fallen,
    seen,
    sheltered,
)

HOME = LeaveShelter(left_as="home")


async def test_home_is_where_the_house_was_found_safe_since_the_disaster(session, emitted):
    family, shelter = await a_family(session), await a_shelter(session)
    disaster = (await a_disaster(session)).disaster
    stay = await sheltered(session, disaster, family.id, shelter, persons=4, at=DECLARED)

    with pytest.raises(HomeNotSafe):
        await leave_shelter(session, stay.id, HOME, by=OFFICER, at=DUE)
    await seen(session, disaster, family)
    left, standard_fen = await leave_shelter(session, stay.id, HOME, by=VILLAGER, at=DUE + timedelta(days=1))

    assert (left.left_as, left.days, left.counted_days, standard_fen) == ("home", 2, 2, 4 * 2 * 20_00)
    told = (await emitted(session))[-1]
    assert isinstance(told, HouseholdShelterEnded)
    assert (told.persons, told.days, told.counted_days, told.standard_fen) == (4, 2, 2, 160_00)
    with pytest.raises(StayEndedAlready):
        await leave_shelter(session, stay.id, HOME, by=OFFICER, at=DUE)


async def test_into_a_fallen_house_nobody_is_sent_by_a_village_and_by_the_county_for_a_reason_only(session):
    family, shelter = await a_family(session), await a_shelter(session)
    disaster = (await a_disaster(session)).disaster
    await found_fallen(session, disaster, family)
    stay = await sheltered(session, disaster, family.id, shelter)
    for_a_reason = LeaveShelter(left_as="home", reason="住西屋，西屋单独鉴定为 B 级")

    for by, form in ((OFFICER, HOME), (VILLAGER, for_a_reason)):
        with pytest.raises(HomeNotSafe):
            await leave_shelter(session, stay.id, form, by=by, at=DUE)
    left, _ = await leave_shelter(session, stay.id, for_a_reason, by=OFFICER, at=DUE)
    assert (left.left_reason, left.days) == ("住西屋，西屋单独鉴定为 B 级", 1)


async def test_no_more_days_count_than_the_rule_has_wherever_they_were(session):
    family, shelter = await a_family(session), await a_shelter(session)
    disaster = (await a_disaster(session)).disaster
    elsewhere = LeaveShelter(left_as="resettled", reason="住到县城女儿家")

    first = await sheltered(session, disaster, family.id, shelter, persons=1, at=DUE)
    _, fen = await leave_shelter(session, first.id, elsewhere, by=OFFICER, at=DUE + timedelta(days=60))
    again = await sheltered(session, disaster, family.id, shelter, persons=1, at=DUE + timedelta(days=70))
    left, rest = await leave_shelter(session, again.id, elsewhere, by=OFFICER, at=DUE + timedelta(days=120))

    assert (fen, left.days, left.counted_days, rest) == (60 * 20_00, 50, 30, 30 * 20_00)
