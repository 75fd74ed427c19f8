"""An admission for which nothing is owed may be taken back."""

import pytest

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.cancel_admission import cancel_admission
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import AdmissionCancelled as StayCancelled
from services.medical.rules.admission import AdmissionStatus, HasCharges, NoSuchAdmission, NotInHospital
from services.medical.schemas.admission import CancelAdmission
from services.medical.schemas.charge import RecordCharges
from shared.events.medical import AdmissionCancelled
from tests.builders.medical import HOSPITAL, JUNE_12, OTHER_HOSPITAL, a_discharge, a_line, a_refund, a_stay, an_admission

FORM = CancelAdmission(reason="登记到了同名的另一位患者")


async def test_a_stay_without_charges_goes_and_the_patient_may_come_again(session, emitted):
    stay = await admit_patient(session, an_admission(), by=HOSPITAL, on=JUNE_12)

    stay = await cancel_admission(session, FORM, admission_id=stay.id, by=HOSPITAL)

    assert (stay.status, stay.cancel_reason) == (AdmissionStatus.CANCELLED, FORM.reason)
    assert isinstance((await emitted(session))[-1], AdmissionCancelled)
    await admit_patient(session, an_admission(), by=HOSPITAL, on=JUNE_12)
    with pytest.raises(NotInHospital):
        await cancel_admission(session, FORM, admission_id=stay.id, by=HOSPITAL)
    with pytest.raises(StayCancelled):
        await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)


async def test_a_stay_with_charges_stays_until_they_are_taken_back(session):
    stay = await admit_patient(session, an_admission(), by=HOSPITAL, on=JUNE_12)
    for line in (a_line(1), a_refund(2, of=1)):
        lines = RecordCharges.model_validate({"lines": [line]})
        await record_charges(session, lines, admission_id=stay.id, by=HOSPITAL, on=JUNE_12)
        if not line.get("refunds_line_no"):
            with pytest.raises(HasCharges):
                await cancel_admission(session, FORM, admission_id=stay.id, by=HOSPITAL)

    stay = await cancel_admission(session, FORM, admission_id=stay.id, by=HOSPITAL)

    assert stay.status == AdmissionStatus.CANCELLED


async def test_another_hospital_s_stay_is_not_there(session):
    stay = await a_stay(session)
    with pytest.raises(NoSuchAdmission):
        await cancel_admission(session, FORM, admission_id=stay.id, by=OTHER_HOSPITAL)
