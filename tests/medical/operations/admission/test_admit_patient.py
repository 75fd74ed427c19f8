"""Admission: sealed papers, a deposit or none, one open stay per hospital."""

from datetime import date

import pytest

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.hospital.put_hospital import put_hospital
from services.medical.operations.person.open_medical_cover import open_medical_cover
from services.medical.rules.admission import (
    AlreadyAdmitted,
    Cause,
    DateOutOfOrder,
    HospitalLevel,
    HospitalUnknown,
    PatientOfAnotherCounty,
)
from services.medical.rules.defaulter import ListingStatus
from services.medical.rules.hospital import HospitalLevelContradicts
from services.medical.schemas.hospital import PutHospital
from services.medical.store.people import find_year
from services.medical.tables import DefaultListing
from shared.events.medical import AdmissionOpened
from shared.identity import InvalidIdNumber
from shared.policy.load import NoPolicyInForce
from shared.policy.plan import LevelUnknown, SchemeUnknown
from shared.security import Principal, Role
from shared.vault import hash_identity, unseal
from tests.builders.medical import (
    COUNTY,
    COUNTY_CLERK,
    HOSPITAL,
    HOSPITAL_CODE,
    ID_NUMBER,
    JUNE_1,
    JUNE_12,
    OTHER_COUNTY_VILLAGE,
    OTHER_HOSPITAL,
    a_detection,
    a_plan,
    a_settlement,
    an_admission,
    an_enrolled_person,
)

JULY_12 = date(2020, 7, 12)


async def admitted(session, *, by=HOSPITAL, on=JUNE_12, **changes):
    return await admit_patient(session, an_admission(**changes), by=by, on=on)


async def test_an_enrolled_patient_leaves_no_deposit_and_is_told_why(session, emitted):
    known = await an_enrolled_person(session)

    stay = await admitted(session)

    assert stay.is_without_deposit
    assert "建档立卡贫困人口" in stay.deposit_reason
    [opened] = await emitted(session)
    assert isinstance(opened, AdmissionOpened)
    assert (opened.admission_id, opened.person_id, opened.is_without_deposit) == (stay.id, known.person_id, True)


async def test_whoever_is_in_no_register_leaves_a_deposit(session):
    assert not (await admitted(session)).is_without_deposit


async def test_a_traffic_accident_is_no_case_for_treating_first(session):
    await an_enrolled_person(session)

    assert not (await admitted(session, cause=Cause.TRAFFIC)).is_without_deposit


async def test_a_class_counts_from_its_day_on(session):
    await an_enrolled_person(session, since=date(2020, 6, 2))

    assert not (await admitted(session, admitted_on=JUNE_1)).is_without_deposit
    assert (await admitted(session, admitted_on=date(2020, 6, 2), by=OTHER_HOSPITAL)).is_without_deposit


async def test_cover_from_a_case_counts_like_a_class(session):
    await open_medical_cover(session, [a_detection()])

    assert (await admitted(session, admitted_on=JUNE_12)).is_without_deposit


async def test_the_papers_are_sealed_and_found_by_hash(session):
    stay = await admitted(session, id_number=ID_NUMBER.lower())

    assert ID_NUMBER.encode() not in stay.id_number_sealed
    assert (unseal(stay.id_number_sealed), unseal(stay.name_sealed)) == (ID_NUMBER, "王小明")
    assert stay.identity_hash == hash_identity(ID_NUMBER)
    assert await find_year(session, stay.identity_hash, 2020) is not None


async def test_a_patient_has_one_open_stay_in_a_hospital_and_may_lie_in_two_hospitals(session):
    await admitted(session)
    await admitted(session, by=OTHER_HOSPITAL)

    with pytest.raises(AlreadyAdmitted):
        await admitted(session)


