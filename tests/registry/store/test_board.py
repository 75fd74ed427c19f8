"""The register counted as it was true of a day."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.household.cancel_household import cancel_household
from services.registry.operations.person.remove_member import remove_member
from services.registry.rules.board import Dimension
from services.registry.rules.poverty import PovertyState
from services.registry.schemas.move import ChangeState, RemoveMember
from services.registry.store.board import Asked, Whole, count_households, list_counted, list_trend
from tests.builders.judging import known_as
from tests.builders.registry_file import OFFICER, WHY, a_file

JUNE, JULY = date(2020, 6, 30), date(2020, 7, 31)


def figures(whole: Whole, by: Dimension) -> dict[str, tuple[int | None, int | None]]:
    return {cell.key: (cell.households, cell.persons) for cell in whole.cells if cell.by is by}


async def two_households(session: AsyncSession) -> None:
    first, _ = await a_file(session, 3, 是否享受低保="是")
    await a_file(session, 2, code="3713110000000002", first_sequence=31, 是否享受低保="否")
    await known_as(session, first, PovertyState.SUPPORTED, since=date(2020, 6, 10))


async def test_each_household_is_counted_once_in_every_dimension(session: AsyncSession) -> None:
    await two_households(session)
    whole = await count_households(session, Asked("371311", JULY), digits=9)
    assert (whole.households, whole.persons) == (2, 5)
    for by in Dimension:
        counted = figures(whole, by).values()
        assert (sum(one[0] or 0 for one in counted), sum(one[1] or 0 for one in counted)) == (2, 5), by
    assert figures(whole, Dimension.PLACE) == {"371311001": (2, 5)}
    assert figures(whole, Dimension.CATEGORY) == {"low-income": (1, 3), "ordinary": (1, 2)}
    assert figures(whole, Dimension.POVERTY) == {"supported": (1, 3), "none": (1, 2)}


async def test_a_day_before_a_state_began_is_counted_as_it_was(session: AsyncSession) -> None:
    await two_households(session)
    whole = await count_households(session, Asked("", date(2020, 6, 9)), digits=2)
    assert figures(whole, Dimension.POVERTY) == {"none": (2, 5)}
    assert (await count_households(session, Asked("", date(2009, 1, 1)), digits=2)).households == 0


async def test_the_list_behind_a_number_holds_exactly_its_households(session: AsyncSession) -> None:
    await two_households(session)
    asked = Asked("371311", JULY, {Dimension.CATEGORY: "low-income", Dimension.POVERTY: "supported"})
    whole = await count_households(session, asked, digits=9)
    [listed] = await list_counted(session, asked, after=None, limit=10)
    assert (whole.households, listed.persons, listed.category) == (1, 3, "low-income")
    assert await list_counted(session, asked, after=listed.household_id, limit=10) == []
    assert len(await list_counted(session, Asked("", JULY), after=None, limit=1)) == 2


async def test_a_trend_follows_states_and_ends_with_a_household(session: AsyncSession) -> None:
    household, [head] = await a_file(session, 1)
    await known_as(session, household, PovertyState.SUPPORTED, since=date(2020, 6, 10))
    before = {(point.day, point.state): point.households for point in await list_trend(session, region="", until=JULY, months=3)}
    assert before[JUNE, "supported"] == 1 and before[JULY, ""] == 1 and (date(2020, 5, 31), "supported") not in before

    gone = {"happened_on": date(2020, 7, 2), **WHY}
    await remove_member(session, RemoveMember(**gone), person_id=head.id, by=OFFICER, on=JULY)
    await cancel_household(session, ChangeState(**gone), household_id=household.id, by=OFFICER, on=JULY)
    after = {(point.day, point.state): point.households for point in await list_trend(session, region="", until=JULY, months=2)}
    assert after == {(JUNE, ""): 1, (JUNE, "supported"): 1, (JULY, ""): 0, (JULY, "supported"): 0}
