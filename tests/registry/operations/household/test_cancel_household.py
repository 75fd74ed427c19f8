"""A household ends when nobody is left in it."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.household.cancel_household import cancel_household
from services.registry.operations.person.remove_member import remove_member
from services.registry.rules.move import HouseholdIsCancelled, HouseholdNotEmpty
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.move import ChangeState, RemoveMember
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file


async def test_an_empty_household_is_cancelled_once(session: AsyncSession) -> None:
    household, [head] = await a_file(session, 1)
    form = ChangeState(happened_on=JUNE_10, **WHY)
    with pytest.raises(HouseholdNotEmpty):
        await cancel_household(session, form, household_id=household.id, by=OFFICER, on=TODAY)
    await remove_member(session, RemoveMember(happened_on=JUNE_2, **WHY), person_id=head.id, by=OFFICER, on=TODAY)
    await cancel_household(session, form, household_id=household.id, by=OFFICER, on=TODAY)
    assert household.state is HouseholdState.CANCELLED
    with pytest.raises(HouseholdIsCancelled):
        await cancel_household(session, form, household_id=household.id, by=OFFICER, on=TODAY)
