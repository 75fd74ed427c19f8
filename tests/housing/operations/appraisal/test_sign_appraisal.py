"""A signed appraisal counts from its day, is told once, and is never edited: the database too sees to that."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.housing.operations.appraisal.sign_appraisal import sign_appraisal
from services.housing.operations.appraiser.end_appraiser import end_appraiser
from services.housing.rules.appraisal import CountsMissing
from services.housing.rules.appraisal_life import AppraisalSignedAlready, NothingDrafted
from services.housing.rules.appraiser import NotLicensed
from services.housing.rules.house import Grade
from services.housing.schemas.appraiser import EndAppraiser
from shared.events.housing import HouseAppraised
from tests.builders.housing import VILLAGE
from tests.builders.housing_appraisals import (
    FEW_DANGEROUS,
    MOST_DANGEROUS,
    SIGNED_ON,
    SIGNER,
    WHOLE,
    a_signed_appraisal,
    a_signed_review,
    an_appraiser,
    an_asked_appraisal,
    another_appraiser,
    drafted,
)


async def test_what_is_signed_counts_for_three_years_and_is_told(session, emitted):
    signed = await a_signed_appraisal(session)

    assert (signed.state, signed.signed_on, signed.valid_until_on) == ("signed", SIGNED_ON, date(2023, 6, 9))
    told = (await emitted(session))[-1]
    assert isinstance(told, HouseAppraised)
    assert (told.appraisal_id, told.house_id, told.household_id) == (signed.id, signed.house_id, signed.household_id)
    assert (told.region, told.opinion, told.grade, told.standing_grade) == (VILLAGE, 1, "C", "C")


async def test_a_d_by_looking_is_signed_only_once_it_was_counted(session):
    asked, appraiser = await an_asked_appraisal(session), await an_appraiser(session)
    await drafted(session, asked, appraiser, signs=WHOLE)
    with pytest.raises(CountsMissing):
        await sign_appraisal(session, asked.id, by=SIGNER, on=SIGNED_ON)

    await drafted(session, asked, appraiser, signs=WHOLE, counts=MOST_DANGEROUS)
    assert (await sign_appraisal(session, asked.id, by=SIGNER, on=SIGNED_ON)).grade is Grade.D


async def test_of_two_opinions_that_differ_the_worse_is_told_to_count(session, emitted):
    first = await a_signed_appraisal(session, signs=WHOLE, counts=MOST_DANGEROUS)
    second = await a_signed_review(session, first, await another_appraiser(session))

    told = (await emitted(session))[-1]
    assert (second.grade, told.opinion, told.grade, told.standing_grade) == ("C", 2, "C", "D")


async def test_an_undrafted_or_signed_one_is_not_signed(session):
    asked = await an_asked_appraisal(session)
    with pytest.raises(NothingDrafted):
        await sign_appraisal(session, asked.id, by=SIGNER, on=SIGNED_ON)

    signed = await a_signed_appraisal(session)
    with pytest.raises(AppraisalSignedAlready):
        await sign_appraisal(session, signed.id, by=SIGNER, on=SIGNED_ON)


async def test_whoever_lost_the_licence_since_the_visit_signs_no_more(session):
    asked, appraiser = await an_asked_appraisal(session), await an_appraiser(session)
    await drafted(session, asked, appraiser)
    await end_appraiser(session, appraiser.id, EndAppraiser(ended_on=date(2020, 6, 9), why="证书被吊销"), on=SIGNED_ON)

    with pytest.raises(NotLicensed):
        await sign_appraisal(session, asked.id, by=SIGNER, on=SIGNED_ON)


@pytest.mark.parametrize("change", ["grade = 'A'", "reasons = '[]'", "signed_by = '别人'", "state = 'draft'"])
async def test_the_database_lets_nobody_edit_what_is_signed(session, change):
    await a_signed_appraisal(session, counts=FEW_DANGEROUS)

    with pytest.raises(IntegrityError, match="never edited"):
        await session.execute(text(f"UPDATE appraisal SET {change}"))
