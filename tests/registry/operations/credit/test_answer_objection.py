"""An objection is answered by somebody who had no part in the rating, or by a second rating."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.credit.answer_objection import answer_objection
from services.registry.operations.credit.decide_rating import decide_rating
from services.registry.operations.credit.object_to_rating import object_to_rating
from services.registry.operations.credit.rate_household import rate_household
from services.registry.rules.credit import ObjectionState
from services.registry.rules.rating import AnsweredByThoseConcerned, NoSuchCreditObjection, ObjectionAnswered
from services.registry.schemas.credit import DecideRating, ObjectToRating
from services.registry.store.credit import list_objections
from shared.clock import today
from shared.ids import uuid7
from tests.builders.plan import ANSWERS, DECIDER, RATER, THIRD, a_grade, a_rating_form


async def test_a_third_answers_once(session: AsyncSession) -> None:
    rating, _, _ = await a_grade(session)
    said = ObjectToRating(said="技能没有算上", said_on=today())
    objection = await object_to_rating(session, rating.id, said, by=RATER, on=today())
    for concerned in (RATER, DECIDER):
        with pytest.raises(AnsweredByThoseConcerned):
            await answer_objection(session, objection.id, answer="维持原等级", by=concerned)
    answered = await answer_objection(session, objection.id, answer="没有培训证书，维持", by=THIRD)
    assert (answered.state, answered.answered_by) == (ObjectionState.UPHELD, THIRD)
    with pytest.raises(ObjectionAnswered):
        await answer_objection(session, objection.id, answer="再答一次", by=THIRD)
    with pytest.raises(NoSuchCreditObjection):
        await answer_objection(session, uuid7(), answer="没有这个", by=THIRD)


async def test_a_second_rating_answers_too(session: AsyncSession) -> None:
    rating, household, head = await a_grade(session)
    said = ObjectToRating(said="技能没有算上", said_on=today())
    await object_to_rating(session, rating.id, said, by=RATER, on=today())
    form = a_rating_form(head.id, answers=ANSWERS | {"skill": "skilled"})
    second = await rate_household(session, household.id, form, by=THIRD, on=today())
    await decide_rating(session, second.id, DecideRating(is_approved=True, reason="复评有据"), by=DECIDER, on=today())
    [objection] = await list_objections(session, rating.id)
    assert (objection.state, objection.second_rating_id) == (ObjectionState.REGRADED, second.id)
