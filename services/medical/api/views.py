"""Rows as this door's readers may see them."""

from services.medical.rules.admission import AdmissionStatus, Cause, HospitalLevel
from services.medical.schemas.admission import AdmissionView
from services.medical.schemas.settlement import SettlementView
from services.medical.tables import Admission, Settlement
from shared.identity import masked, masked_name
from shared.regions import name_of
from shared.security import Principal, Role
from shared.vault import unseal

SEES_NAMES = frozenset({Role.HOSPITAL, Role.VILLAGE})
"""The hospital treats the patient, the village officer visits them; everybody else can do their work with a mask."""


def admission_view(admission: Admission, by: Principal) -> AdmissionView:
    """A stay, with the name in full for those who need it to find the patient."""
    name = unseal(admission.name_sealed)
    return AdmissionView(
        **admission.model_dump(include=set(AdmissionView.model_fields) - {"status", "cause", "hospital_level"}),
        status=AdmissionStatus(admission.status),
        cause=Cause(admission.cause),
        hospital_level=HospitalLevel(admission.hospital_level),
        patient_name=name if by.role in SEES_NAMES else masked_name(name),
        id_number_masked=masked(unseal(admission.id_number_sealed)),
        region_name=name_of(admission.region),
    )


def settlement_view(settlement: Settlement, *, is_preview: bool = False, is_reversed: bool = False) -> SettlementView:
    """A settlement with all its reasons; a preview has no number that anybody could quote."""
    view = SettlementView.model_validate(settlement)
    changes = {"is_reversed": is_reversed} | ({"id": None} if is_preview else {})
    return view.model_copy(update=changes) if is_preview or is_reversed else view
