"""Uniting: everyone comes, and the household that is left is cancelled and stays readable."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.household.unite_households import unite_households
from services.registry.rules.move import SameHousehold, SomebodyLeftOut
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.move import UniteHouseholds
from services.registry.store.household import list_members
from services.registry.store.reading import household_then
from shared.events import Event
from shared.events.registry import HouseholdChanged
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file, seats

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_two_households_become_one(session: AsyncSession, emitted: Emitted) -> None:
    here, _ = await a_file(session, 2)
    there, [father, mother] = await a_file(session, 2, code="3713110000000002", first_sequence=101)
    form = UniteHouseholds(household_id=there.id, members=seats(之父=father.id, 之母=mother.id), happened_on=JUNE_10, **WHY)
    await unite_households(session, form, household_id=here.id, by=OFFICER, on=TODAY)

    assert {member.relation for member in await list_members(session, [here.id])} == {"户主", "配偶", "之父", "之母"}
    assert there.state is HouseholdState.CANCELLED
    assert len((await household_then(session, there.id, true_on=JUNE_2, at=None)).members) == 2
    [cancelled] = [event for event in (await emitted(session))[-3:] if isinstance(event, HouseholdChanged)]
    assert (cancelled.household_id, cancelled.state) == (there.id, "cancelled")


async def test_nobody_is_left_behind(session: AsyncSession) -> None:
    here, _ = await a_file(session, 2)
    there, [father, _] = await a_file(session, 2, code="3713110000000002", first_sequence=101)
    form = UniteHouseholds(household_id=there.id, members=seats(之父=father.id), happened_on=JUNE_10, **WHY)
    with pytest.raises(SomebodyLeftOut):
        await unite_households(session, form, household_id=here.id, by=OFFICER, on=TODAY)
    with pytest.raises(SameHousehold):
        await unite_households(session, form, household_id=there.id, by=OFFICER, on=TODAY)
