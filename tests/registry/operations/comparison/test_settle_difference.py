"""A difference is settled with a reason; what is said to be put right is looked at once more."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.comparison.settle_difference import settle_difference
from services.registry.rules.difference import DifferenceSettledAlready, Settlement, StillDifferent
from services.registry.rules.vocabulary import PersonClass
from services.registry.schemas.comparison import SettleDifference
from services.registry.tables import ListDifference
from shared.events import Event
from shared.events.registry import DifferencesCleared
from tests.builders.comparison import seated
from tests.registry.operations.comparison.test_compare_list import LISTED, OTHER, THIRD, WHO, compare, open_ones

RIGHT = SettleDifference(outcome=Settlement.PUT_RIGHT, reason="已在人员档案中更正")
THEIRS = SettleDifference(outcome=Settlement.THEIRS_WRONG, reason="名册尚未更新")


async def found(session: AsyncSession) -> ListDifference:
    [row] = await open_ones(session)
    return row


async def test_what_still_differs_was_not_put_right(session: AsyncSession) -> None:
    _, [person] = await seated(session, WHO)
    await compare(session, LISTED)
    row = await found(session)
    with pytest.raises(StillDifferent):
        await settle_difference(session, row.id, RIGHT, by="村干部")

    person = await session.merge(person)
    person.classes = [PersonClass.ENROLLED, PersonClass.LOW_INCOME]
    await session.flush()
    settled = await settle_difference(session, row.id, RIGHT, by="村干部")
    assert (settled.outcome, settled.settled_by, settled.ended_at) == ("put-right", "村干部", settled.settled_at)


async def test_what_we_alone_have_is_put_right_when_our_file_no_longer_says_so(session: AsyncSession) -> None:
    _, [person] = await seated(session, WHO, classes=[PersonClass.LOW_INCOME])
    await compare(session, {"who": OTHER, "保障状态": "停保"})
    row = await found(session)
    with pytest.raises(StillDifferent):
        await settle_difference(session, row.id, RIGHT, by="村干部")
    person = await session.merge(person)
    person.classes = []
    await session.flush()
    assert (await settle_difference(session, row.id, RIGHT, by="村干部")).outcome == "put-right"


async def test_somebody_unknown_is_put_right_when_they_have_a_household(session: AsyncSession) -> None:
    await compare(session, LISTED)
    row = await found(session)
    with pytest.raises(StillDifferent):
        await settle_difference(session, row.id, RIGHT, by="镇干部")
    await seated(session, WHO)
    assert (await settle_difference(session, row.id, RIGHT, by="镇干部")).ended_at is not None


async def test_a_conclusion_is_not_written_over(session: AsyncSession) -> None:
    await seated(session, WHO)
    await compare(session, LISTED)
    row = await found(session)
    await settle_difference(session, row.id, THEIRS, by="村干部")
    with pytest.raises(DifferenceSettledAlready):
        await settle_difference(session, row.id, RIGHT, by="村干部")


async def test_the_last_difference_of_a_village_clears_it(
    session: AsyncSession, emitted: Callable[[AsyncSession], Awaitable[list[Event]]]
) -> None:
    await seated(session, WHO)
    await seated(session, THIRD)
    made, _ = await compare(session, LISTED, {"who": THIRD, "保障类别": "A类"})
    first, second = await open_ones(session)
    await settle_difference(session, first.id, THEIRS, by="村干部")
    assert [event for event in await emitted(session) if isinstance(event, DifferencesCleared)] == []
    await settle_difference(session, second.id, THEIRS, by="村干部")
    [cleared] = [event for event in await emitted(session) if isinstance(event, DifferencesCleared)]
    assert (cleared.list_id, cleared.region) == (made.id, first.region)
