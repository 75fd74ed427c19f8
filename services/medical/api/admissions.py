"""Stays: admitted, charged, previewed, settled."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.medical.api.views import admission_view, settlement_view
from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules import admission as rules
from services.medical.rules import line
from services.medical.schemas.admission import AdmissionView, OpenAdmission
from services.medical.schemas.charge import ChargesView, ChargeView, RecordCharges
from services.medical.schemas.settlement import SettleAdmission, SettlementView
from services.medical.store import admissions
from shared import clock
from shared.identity import InvalidIdNumber
from shared.pages import Page
from shared.policy.load import NoPolicyInForce
from shared.regions import UnknownRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/admissions", "就诊")

AdmissionId = Annotated[UUID, Path(title="就诊登记编号")]
Hospital = Annotated[Principal, may(Role.HOSPITAL)]
Reader = Annotated[Principal, may(Role.HOSPITAL, Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
BillReader = Annotated[Principal, may(Role.HOSPITAL, Role.TOWN, Role.COUNTY, Role.AUDITOR)]

SETTLING = refuses(rules.NoSuchAdmission, rules.AlreadySettled, rules.NothingToSettle, rules.DateOutOfOrder, NoPolicyInForce)


@router.post(
    "",
    status_code=201,
    summary="入院登记",
    responses=refuses(
        InvalidIdNumber,
        UnknownRegion,
        NoPolicyInForce,
        rules.DateOutOfOrder,
        rules.AlreadyAdmitted,
        rules.PatientOfAnotherCounty,
        rules.HospitalUnknown,
    ),
)
async def create_admission(form: OpenAdmission, session: Transaction, by: Hospital) -> AdmissionView:
    """符合先诊疗后付费条件的患者不收押金,理由见 deposit_reason。"""
    return admission_view(await admit_patient(session, form, by=by, on=clock.today()), by)


@router.get("/{admission_id}", summary="查询就诊登记", responses=refuses(rules.NoSuchAdmission))
async def read_admission(admission_id: AdmissionId, session: Transaction, by: Reader) -> AdmissionView:
    """医疗机构与患者所在村可见患者全名,其他人只见掩码。"""
    return admission_view(await admissions.get_admission(session, admission_id), by)


@router.post(
    "/{admission_id}/charges",
    status_code=201,
    summary="上传费用明细",
    responses=refuses(
        rules.NoSuchAdmission,
        rules.AdmissionSettled,
        rules.DateOutOfOrder,
        line.AmountIsNotQuantityTimesPrice,
        line.SelfPayRatioNotForClass,
        line.DuplicateLineNumbers,
        line.LineAlreadyRecorded,
        line.BillTooLarge,
    ),
)
async def create_charges(admission_id: AdmissionId, form: RecordCharges, session: Transaction, by: Hospital) -> ChargesView:
    """整批记入;有一行不合规定,整批不记。"""
    return await record_charges(session, form, admission_id=admission_id, by=by, on=clock.today())


@router.get("/{admission_id}/charges", summary="查询费用明细", responses=refuses(rules.NoSuchAdmission))
async def list_charges(
    admission_id: AdmissionId,
    session: Transaction,
    by: BillReader,
    after: Annotated[int, Query(title="从此行号之后", ge=0, le=2_000_000_000)] = 0,
    limit: Annotated[int, Query(title="每页条数", ge=1, le=500)] = 100,
) -> Page[ChargeView]:
    """按行号排列;next 为空表示已到末页,否则作为 after 取下一页。"""
    await admissions.get_admission(session, admission_id)
    found = await admissions.list_charges(session, admission_id, after=after, limit=limit)
    rows = [ChargeView.model_validate(charge) for charge in found[:limit]]
    return Page(rows=rows, next=str(rows[-1].line_no) if len(found) > limit else None)


@router.post("/{admission_id}/settlement-previews", summary="预结算", responses=SETTLING)
async def create_settlement_preview(
    admission_id: AdmissionId, form: SettleAdmission, session: Transaction, by: Hospital
) -> SettlementView:
    """与正式结算走同一条路,只是不落账。"""
    preview = await settle_admission(session, form, admission_id=admission_id, by=by, on=clock.today(), dry_run=True)
    return settlement_view(preview, is_preview=True)


@router.post("/{admission_id}/settlement", status_code=201, summary="出院结算", responses=SETTLING)
async def create_settlement(
    admission_id: AdmissionId, form: SettleAdmission, session: Transaction, by: Hospital
) -> SettlementView:
    """一次算清所有支付方;患者只付个人负担部分。"""
    return settlement_view(await settle_admission(session, form, admission_id=admission_id, by=by, on=clock.today()))
