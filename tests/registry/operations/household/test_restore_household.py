"""A household that was cancelled by mistake is there again."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.household.cancel_household import cancel_household
from services.registry.operations.household.restore_household import restore_household
from services.registry.operations.person.remove_member import remove_member
from services.registry.rules.move import HouseholdNotCancelled
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.move import ChangeState, RemoveMember
from services.registry.store import history
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file


async def test_a_cancelled_household_is_restored_and_its_file_says_both(session: AsyncSession) -> None:
    household, [head] = await a_file(session, 1)
    with pytest.raises(HouseholdNotCancelled):
        await restore_household(session, ChangeState(happened_on=TODAY, **WHY), household_id=household.id, by=OFFICER, on=TODAY)
    await remove_member(session, RemoveMember(happened_on=JUNE_2, **WHY), person_id=head.id, by=OFFICER, on=TODAY)
    await cancel_household(session, ChangeState(happened_on=JUNE_10, **WHY), household_id=household.id, by=OFFICER, on=TODAY)
    await restore_household(session, ChangeState(happened_on=TODAY, **WHY), household_id=household.id, by=OFFICER, on=TODAY)

    known = await history.household_timeline(session, household.id)
    assert [segment.facts["state"] for segment in known.segments] == ["current", "cancelled", "current"]
    assert household.state is HouseholdState.CURRENT
