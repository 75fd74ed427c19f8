"""Who moved out of reach of their helper, or is no longer there, has no helper."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.release_households import release_households
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store.assignment import list_assignments
from services.registry.store.helped import list_uncovered
from tests.builders.walking import NEXT_VILLAGE, NOVEMBER_10, a_helper, helped, now_, some_households


async def test_a_household_that_moved_out_of_reach_is_listed_without_a_helper(session: AsyncSession) -> None:
    stays, moves, ends = await some_households(session, 3)
    await helped(session, await a_helper(session, region=stays.region), [stays, moves])
    await helped(session, await a_helper(session, "李帮扶"), [ends])
    await now_(session, moves, region=NEXT_VILLAGE)
    await now_(session, ends, state=HouseholdState.CANCELLED)
    assert await release_households(session, {stays.id}, on=NOVEMBER_10) == []
    assert await release_households(session, None, on=NOVEMBER_10) == sorted([moves.id, ends.id])
    assert await release_households(session, None, on=NOVEMBER_10) == []
    [one] = await list_uncovered(session, region="", on=NOVEMBER_10, after=None, limit=9)
    assert (one.household_id, one.without_since_on) == (moves.id, NOVEMBER_10)
    [past] = await list_assignments(session, moves.id)
    await session.refresh(past)
    assert past.ended_why == "已迁出责任人所在辖区"
