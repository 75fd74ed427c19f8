"""A household gets a receipt and a deadline, for the grade that counts and in time."""

from datetime import date

import pytest

from services.housing.operations.grade_dispute.file_dispute import file_dispute
from services.housing.rules.grade_dispute import DisputedTooLate, DisputeOpenAlready, NothingToDispute
from services.housing.schemas.grade_dispute import FileDispute
from shared.events.housing import HouseGradeDisputed
from tests.builders.housing_appraisals import (
    TOWN_OFFICER,
    a_dispute,
    a_signed_appraisal,
    a_signed_review,
    an_asked_appraisal,
    another_appraiser,
)


async def test_a_dispute_has_a_receipt_and_a_day_and_is_told(session, emitted):
    signed = await a_signed_appraisal(session)

    filed = await a_dispute(session, signed)

    assert (filed.number, filed.state, filed.due_on, filed.grade) == ("Y-371311-2020-0001", "open", date(2020, 7, 13), "C")
    told = (await emitted(session))[-1]
    assert isinstance(told, HouseGradeDisputed)
    assert (told.dispute_id, told.appraisal_id, told.grade, told.due_on) == (filed.id, signed.id, "C", filed.due_on)
    assert filed.said not in told.model_dump_json()


async def test_a_grade_is_disputed_once_at_a_time_and_in_time(session):
    signed = await a_signed_appraisal(session)
    with pytest.raises(DisputedTooLate):
        await a_dispute(session, signed, on=date(2020, 7, 3))

    await a_dispute(session, signed, on=date(2020, 7, 2))
    with pytest.raises(DisputeOpenAlready):
        await a_dispute(session, signed, on=date(2020, 7, 2))


async def test_only_what_counts_is_disputed(session):
    asked = await an_asked_appraisal(session)
    with pytest.raises(NothingToDispute):
        await file_dispute(session, asked.id, FileDispute(said="不同意"), by=TOWN_OFFICER, on=date(2020, 6, 12))

    first = await a_signed_appraisal(session)
    await a_signed_review(session, first, await another_appraiser(session))
    with pytest.raises(NothingToDispute):
        await a_dispute(session, first, on=date(2020, 6, 16))
