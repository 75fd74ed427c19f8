"""What the appraiser found is entered, again if need be, by the rule and by somebody who may."""

from datetime import date

import pytest

from services.housing.operations.appraisal.draft_appraisal import draft_appraisal
from services.housing.operations.appraisal.review_appraisal import review_appraisal
from services.housing.operations.appraiser.register_appraiser import register_appraiser
from services.housing.rules.appraisal import SignNotOfStructure
from services.housing.rules.appraisal_life import AppraisalSignedAlready, NoSuchAppraisal, NotAnotherAppraiser, VisitedOutOfTime
from services.housing.rules.appraiser import AppraiserOfElsewhere, NoSuchAppraiser, NotLicensed
from services.housing.rules.house import Grade
from services.housing.schemas.appraisal import ReviewAppraisal
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.housing_appraisals import (
    FEW_DANGEROUS,
    NOTHING,
    SIGNED_ON,
    TOWN_OFFICER,
    WHOLE,
    a_form,
    a_licence,
    a_signed_appraisal,
    an_appraiser,
    an_asked_appraisal,
    another_appraiser,
    at,
    drafted,
)


async def test_what_was_found_is_kept_as_it_was_and_graded_by_the_rule(session):
    asked, appraiser = await an_asked_appraisal(session), await an_appraiser(session)

    await drafted(session, asked, appraiser, signs=WHOLE, readings={"masonry-crack": "3.50"}, counts=FEW_DANGEROUS)

    assert (asked.state, asked.appraiser_id, asked.structure) == ("draft", appraiser.id, "masonry")
    assert (asked.signs, asked.readings) == (WHOLE, {"masonry-crack": "3.50"})
    assert asked.counts == {"foundation": [12, 0], "wall": [20, 4]}
    assert (asked.qualitative, asked.counted, asked.grade) == (Grade.D, Grade.C, Grade.C)
    assert asked.parts["walls"] == "failing"
    assert any("3.5毫米，超过2毫米" in reason for reason in asked.reasons)


async def test_a_draft_is_entered_again_until_it_is_signed(session):
    asked, appraiser = await an_asked_appraisal(session), await an_appraiser(session)
    await drafted(session, asked, appraiser)
    await drafted(session, asked, appraiser, signs=NOTHING)
    assert asked.grade is Grade.A

    signed = await a_signed_appraisal(session, await another_appraiser(session))
    with pytest.raises(AppraisalSignedAlready):
        await drafted(session, signed, appraiser)


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({"visited_on": "2020-06-04"}, VisitedOutOfTime),
        ({"visited_on": "2020-06-11"}, VisitedOutOfTime),
        ({"signs": NOTHING | {"walls": ["earth-parted"]}}, SignNotOfStructure),
        ({"appraiser_id": uuid7()}, NoSuchAppraiser),
    ],
)
async def test_what_cannot_be_is_not_entered(session, changed, law):
    asked, appraiser = await an_asked_appraisal(session), await an_appraiser(session)

    with pytest.raises(law):
        await drafted(session, asked, appraiser, **changed)


async def test_nobody_appraises_without_a_licence_of_the_day_and_the_county(session):
    asked = await an_asked_appraisal(session)
    late = await an_appraiser(session, licensed_from_on="2020-06-09")
    with pytest.raises(NotLicensed):
        await drafted(session, asked, late)

    elsewhere = await register_appraiser(
        session, a_licence(region="370303"), by=Principal("淄博经办", Role.COUNTY, "3703"), at=at(date(2019, 1, 2))
    )
    with pytest.raises(AppraiserOfElsewhere):
        await drafted(session, asked, elsewhere)


async def test_a_review_is_given_by_another_person_of_another_institution(session):
    appraiser = await an_appraiser(session)
    first = await a_signed_appraisal(session, appraiser)
    colleague = await an_appraiser(session, person="赵同事", licence="鲁建鉴字第0133号")
    review = await review_appraisal(session, first.id, ReviewAppraisal(why="重看"), by=TOWN_OFFICER, on=SIGNED_ON)

    for same in (appraiser, colleague):
        with pytest.raises(NotAnotherAppraiser):
            await drafted(session, review, same, visited_on=SIGNED_ON)


async def test_a_stranger_is_not_drafted(session):
    form = a_form(await an_appraiser(session))
    with pytest.raises(NoSuchAppraisal):
        await draft_appraisal(session, uuid7(), form, by=TOWN_OFFICER, on=SIGNED_ON, at=at(SIGNED_ON))
