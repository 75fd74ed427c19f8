"""A household is rated by the register and by answers; one rating waits at a time; a grade that holds is not rated at will."""

from datetime import date

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.credit.object_to_rating import object_to_rating
from services.registry.operations.credit.rate_household import rate_household
from services.registry.operations.income.record_income import record_income
from services.registry.rules.credit import BorrowerNotOfHousehold, RatingState
from services.registry.rules.rating import AnsweredByThoseConcerned, RatedWithoutAnObjection, RatingWaits
from services.registry.schemas.credit import ObjectToRating
from shared.clock import today
from shared.ids import uuid7
from tests.builders.plan import DECIDER, ON, RATER, THIRD, a_grade, a_household_in_poverty, a_rating_form
from tests.builders.watch import an_income


async def test_points_come_from_the_register_and_the_income_book(session: AsyncSession) -> None:
    household, [head, _] = await a_household_in_poverty(session)
    await record_income(session, household.id, 2019, an_income(800_000), by="王", on=ON)
    rating = await rate_household(session, household.id, a_rating_form(head.id), by=RATER, on=ON)
    assert (rating.points, rating.grade, rating.limit_fen, rating.state) == (89, "excellent", 5_000_000, RatingState.PROPOSED)
    assert sum(line["points"] for line in rating.lines) == rating.points
    assert (rating.policy, rating.term_months) == ("credit-national", 36)


async def test_one_rating_waits_at_a_time(session: AsyncSession) -> None:
    household, [head, _] = await a_household_in_poverty(session)
    await rate_household(session, household.id, a_rating_form(head.id), by=RATER, on=ON)
    with pytest.raises(RatingWaits):
        await rate_household(session, household.id, a_rating_form(head.id), by=THIRD, on=ON)
    other, _ = await a_household_in_poverty(session)
    with pytest.raises(BorrowerNotOfHousehold):
        await rate_household(session, other.id, a_rating_form(uuid7()), by=RATER, on=ON)


async def test_a_grade_that_holds_is_rated_anew_for_a_reason_or_when_it_has_run_out(session: AsyncSession) -> None:
    _, household, head = await a_grade(session)
    with pytest.raises(RatedWithoutAnObjection):
        await rate_household(session, household.id, a_rating_form(head.id), by=RATER, on=date(2021, 6, 1))
    again = await rate_household(session, household.id, a_rating_form(head.id), by=RATER, on=date(2021, 6, 2))
    assert again.replaces_id is not None


async def test_a_second_rating_is_another_s(session: AsyncSession) -> None:
    rating, household, head = await a_grade(session)
    said = ObjectToRating(said="技能没有算上", said_on=today())
    await object_to_rating(session, rating.id, said, by=RATER, on=today())
    for concerned in (RATER, DECIDER):
        with pytest.raises(AnsweredByThoseConcerned):
            await rate_household(session, household.id, a_rating_form(head.id), by=concerned, on=today())
    assert (await rate_household(session, household.id, a_rating_form(head.id), by=THIRD, on=today())).points == 81