@pytest.mark.parametrize(
    ("changes", "by", "law"),
    [
        ({"id_number": "371311196203040010"}, HOSPITAL, InvalidIdNumber),
        ({"region": OTHER_COUNTY_VILLAGE}, HOSPITAL, PatientOfAnotherCounty),
        ({}, Principal("无编号", Role.HOSPITAL, COUNTY), HospitalUnknown),
        ({"admitted_on": date(2020, 6, 13)}, HOSPITAL, DateOutOfOrder),
        ({"admitted_on": date(2016, 6, 13)}, HOSPITAL, NoPolicyInForce),
    ],
)
async def test_what_breaks_a_rule_is_refused_by_its_name(session, emitted, changes, by, law):
    with pytest.raises(law):
        await admitted(session, by=by, **changes)
    assert await emitted(session) == []


async def test_a_visit_knows_no_deposit_and_there_may_be_several_at_once(session, emitted):
    await an_enrolled_person(session)

    visits = [await admitted(session, visit="chronic", diseases=["M039"]) for _ in range(2)]

    assert not visits[0].is_without_deposit and "门诊" in visits[0].deposit_reason
    assert (visits[0].visit, visits[0].scheme, visits[0].diseases, visits[0].place) == (
        "chronic",
        "resident",
        ["M039"],
        "in_county",
    )
    assert await emitted(session) == []


async def test_whoever_is_insured_in_a_scheme_that_the_place_s_file_does_not_rule_is_told_at_the_door(session):
    await an_enrolled_person(session)

    with pytest.raises(SchemeUnknown) as refusal:
        await admitted(session, scheme="employee")

    assert refusal.value.facts["known"] == {"resident": "居民基本医疗保险"}


async def test_the_grade_of_a_registered_hospital_counts(session):
    form = PutHospital(title="罗庄区人民医院", level=HospitalLevel.TWO, traits=["designated"], region=COUNTY)
    await put_hospital(session, form, code=HOSPITAL.org, by=COUNTY_CLERK)

    with pytest.raises(HospitalLevelContradicts):
        await admitted(session, hospital_level=HospitalLevel.THREE)
    stay = await admitted(session, hospital_level=None, traits=["referred"])

    assert (stay.hospital_level, stay.traits) == (HospitalLevel.TWO, ["designated", "referred"])


async def test_a_listed_defaulter_leaves_a_deposit(session):
    await an_enrolled_person(session)
    listing = DefaultListing(
        plan_id=(await a_plan(session, await a_settlement(session), (JULY_12, 100_00))).id,
        identity_hash=hash_identity(ID_NUMBER),
        region=COUNTY,
        hospital=HOSPITAL.org,
        status=ListingStatus.CONFIRMED,
        reason="有偿还能力而拒绝偿还",
    )
    session.add(listing)
    await session.flush()

    stay = await admitted(session, by=OTHER_HOSPITAL)

    assert not stay.is_without_deposit and "恶意拖欠" in stay.deposit_reason


async def test_a_town_s_hospital_goes_by_the_grade_that_the_patient_s_place_names(session):
    form = PutHospital(title="罗庄街道卫生院", level="town", region=COUNTY)
    await put_hospital(session, form, code=HOSPITAL_CODE, by=COUNTY_CLERK)
    stay = await admitted(session, hospital_level=None)
    assert stay.hospital_level == "1"  # 临沂 names three grades, and a town's hospital is of the first
    with pytest.raises(HospitalLevelContradicts):
        await admitted(session, hospital_level="2")


async def test_a_hospital_without_a_grade_is_refused_with_the_grades_that_the_place_knows(session):
    form = PutHospital(title="某门诊部", level="unrated", region=COUNTY)
    await put_hospital(session, form, code=HOSPITAL_CODE, by=COUNTY_CLERK)
    with pytest.raises(LevelUnknown) as refused:
        await admitted(session, hospital_level=None)
    assert list(refused.value.facts["known"]) == ["1", "2", "3"]


async def test_in_sanming_a_town_s_hospital_is_a_grade_of_its_own(session):
    form = PutHospital(title="永安某镇卫生院", level="town", region="350481")
    clerk = Principal("永安", Role.COUNTY, "350481")
    await put_hospital(session, form, code="H35048100001", by=clerk)
    hospital = Principal("永安某镇卫生院", Role.HOSPITAL, "350481", "H35048100001")
    stay = await admit_patient(session, an_admission(region="350481100001", hospital_level=None), by=hospital, on=JUNE_12)
    assert stay.hospital_level == "town"
