"""A household objects within its days, once at a time, to the grade that holds."""

from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.credit.object_to_rating import object_to_rating
from services.registry.operations.credit.rate_household import rate_household
from services.registry.rules.credit import ObjectionState
from services.registry.rules.rating import ObjectionTooLate, ObjectionWaits, RatingNotHeld
from services.registry.schemas.credit import ObjectToRating
from shared.clock import today
from tests.builders.plan import ON, RATER, a_grade, a_household_in_poverty, a_rating_form


async def test_an_objection_waits_and_the_grade_holds_meanwhile(session: AsyncSession) -> None:
    rating, _, _ = await a_grade(session)
    form = ObjectToRating(said="技能没有算上", said_on=today(), papers=["申请书"])
    objection = await object_to_rating(session, rating.id, form, by=RATER, on=today())
    assert (objection.state, objection.papers) == (ObjectionState.OPEN, ["申请书"])
    with pytest.raises(ObjectionWaits):
        await object_to_rating(session, rating.id, form, by=RATER, on=today())


async def test_after_seven_days_it_is_too_late(session: AsyncSession) -> None:
    rating, _, _ = await a_grade(session)
    late = today() + timedelta(days=8)
    with pytest.raises(ObjectionTooLate):
        await object_to_rating(session, rating.id, ObjectToRating(said="技能没有算上", said_on=late), by=RATER, on=late)


async def test_what_is_not_decided_is_not_objected_to(session: AsyncSession) -> None:
    household, [head, _] = await a_household_in_poverty(session)
    rating = await rate_household(session, household.id, a_rating_form(head.id), by=RATER, on=ON)
    with pytest.raises(RatingNotHeld):
        form = ObjectToRating(said="技能没有算上", said_on=today())
        await object_to_rating(session, rating.id, form, by=RATER, on=today())
