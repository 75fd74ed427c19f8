"""Rows as this door's readers may see them."""

from services.medical.rules.admission import AdmissionStatus, Cause, HospitalLevel
from services.medical.rules.national.number import number_of, psn_no_of
from services.medical.rules.national.settlement import nationally
from services.medical.schemas.admission import AdmissionView
from services.medical.schemas.national.view import FundDetailView, NationalView
from services.medical.schemas.settlement import ResultView, SettlementView
from services.medical.store.national.shelf import book
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
    return SettlementView(
        **settlement.model_dump(include=set(SettlementView.model_fields) - {"id", "result"}),
        id=None if is_preview else settlement.id,
        is_reversed=is_reversed,
        result=ResultView.model_validate(settlement.result),
        national=national_view(settlement, is_preview=is_preview),
    )


def national_view(settlement: Settlement, *, is_preview: bool = False) -> NationalView:
    """The same settlement under its national names; the numbers in it are good at the national door."""
    known = book()
    insutype = known.terms.insutype_of_scheme[settlement.result.get("scheme", "resident")]
    amounts = nationally(settlement.result, known.payers, insutype=insutype)
    return NationalView(
        **{name: getattr(amounts, name) for name in amounts.__dataclass_fields__ if name != "setldetail"},
        setldetail=[FundDetailView.model_validate(detail) for detail in amounts.setldetail],
        mdtrt_id=number_of(settlement.admission_id),
        setl_id=None if is_preview else number_of(settlement.id),
        psn_no=psn_no_of(settlement.identity_hash),
        insutype=insutype,
        clr_optins=settlement.region[:6],
    )
