"""Another opinion may be had on a signed one, and a third on two that differ."""

from datetime import date

import pytest

from services.housing.operations.appraisal.review_appraisal import review_appraisal
from services.housing.rules.appraisal_life import AppraisalUnderWay, NoSuchAppraisal, ReviewNotPossible
from services.housing.schemas.appraisal import ReviewAppraisal
from shared.ids import uuid7
from tests.builders.housing_appraisals import (
    MOST_DANGEROUS,
    TOWN_OFFICER,
    WHOLE,
    a_dispute,
    a_signed_appraisal,
    a_signed_review,
    an_asked_appraisal,
    another_appraiser,
)

TODAY = date(2020, 6, 15)
WHY = ReviewAppraisal(why="住户要求复核")


async def test_a_review_belongs_to_the_chain_and_says_whether_a_dispute_asked_for_it(session):
    first = await a_signed_appraisal(session)
    await a_dispute(session, first)

    review = await review_appraisal(session, first.id, WHY, by=TOWN_OFFICER, on=TODAY)

    assert (review.first_id, review.opinion, review.origin, review.house_id) == (first.id, 2, "dispute", first.house_id)
    with pytest.raises(AppraisalUnderWay):
        await review_appraisal(session, first.id, WHY, by=TOWN_OFFICER, on=TODAY)


async def test_two_that_differ_get_a_third_and_no_fourth(session):
    first = await a_signed_appraisal(session, signs=WHOLE, counts=MOST_DANGEROUS)
    await a_signed_review(session, first, await another_appraiser(session))
    third = await a_signed_review(session, first, await another_appraiser(session, 3))

    assert (third.opinion, third.origin) == (3, "review")
    with pytest.raises(ReviewNotPossible):
        await review_appraisal(session, first.id, WHY, by=TOWN_OFFICER, on=TODAY)


async def test_two_that_agree_need_no_third(session):
    first = await a_signed_appraisal(session)
    await a_signed_review(session, first, await another_appraiser(session), signs=WHOLE)

    with pytest.raises(ReviewNotPossible):
        await review_appraisal(session, first.id, WHY, by=TOWN_OFFICER, on=TODAY)


async def test_what_is_not_signed_or_over_is_not_reviewed(session):
    asked = await an_asked_appraisal(session)
    with pytest.raises(ReviewNotPossible):
        await review_appraisal(session, asked.id, WHY, by=TOWN_OFFICER, on=TODAY)

    signed = await a_signed_appraisal(session)
    with pytest.raises(ReviewNotPossible):
        await review_appraisal(session, signed.id, WHY, by=TOWN_OFFICER, on=date(2023, 6, 10))
    with pytest.raises(NoSuchAppraisal):
        await review_appraisal(session, uuid7(), WHY, by=TOWN_OFFICER, on=TODAY)
