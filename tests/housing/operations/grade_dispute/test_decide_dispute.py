"""A dispute is decided by the signed opinions and by others than those who are disputed."""

from datetime import date

import pytest

from services.housing.operations.appraisal.review_appraisal import review_appraisal
from services.housing.operations.grade_dispute.decide_dispute import decide_dispute
from services.housing.rules.grade_dispute import (
    DisputeSettledAlready,
    JudgedByTheSame,
    OpinionsDiffer,
    ReviewUnderWay,
    SignerMayNotDecide,
)
from services.housing.schemas.appraisal import ReviewAppraisal
from services.housing.schemas.grade_dispute import DecideDispute
from services.housing.tables import Appraiser, GradeDispute
from shared.events.housing import HouseGradeDecided
from tests.builders.housing_appraisals import (
    DECIDER,
    MOST_DANGEROUS,
    SIGNER,
    TOWN_OFFICER,
    WHOLE,
    a_dispute,
    a_signed_appraisal,
    a_signed_review,
    an_appraiser,
    another_appraiser,
)

TODAY = date(2020, 6, 22)


async def decide(session, dispute: GradeDispute, appraiser: Appraiser, *, by=DECIDER) -> GradeDispute:
    form = DecideDispute(appraiser_id=appraiser.id, reasons=["到场复核，逐构件清点"])
    return await decide_dispute(session, dispute.id, form, by=by, on=TODAY)


async def test_without_another_opinion_the_grade_is_upheld_with_reasons(session, emitted):
    signed, other = await a_signed_appraisal(session), await another_appraiser(session)
    dispute = await a_dispute(session, signed)

    await decide(session, dispute, other)

    assert (dispute.state, dispute.outcome, dispute.grade_after) == ("decided", "upheld", "C")
    assert (dispute.reasons, dispute.closed_on, dispute.closed_by) == (["到场复核，逐构件清点"], TODAY, DECIDER.subject)
    told = (await emitted(session))[-1]
    assert isinstance(told, HouseGradeDecided)
    assert (told.is_corrected, told.grade, told.appraisal_id) == (False, "C", signed.id)
    with pytest.raises(DisputeSettledAlready):
        await decide(session, dispute, other)


async def test_a_grade_is_corrected_once_a_third_opinion_settles_it(session, emitted):
    first, second = await a_signed_appraisal(session), await another_appraiser(session)
    dispute = await a_dispute(session, first)
    await a_signed_review(session, first, second, signs=WHOLE, counts=MOST_DANGEROUS)
    with pytest.raises(OpinionsDiffer):
        await decide(session, dispute, second)

    third = await another_appraiser(session, 3)
    await a_signed_review(session, first, third, signs=WHOLE, counts=MOST_DANGEROUS)
    await decide(session, dispute, third)

    assert (dispute.outcome, dispute.grade, dispute.grade_after) == ("corrected", "C", "D")
    assert (await emitted(session))[-1].is_corrected


async def test_whoever_appraised_signed_or_is_not_done_does_not_decide(session):
    appraiser, other = await an_appraiser(session), await another_appraiser(session)
    signed = await a_signed_appraisal(session, appraiser)
    colleague = await an_appraiser(session, person="赵同事", licence="鲁建鉴字第0133号")
    dispute = await a_dispute(session, signed)

    for same in (appraiser, colleague):
        with pytest.raises(JudgedByTheSame):
            await decide(session, dispute, same)
    with pytest.raises(SignerMayNotDecide):
        await decide(session, dispute, other, by=SIGNER)
    await review_appraisal(session, signed.id, ReviewAppraisal(why="复核"), by=TOWN_OFFICER, on=TODAY)
    with pytest.raises(ReviewUnderWay):
        await decide(session, dispute, other)
