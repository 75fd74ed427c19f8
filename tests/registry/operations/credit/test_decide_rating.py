"""A decided rating is the household's grade, tells the lender, and takes the place of the one before."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.credit.decide_rating import decide_rating
from services.registry.operations.credit.rate_household import rate_household
from services.registry.rules.credit import RatingState
from services.registry.rules.rating import DecidedByTheRater, RatingNotProposed
from services.registry.schemas.credit import DecideRating
from services.registry.store.credit import find_rating, get_rating
from shared.database import Scope, set_scope
from shared.events import Event
from shared.events.registry import CreditGraded
from tests.builders.plan import DECIDER, ON, RATER, a_grade, a_household_in_poverty, a_rating_form

YES = DecideRating(is_approved=True)


async def test_the_lender_hears_grade_limit_and_term(
    session: AsyncSession, emitted: Callable[[AsyncSession], Awaitable[list[Event]]]
) -> None:
    rating, household, head = await a_grade(session)
    assert (rating.state, rating.valid_until) == (RatingState.DECIDED, date(2021, 6, 1))
    [told] = [event for event in await emitted(session) if isinstance(event, CreditGraded)]
    assert (told.rating_id, told.household_id, told.person_id) == (rating.id, household.id, head.id)
    assert (told.grade, told.limit_fen, told.term_months, told.valid_until) == ("good", 3_000_000, 36, date(2021, 6, 1))
    with pytest.raises(RatingNotProposed):
        await decide_rating(session, rating.id, YES, by="县干部 赵", on=ON)


async def test_the_next_grade_takes_the_place_of_the_last(session: AsyncSession) -> None:
    first, household, head = await a_grade(session)
    form = a_rating_form(head.id, reason="长子毕业，新增劳动力")
    second = await rate_household(session, household.id, form, by=RATER, on=ON)
    await decide_rating(session, second.id, YES, by=DECIDER, on=ON)
    held = await find_rating(session, household.id, RatingState.DECIDED)
    assert held is not None
    assert (held.id, held.replaces_id) == (second.id, first.id)
    assert (await get_rating(session, first.id)).state is RatingState.REPLACED


async def test_what_goes_back_is_no_grade(session: AsyncSession) -> None:
    household, [head, _] = await a_household_in_poverty(session)
    rating = await rate_household(session, household.id, a_rating_form(head.id), by=RATER, on=ON)
    await decide_rating(session, rating.id, DecideRating(is_approved=False, reason="缺评议记录"), by=DECIDER, on=ON)
    assert await find_rating(session, household.id, RatingState.DECIDED) is None


async def test_the_database_too_wants_two_people(session: AsyncSession) -> None:
    household, [head, _] = await a_household_in_poverty(session)
    rating = await rate_household(session, household.id, a_rating_form(head.id), by=RATER, on=ON)
    with pytest.raises(DecidedByTheRater):
        await decide_rating(session, rating.id, YES, by=RATER, on=ON)
    with pytest.raises(DBAPIError, match="credit_rating_decided_by_another"):
        await session.execute(text("UPDATE credit_rating SET decided_by = rated_by"))


@pytest.mark.parametrize(("role", "seen"), [("town", 1), ("auditor", 1), ("department", 0), ("health", 0)])
async def test_a_grade_is_seen_by_those_who_rate_and_by_auditors(session: AsyncSession, role: str, seen: int) -> None:
    await a_grade(session)
    await set_scope(session, Scope(by="测试员", role=role, region="371311", org="", why="test"))
    assert (await session.execute(text("SELECT count(*) FROM credit_rating"))).scalar_one() == seen
