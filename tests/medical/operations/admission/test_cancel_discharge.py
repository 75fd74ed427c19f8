"""A discharge taken back: the patient lies there as before, unless they were admitted again."""

import pytest

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.cancel_discharge import cancel_discharge
from services.medical.operations.admission.discharge_patient import discharge_patient
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import AdmissionStatus, AlreadyAdmitted, AlreadySettled, NotDischarged
from services.medical.schemas.admission import CancelDischarge, DischargePatient
from services.medical.schemas.settlement import SettleAdmission
from shared.events.medical import DischargeCancelled
from tests.builders.medical import HOSPITAL, JUNE_12, a_stay, an_admission

FORM = CancelDischarge(reason="出院日期录入有误")


@pytest.fixture
async def stay(session):
    stay = await a_stay(session)
    await discharge_patient(session, DischargePatient(discharged_on=JUNE_12), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)
    return stay


async def test_the_patient_lies_there_as_before(session, stay, emitted):
    stay = await cancel_discharge(session, FORM, admission_id=stay.id, by=HOSPITAL)

    assert (stay.status, stay.discharged_on, stay.discharge_reason) == (AdmissionStatus.OPEN, None, None)
    assert stay.cancel_reason == FORM.reason
    assert isinstance((await emitted(session))[-1], DischargeCancelled)
    with pytest.raises(NotDischarged):
        await cancel_discharge(session, FORM, admission_id=stay.id, by=HOSPITAL)


async def test_a_settled_discharge_stays(session, stay):
    await settle_admission(session, SettleAdmission(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)

    with pytest.raises(AlreadySettled):
        await cancel_discharge(session, FORM, admission_id=stay.id, by=HOSPITAL)


async def test_whoever_was_admitted_again_does_not_lie_there_twice(session, stay):
    await admit_patient(session, an_admission(), by=HOSPITAL, on=JUNE_12)

    with pytest.raises(AlreadyAdmitted):
        await cancel_discharge(session, FORM, admission_id=stay.id, by=HOSPITAL)
