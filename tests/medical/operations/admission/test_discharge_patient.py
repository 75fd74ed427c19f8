"""Discharge as a step of its own: the day is known, late charges still come in, the bill is settled by that day."""

from datetime import date

import pytest

from services.medical.operations.admission.discharge_patient import discharge_patient
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import (
    AdmissionStatus,
    DateOutOfOrder,
    DischargedOnAnotherDay,
    DischargeReason,
    NoSuchAdmission,
    NotAnInpatient,
    NotInHospital,
)
from services.medical.schemas.admission import DischargePatient
from services.medical.schemas.charge import RecordCharges
from services.medical.schemas.settlement import SettleAdmission
from shared.events.medical import PatientDischarged
from tests.builders.medical import HOSPITAL, JUNE_12, OTHER_HOSPITAL, a_line, a_stay

JUNE_10 = date(2020, 6, 10)


async def discharged(session, stay, *, on=JUNE_10, by=HOSPITAL):
    form = DischargePatient(discharged_on=on, reason=DischargeReason.TRANSFERRED, diseases=["K35.800"])
    return await discharge_patient(session, form, admission_id=stay.id, by=by, on=JUNE_12)


async def test_the_day_the_way_and_the_diagnoses_are_kept_and_told(session, emitted):
    stay = await a_stay(session, diseases=["I10"])

    stay = await discharged(session, stay)

    assert (stay.status, stay.discharged_on, stay.discharge_reason) == (AdmissionStatus.DISCHARGED, JUNE_10, "2")
    assert stay.diseases == ["I10", "K35.800"]
    told = (await emitted(session))[-1]
    assert isinstance(told, PatientDischarged)
    assert (told.admission_id, told.discharged_on) == (stay.id, JUNE_10)


async def test_late_charges_of_days_up_to_the_discharge_still_come_in(session):
    stay = await discharged(session, await a_stay(session))
    late = RecordCharges.model_validate({"lines": [a_line(9, charged_on="2020-06-10")]})
    later = RecordCharges.model_validate({"lines": [a_line(10, charged_on="2020-06-11")]})

    await record_charges(session, late, admission_id=stay.id, by=HOSPITAL, on=JUNE_12)
    with pytest.raises(DateOutOfOrder):
        await record_charges(session, later, admission_id=stay.id, by=HOSPITAL, on=JUNE_12)


async def test_the_bill_is_settled_by_the_day_of_discharge_without_saying_it_again(session):
    stay = await discharged(session, await a_stay(session))

    with pytest.raises(DischargedOnAnotherDay):
        await settle_admission(session, SettleAdmission(discharged_on=JUNE_12), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)
    settlement = await settle_admission(session, SettleAdmission(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)

    assert settlement.settled_on == JUNE_10


async def test_nobody_is_discharged_twice_or_from_another_s_bed_or_before_the_last_charge(session):
    stay = await a_stay(session)
    with pytest.raises(NoSuchAdmission):
        await discharged(session, stay, by=OTHER_HOSPITAL)
    for day in (date(2020, 6, 1), date(2020, 6, 13)):
        with pytest.raises(DateOutOfOrder):
            await discharged(session, stay, on=day)
    await discharged(session, stay)
    with pytest.raises(NotInHospital):
        await discharged(session, stay)


async def test_a_visit_has_no_discharge(session):
    with pytest.raises(NotAnInpatient):
        await discharged(session, await a_stay(session, visit="outpatient"))
