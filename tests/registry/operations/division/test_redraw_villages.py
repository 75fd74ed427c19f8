"""Two villages are merged: every household goes along, and its file says where it lived until then."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.division import redraw_villages as redrawing
from services.registry.operations.division.redraw_villages import redraw_villages
from services.registry.rules.relief import HappenedInTheFuture
from services.registry.schemas.division import RedrawVillages
from services.registry.store.reading import household_then, person_then
from shared import regions
from shared.events.registry import HouseholdChanged, PersonChanged
from shared.security import OutsideRegion, Principal, Role
from tests.builders.registry import LONGTAN, ON
from tests.builders.registry_file import OFFICER, TODAY, a_file

[NEXT, THIRD] = [village for village in regions.children_of(LONGTAN[:9]) if village != LONGTAN][:2]
ON_DAY = date(2020, 6, 20)


def merging(**changed: Any) -> RedrawVillages:
    told = {"from_region": LONGTAN, "to_region": NEXT, "happened_on": ON_DAY, "document": "罗政发〔2020〕12号"}
    return RedrawVillages(**told | changed)


async def test_households_go_along_and_their_past_stays(session: AsyncSession, emitted: Any) -> None:
    household, members = await a_file(session, 3)
    done = await redraw_villages(session, merging(), by=OFFICER, on=TODAY)
    assert (done.moved, done.remaining, household.region) == (1, 0, NEXT)
    assert {member.region for member in members} == {NEXT}
    before = await household_then(session, household.id, true_on=ON_DAY - timedelta(days=1), at=None)
    after = await household_then(session, household.id, true_on=ON_DAY, at=None)
    assert (before.facts["region"], after.facts["region"]) == (LONGTAN, NEXT)
    assert [len(before.members), len(after.members)] == [3, 3]
    person = await person_then(session, members[1].id, true_on=ON, at=None)
    assert person.membership and (person.membership.region, person.facts["region"]) == (LONGTAN, LONGTAN)
    told = await emitted(session)
    assert [(event.kind, event.region) for event in told if isinstance(event, HouseholdChanged)][-1] == ("redrawn", NEXT)
    assert sum(isinstance(event, PersonChanged) and event.region == NEXT for event in told) == 3


async def test_a_village_is_divided_household_by_household(session: AsyncSession) -> None:
    first, _ = await a_file(session, 2)
    second, _ = await a_file(session, 2, code="3713110000000002", first_sequence=31)
    await redraw_villages(session, merging(household_ids=[first.id]), by=OFFICER, on=TODAY)
    await redraw_villages(session, merging(household_ids=[second.id], to_region=THIRD), by=OFFICER, on=TODAY)
    assert (first.region, second.region) == (NEXT, THIRD)


async def test_a_large_village_is_moved_in_several_goes(session: AsyncSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrawing, "AT_ONCE", 2)
    for at in (1, 2, 3):
        await a_file(session, 1, code=f"371311000000000{at}", first_sequence=11 + 2 * at)
    goes = [await redraw_villages(session, merging(), by=OFFICER, on=TODAY) for _ in range(3)]
    assert [(go.moved, go.remaining) for go in goes] == [(2, 1), (1, 0), (0, 0)]


async def test_nobody_redraws_what_they_do_not_govern_or_what_is_still_to_come(session: AsyncSession) -> None:
    await a_file(session, 1)
    with pytest.raises(OutsideRegion):
        await redraw_villages(session, merging(to_region="371302001001"), by=OFFICER, on=TODAY)
    with pytest.raises(OutsideRegion):
        await redraw_villages(session, merging(), by=Principal("邻县", Role.COUNTY, "371302"), on=TODAY)
    with pytest.raises(HappenedInTheFuture):
        await redraw_villages(session, merging(happened_on=TODAY + timedelta(days=1)), by=OFFICER, on=TODAY)
