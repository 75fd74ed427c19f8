"""Somebody stands in: they see and visit the households, which stay the helper's."""

from datetime import date

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.arrange_substitute import arrange_substitute
from services.registry.rules.assignment import SameHelper, SubstitutionNotUsable
from services.registry.schemas.assignment import ArrangeSubstitute
from services.registry.store.assignment import is_helped_by
from services.registry.store.helped import list_mine
from tests.builders.walking import COUNTY, NOVEMBER_1, NOVEMBER_10, NOVEMBER_20, a_helper, helped, some_households


async def test_a_substitute_has_the_households_for_those_days_and_not_after(session: AsyncSession) -> None:
    [household] = await some_households(session, 1)
    helper, substitute = await a_helper(session, "张帮扶"), await a_helper(session, "李帮扶")
    await helped(session, helper, [household])
    form = ArrangeSubstitute(substitute_id=substitute.id, since_on=NOVEMBER_1, until_on=NOVEMBER_10, reason="产假")
    await arrange_substitute(session, helper.id, form, by=COUNTY, on=NOVEMBER_1)
    for on, sees in ((NOVEMBER_10, True), (NOVEMBER_20, False)):
        assert await is_helped_by(session, household.id, "令牌 李帮扶", on=on) is sees
        assert [each.is_substitute for each in await list_mine(session, substitute.id, on=on, limit=9)] == [True] * sees
        assert [each.is_substitute for each in await list_mine(session, helper.id, on=on, limit=9)] == [False]


async def test_nobody_stands_in_for_themselves_or_for_years(session: AsyncSession) -> None:
    helper, substitute = await a_helper(session, "张帮扶"), await a_helper(session, "李帮扶")
    days = {"since_on": NOVEMBER_1, "until_on": NOVEMBER_10, "reason": "产假"}
    with pytest.raises(SameHelper):
        await arrange_substitute(session, helper.id, ArrangeSubstitute(substitute_id=helper.id, **days), by=COUNTY, on=NOVEMBER_1)
    for wrong in ({"until_on": date(2026, 1, 1)}, {"until_on": date(2024, 10, 1)}):
        form = ArrangeSubstitute(substitute_id=substitute.id, **days | wrong)
        with pytest.raises(SubstitutionNotUsable):
            await arrange_substitute(session, helper.id, form, by=COUNTY, on=NOVEMBER_1)
