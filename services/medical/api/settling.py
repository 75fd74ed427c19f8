"""A stay's bill: previewed, settled in the middle of the stay, settled at its end."""

from typing import Annotated

from services.medical.api.admissions import AdmissionId, Hospital
from services.medical.api.views import settlement_view
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules import admission as rules
from services.medical.schemas.settlement import SettleAdmission, SettleInterim, SettlementView
from services.medical.store import admissions, settlements
from shared import clock
from shared.policy.evaluate import (
    LevelUnknown,
    PaidMoreThanLeft,
    PartsNeeded,
    PlaceUnknown,
    SchemeUnknown,
    VisitUnknown,
)
from shared.policy.income import IncomeNeeded, IncomeNotPublished
from shared.policy.load import NoPolicyInForce
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/admissions", "结算")

Reader = Annotated[Principal, may(Role.HOSPITAL, Role.TOWN, Role.COUNTY, Role.AUDITOR)]

SETTLING = (
    rules.NoSuchAdmission,
    rules.AlreadySettled,
    rules.AdmissionCancelled,
    rules.NothingToSettle,
    rules.DateOutOfOrder,
    rules.NotDischarged,
    rules.DischargedOnAnotherDay,
    NoPolicyInForce,
    LevelUnknown,
    SchemeUnknown,
    VisitUnknown,
    PlaceUnknown,
    PartsNeeded,
    PaidMoreThanLeft,
    IncomeNeeded,
    IncomeNotPublished,
)


@router.post("/{admission_id}/settlement-previews", summary="预结算", responses=refuses(*SETTLING))
async def create_settlement_preview(
    admission_id: AdmissionId, form: SettleAdmission, session: Transaction, by: Hospital
) -> SettlementView:
    """与正式结算走同一条路，只是不落账。"""
    preview = await settle_admission(session, form, admission_id=admission_id, by=by, on=clock.today(), dry_run=True)
    return settlement_view(preview, is_preview=True)


@router.post("/{admission_id}/settlement", status_code=201, summary="出院（门诊）结算", responses=refuses(*SETTLING))
async def create_settlement(
    admission_id: AdmissionId, form: SettleAdmission, session: Transaction, by: Hospital
) -> SettlementView:
    """一次算清所有支付方；患者只付个人负担部分。有过中途结算的，只结其余部分；此前多付的在本次退回，金额为负，预结算时即列明。"""
    return settlement_view(await settle_admission(session, form, admission_id=admission_id, by=by, on=clock.today()))


@router.post(
    "/{admission_id}/interim-settlements",
    status_code=201,
    summary="中途结算",
    responses=refuses(*SETTLING, rules.NotAnInpatient, rules.NotInHospital),
)
async def create_interim_settlement(
    admission_id: AdmissionId, form: SettleInterim, session: Transaction, by: Hospital
) -> SettlementView:
    """结清迄今已上传的费用，住院继续。起付线、住院次数不重复计算：各次结算合计与一次结清相同。"""
    asked = SettleAdmission(discharged_on=form.settled_on)
    interim = await settle_admission(session, asked, admission_id=admission_id, by=by, on=clock.today(), is_interim=True)
    return settlement_view(interim)


@router.get("/{admission_id}/settlements", summary="一次就诊的全部结算", responses=refuses(rules.NoSuchAdmission))
async def list_settlements(admission_id: AdmissionId, session: Transaction, by: Reader) -> list[SettlementView]:
    """含中途结算和已冲正的结算，按结算次序。"""
    await admissions.get_admission(session, admission_id)
    found = await settlements.list_of_stay(session, admission_id)
    return [settlement_view(one, is_reversed=reversal is not None) for one, reversal in found]
