"""A hand-over loses no household, and gives none to two; whoever leaves leaves nobody behind."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.hand_over_households import hand_over_households
from services.registry.rules.assignment import HasHouseholds, HouseholdNotTheirs, SameHelper, TooManyHouseholds
from services.registry.schemas.assignment import HandOver
from services.registry.store.assignment import count_loads, list_households_of
from shared.security import OutsideRegion
from tests.builders.walking import COUNTY, NEXT_VILLAGE, NOVEMBER_10, TOWN, a_helper, helped, some_households


async def test_all_households_of_who_leaves_go_evenly_to_several_and_neighbours_stay_together(session: AsyncSession) -> None:
    here, there = await some_households(session, 3), await some_households(session, 3, village=NEXT_VILLAGE)
    leaving, one, other = [await a_helper(session, name) for name in ("张帮扶", "李帮扶", "王帮扶")]
    await helped(session, leaving, [*here, *there])
    form = HandOver(to=[one.id, other.id], reason="工作调动", leaves=True)
    await hand_over_households(session, leaving.id, form, by=COUNTY, on=NOVEMBER_10)
    shares = [set(await list_households_of(session, each.id)) for each in (leaving, one, other)]
    assert shares == [set(), {each.id for each in here}, {each.id for each in there}]
    assert (leaving.left_on, leaving.left_why) == (NOVEMBER_10, "工作调动")


async def test_some_households_alone_may_be_handed_over(session: AsyncSession) -> None:
    households = await some_households(session, 3)
    giving, taking = await a_helper(session, "张帮扶"), await a_helper(session, "李帮扶")
    await helped(session, giving, households)
    form = HandOver(to=[taking.id], household_ids=[households[0].id], reason="就近帮扶")
    await hand_over_households(session, giving.id, form, by=TOWN, on=NOVEMBER_10)
    assert await count_loads(session, [giving.id, taking.id]) == {giving.id: 2, taking.id: 1}


async def test_nobody_leaves_their_households_to_nobody(session: AsyncSession) -> None:
    households = await some_households(session, 2)
    leaving, other = await a_helper(session, "张帮扶"), await a_helper(session, "李帮扶")
    await helped(session, leaving, households)
    for form in (
        HandOver(to=[], reason="退休", leaves=True),
        HandOver(to=[other.id], household_ids=[households[0].id], reason="退休", leaves=True),
    ):
        with pytest.raises(HasHouseholds):
            await hand_over_households(session, leaving.id, form, by=COUNTY, on=NOVEMBER_10)
    with pytest.raises(OutsideRegion):
        await hand_over_households(
            session, leaving.id, HandOver(to=[other.id], reason="退休", leaves=True), by=TOWN, on=NOVEMBER_10
        )


async def test_a_hand_over_that_does_not_fit_changes_nothing(session: AsyncSession) -> None:
    households = await some_households(session, 12)
    giving, taking = await a_helper(session, "张帮扶"), await a_helper(session, "李帮扶")
    await helped(session, giving, households[:10])
    await helped(session, taking, households[10:])
    with pytest.raises(TooManyHouseholds):
        await hand_over_households(session, giving.id, HandOver(to=[taking.id], reason="调动"), by=COUNTY, on=NOVEMBER_10)
    assert await count_loads(session, [giving.id, taking.id]) == {giving.id: 10, taking.id: 2}
    with pytest.raises(HouseholdNotTheirs):
        form = HandOver(to=[taking.id], household_ids=[households[11].id], reason="调动")
        await hand_over_households(session, giving.id, form, by=COUNTY, on=NOVEMBER_10)
    with pytest.raises(SameHelper):
        await hand_over_households(session, giving.id, HandOver(to=[giving.id], reason="调动"), by=COUNTY, on=NOVEMBER_10)
