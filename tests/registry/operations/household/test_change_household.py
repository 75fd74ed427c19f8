"""What becomes otherwise from a day on leaves the days before it alone."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.household.change_household import change_household
from services.registry.rules.field_list import ValueNotInList
from services.registry.rules.history import BeforeTheFile, NothingChanged
from services.registry.schemas.fields import HouseholdFacts
from services.registry.schemas.move import ChangeHousehold
from services.registry.store.reading import household_then
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file

WATER = HouseholdFacts(has_safe_water="是", main_cause="因残", other_causes=["缺劳力"])


async def test_a_change_counts_from_its_day(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    form = ChangeHousehold(facts=WATER, happened_on=JUNE_10, **WHY)
    await change_household(session, form, household_id=household.id, by=OFFICER, on=TODAY)

    before = await household_then(session, household.id, true_on=JUNE_2, at=None)
    after = await household_then(session, household.id, true_on=JUNE_10, at=None)
    assert (before.facts.get("饮水安全"), after.facts["饮水安全"], after.facts["causes"]) == (None, "是", ["因残", "缺劳力"])
    assert (household.particulars["饮水安全"], household.causes, household.revision) == ("是", ["因残", "缺劳力"], 2)


async def test_a_value_that_is_not_written_any_more_is_refused_and_was_right_in_its_time(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    old = HouseholdFacts(attribute="一般贫困户")
    late = ChangeHousehold(facts=old, happened_on=JUNE_10.replace(year=2021), **WHY)
    with pytest.raises(ValueNotInList) as refused:
        await change_household(session, late, household_id=household.id, by=OFFICER, on=JUNE_10.replace(year=2022))
    assert (refused.value.pointer, refused.value.facts["allowed"]) == ("/facts/attribute", [])
    form = ChangeHousehold(facts=old, happened_on=JUNE_10, **WHY)
    await change_household(session, form, household_id=household.id, by=OFFICER, on=TODAY)
    assert household.particulars["贫困户属性"] == "一般贫困户"


async def test_days_before_the_file_and_changes_of_nothing_are_refused(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    for facts, day, law in (
        (WATER, JUNE_10.replace(year=2010), BeforeTheFile),
        (HouseholdFacts(), JUNE_10, NothingChanged),
    ):
        form = ChangeHousehold(facts=facts, happened_on=day, **WHY)
        with pytest.raises(law):
            await change_household(session, form, household_id=household.id, by=OFFICER, on=TODAY)
