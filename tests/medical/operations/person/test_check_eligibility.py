"""Who is this person to the policy of their place today?"""

import pytest

from services.medical.operations.person.check_eligibility import check_eligibility
from services.medical.operations.person.open_medical_cover import open_medical_cover
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.schemas.eligibility import CheckEligibility
from shared.identity import InvalidIdNumber
from tests.builders.medical import (
    HOSPITAL,
    ID_NUMBER,
    JUNE_12,
    VILLAGE,
    a_detection,
    a_discharge,
    a_stay,
    an_enrolled_person,
)


async def checked(session, id_number=ID_NUMBER):
    form = CheckEligibility(id_number=id_number, region=VILLAGE, hospital_level="2")
    return await check_eligibility(session, form, on=JUNE_12)


async def test_a_stranger_has_basic_insurance_and_leaves_a_deposit(session):
    told = await checked(session)

    assert (told.persons, told.has_cover, told.is_without_deposit) == ([], False, False)
    assert {ceiling.layer for ceiling in told.ceilings} == {"basic", "serious_illness"}
    assert told.policy == "linyi-2020"
    assert ID_NUMBER not in told.model_dump_json()


async def test_an_enrolled_person_sees_what_the_year_has_left(session):
    await an_enrolled_person(session)
    stay = await a_stay(session)
    await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)

    left = {ceiling.layer: ceiling.left_fen for ceiling in (await checked(session)).ceilings}

    assert left["medical_aid"] == 10_000_00 - 3_666_60
    assert "serious_illness" not in left  # no limit for the enrolled


async def test_a_covered_member_is_under_immediate_assistance(session):
    await open_medical_cover(session, [a_detection()])

    told = await checked(session)

    assert (told.has_cover, told.person_titles, told.is_without_deposit) == (True, ["即时帮扶对象"], True)


async def test_what_is_no_id_number_is_refused(session):
    with pytest.raises(InvalidIdNumber):
        await checked(session, "123")
