"""Stays: opened, agreed upon, discharged, taken back."""

from typing import Annotated

from fastapi import Path

from services.medical.api.views import admission_view, agreement_view
from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.cancel_admission import cancel_admission
from services.medical.operations.admission.cancel_discharge import cancel_discharge
from services.medical.operations.admission.discharge_patient import discharge_patient
from services.medical.operations.admission.sign_agreement import sign_agreement
from services.medical.rules import admission as rules
from services.medical.rules import claim, hospital
from services.medical.schemas.admission import (
    AdmissionView,
    AgreementView,
    CancelAdmission,
    CancelDischarge,
    DischargePatient,
    OpenAdmission,
    SignAgreement,
)
from services.medical.schemas.number import Numbered
from services.medical.store import admissions
from shared import clock
from shared.identity import InvalidIdNumber
from shared.policy.load import NoPolicyInForce
from shared.policy.plan import LevelUnknown, PlaceUnknown, SchemeUnknown
from shared.regions import UnknownRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/admissions", "就诊")

AdmissionId = Annotated[Numbered, Path(title="就诊登记编号", description="也可填国家交易的 mdtrt_id")]
Hospital = Annotated[Principal, may(Role.HOSPITAL)]
Reader = Annotated[Principal, may(Role.HOSPITAL, Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]

ADMITTING = (
    InvalidIdNumber,
    UnknownRegion,
    NoPolicyInForce,
    rules.DateOutOfOrder,
    rules.PatientOfAnotherCounty,
    rules.HospitalUnknown,
    hospital.HospitalLevelContradicts,
    hospital.HospitalLevelMissing,
    LevelUnknown,
    SchemeUnknown,
    PlaceUnknown,
)


@router.post("", status_code=201, summary="入院（就诊）登记", responses=refuses(*ADMITTING, rules.AlreadyAdmitted))
async def create_admission(form: OpenAdmission, session: Transaction, by: Hospital) -> AdmissionView:
    """符合先诊疗后付费条件的患者不收押金，理由见 deposit_reason。门诊就诊填写 visit，不涉及押金。"""
    admission = await admit_patient(session, form, by=by, on=clock.today())
    return admission_view(admission, by, await admissions.find_agreement(session, admission.id))


@router.get("/{admission_id}", summary="查询就诊登记", responses=refuses(rules.NoSuchAdmission))
async def read_admission(admission_id: AdmissionId, session: Transaction, by: Reader) -> AdmissionView:
    """医疗机构与患者所在村可见患者全名，其他人只见掩码。"""
    admission = await admissions.get_admission(session, admission_id)
    return admission_view(admission, by, await admissions.find_agreement(session, admission_id))


@router.post(
    "/{admission_id}/agreement",
    status_code=201,
    summary="补签先诊疗后付费协议",
    responses=refuses(
        rules.NoSuchAdmission, claim.NotWithoutDeposit, claim.AgreementAlreadySigned, rules.DateOutOfOrder, NoPolicyInForce
    ),
)
async def create_agreement(admission_id: AdmissionId, form: SignAgreement, session: Transaction, by: Hospital) -> AgreementView:
    """免押金入院时没有签的，入院后补签；每次就诊一份，签后不改。"""
    _, agreement = await sign_agreement(session, form, admission_id=admission_id, by=by, on=clock.today())
    return agreement_view(agreement, by)


@router.post(
    "/{admission_id}/discharge",
    status_code=201,
    summary="出院登记",
    responses=refuses(rules.NoSuchAdmission, rules.NotAnInpatient, rules.NotInHospital, rules.DateOutOfOrder),
)
async def create_discharge(
    admission_id: AdmissionId, form: DischargePatient, session: Transaction, by: Hospital
) -> AdmissionView:
    """出院后、结算前仍可补传出院日及以前的费用；结算时不必再填出院日期。"""
    stay = await discharge_patient(session, form, admission_id=admission_id, by=by, on=clock.today())
    return admission_view(stay, by, await admissions.find_agreement(session, admission_id))


@router.post(
    "/{admission_id}/discharge-cancellation",
    status_code=201,
    summary="撤销出院",
    responses=refuses(rules.NoSuchAdmission, rules.NotDischarged, rules.AlreadySettled, rules.AlreadyAdmitted),
)
async def create_discharge_cancellation(
    admission_id: AdmissionId, form: CancelDischarge, session: Transaction, by: Hospital
) -> AdmissionView:
    """结算之前可以撤销；已结算的先冲正。"""
    stay = await cancel_discharge(session, form, admission_id=admission_id, by=by)
    return admission_view(stay, by, await admissions.find_agreement(session, admission_id))


@router.post(
    "/{admission_id}/cancellation",
    status_code=201,
    summary="撤销入院（就诊）登记",
    responses=refuses(rules.NoSuchAdmission, rules.NotInHospital, rules.HasCharges),
)
async def create_cancellation(
    admission_id: AdmissionId, form: CancelAdmission, session: Transaction, by: Hospital
) -> AdmissionView:
    """没有费用（或费用已全部退回）、没有结算的登记可以撤销。"""
    stay = await cancel_admission(session, form, admission_id=admission_id, by=by)
    return admission_view(stay, by, await admissions.find_agreement(session, admission_id))
