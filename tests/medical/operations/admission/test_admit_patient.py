"""Admission: sealed papers, a deposit or none, one open stay per hospital."""

from datetime import date

import pytest

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.person.open_medical_cover import open_medical_cover
from services.medical.rules.admission import AlreadyAdmitted, Cause, DateOutOfOrder, HospitalUnknown, PatientOfAnotherCounty
from services.medical.store.people import find_year
from shared.events.medical import AdmissionOpened
from shared.identity import InvalidIdNumber
from shared.policy.load import NoPolicyInForce
from shared.security import Principal, Role
from shared.vault import hash_identity, unseal
from tests.builders.medical import (
    COUNTY,
    HOSPITAL,
    ID_NUMBER,
    JUNE_1,
    JUNE_12,
    OTHER_COUNTY_VILLAGE,
    OTHER_HOSPITAL,
    a_detection,
    an_admission,
    an_enrolled_person,
)


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
    await open_medical_cover(session, a_detection())

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
