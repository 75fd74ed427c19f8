"""A correction says what was true; what was known stays readable."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.household.correct_household import correct_household
from services.registry.rules.history import NothingChanged
from services.registry.schemas.fields import HouseholdFacts
from services.registry.schemas.move import CorrectHousehold
from services.registry.store.reading import household_then
from shared.clock import now
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, a_file


async def test_what_was_known_before_a_correction_is_still_known_to_have_been_known(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    before = now()
    form = CorrectHousehold(facts=HouseholdFacts(main_cause="因学"), reason="登记时抄错")
    await correct_household(session, form, household_id=household.id, by=OFFICER, on=TODAY)

    for at, causes in ((before, None), (None, ["因学"])):
        then = await household_then(session, household.id, true_on=JUNE_2, at=at)
        assert then.facts.get("causes") == causes


async def test_some_days_alone_are_corrected(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    water = HouseholdFacts(has_safe_water="否")
    form = CorrectHousehold(facts=water, since_on=JUNE_2, until_on=JUNE_10, reason="那几天停水")
    await correct_household(session, form, household_id=household.id, by=OFFICER, on=TODAY)
    days = (JUNE_2, JUNE_10.replace(day=9), JUNE_10)
    said = [(await household_then(session, household.id, true_on=day, at=None)).facts.get("饮水安全") for day in days]
    assert said == ["否", "否", None]
    with pytest.raises(NothingChanged):
        await correct_household(session, form, household_id=household.id, by=OFFICER, on=TODAY)
