"""Splitting: the young become a household of their own, and nobody is left without a head."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.household.split_household import split_household
from services.registry.rules.move import NobodyStays, NoHeadLeft
from services.registry.schemas.move import SplitHousehold
from services.registry.store.household import HouseholdCodeTaken, list_members
from tests.builders.registry_file import JUNE_10, OFFICER, TODAY, WHY, a_file, seats


async def test_a_son_becomes_head_of_his_own_household_of_the_same_standard(session: AsyncSession) -> None:
    old, [head, spouse, son] = await a_file(session)
    form = SplitHousehold(members=seats(户主=son.id), household_code="3713110000000077", happened_on=JUNE_10, **WHY)
    new = await split_household(session, form, household_id=old.id, by=OFFICER, on=TODAY)

    assert [member.id for member in await list_members(session, [new.id])] == [son.id]
    assert [member.id for member in await list_members(session, [old.id])] == [head.id, spouse.id]
    assert (new.code, new.region, new.standard, son.relation) == ("3713110000000077", old.region, old.standard, "户主")


async def test_a_split_leaves_both_sides_with_a_head(session: AsyncSession) -> None:
    old, [head, spouse, son] = await a_file(session)
    for members, law in (
        (seats(之子=son.id), NoHeadLeft),
        (seats(户主=head.id), NoHeadLeft),
        (seats(户主=head.id, 配偶=spouse.id, 之子=son.id), NobodyStays),
    ):
        form = SplitHousehold(members=members, happened_on=JUNE_10, **WHY)
        with pytest.raises(law):
            await split_household(session, form, household_id=old.id, by=OFFICER, on=TODAY)


async def test_a_code_that_another_household_bears_is_refused(session: AsyncSession) -> None:
    old, [_, _, son] = await a_file(session)
    form = SplitHousehold(members=seats(户主=son.id), household_code=old.code, happened_on=JUNE_10, **WHY)
    with pytest.raises(HouseholdCodeTaken):
        await split_household(session, form, household_id=old.id, by=OFFICER, on=TODAY)
