"""What a visit is for."""

import pytest

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.national.describe_visit import describe_visit
from services.medical.rules.admission import Visit
from services.medical.rules.national.person import WrongVisit
from tests.builders.medical import HOSPITAL, JUNE_12, a_stay, an_admission


async def test_kind_and_traits_are_replaced_and_diseases_added(session):
    visit = await admit_patient(session, an_admission(visit="chronic", diseases=["I10"]), by=HOSPITAL, on=JUNE_12)

    await describe_visit(session, visit, visit=Visit.OUTPATIENT, diseases=["M01600"], traits=["emergency"])

    assert (visit.visit, visit.diseases, visit.traits) == (Visit.OUTPATIENT, ["I10", "M01600"], ["emergency"])


async def test_a_stay_in_hospital_is_no_visit(session):
    with pytest.raises(WrongVisit):
        await describe_visit(session, await a_stay(session), visit=Visit.OUTPATIENT, diseases=[], traits=[])
