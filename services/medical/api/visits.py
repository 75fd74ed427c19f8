"""Visits without a bed: everything in one call, in one transaction. Step by step they go through the doors of stays."""

from services.medical.api.admissions import ADMITTING, Hospital
from services.medical.api.charges import RECORDING
from services.medical.api.settling import SETTLING
from services.medical.api.views import admission_view, settlement_view
from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.schemas.visit import SettleVisit, VisitView
from services.medical.store import admissions
from shared import clock
from shared.service import Transaction, door, refuses

router = door("/visits", "门诊")


@router.post(
    "",
    status_code=201,
    summary="门诊、慢特病就诊一次办理",
    responses=refuses(*dict.fromkeys((*ADMITTING, *RECORDING, *SETTLING))),
)
async def create_visit(form: SettleVisit, session: Transaction, by: Hospital) -> VisitView:
    """登记、上传费用、结算一次完成，要么全部生效，要么全部不生效；不涉及押金。"""
    today = clock.today()
    admission = await admit_patient(session, form.opening(), by=by, on=today)
    charged = await record_charges(session, form.charging(), admission_id=admission.id, by=by, on=today)
    settlement = await settle_admission(session, form.settling(), admission_id=admission.id, by=by, on=today)
    admission = await admissions.get_admission(session, admission.id)
    return VisitView(admission=admission_view(admission, by), charges=charged, settlement=settlement_view(settlement))
