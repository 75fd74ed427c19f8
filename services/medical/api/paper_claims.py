"""Claims on paper from hospitals that are not connected (异地手工报销): the county desk's door.

The desk stands where a hospital would: it opens the visit, enters the bill and settles it by the same operations.
"""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import Path, Query

from services.medical.api.admissions import ADMITTING
from services.medical.api.charges import RECORDING
from services.medical.api.settling import SETTLING
from services.medical.api.views import settlement_view
from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.claim.add_papers import add_papers
from services.medical.operations.claim.ask_payouts import ask_payouts
from services.medical.operations.claim.close_claim import close_claim
from services.medical.operations.claim.file_claim import file_claim
from services.medical.operations.claim.refuse_claim import refuse_claim
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules import claim as rules
from services.medical.rules.claim import ClaimStatus, Paper, desk_of
from services.medical.schemas.charge import RecordCharges
from services.medical.schemas.claim import AddPapers, ClaimView, FileClaim, RefuseClaim, SettleClaim, SettledClaimView
from services.medical.schemas.settlement import SettleAdmission
from services.medical.store import admissions, claims
from services.medical.tables import Admission, PaperClaim
from shared import clock
from shared.identity import masked_name
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/paper-claims", "手工报销")

ClaimId = Annotated[UUID, Path(title="手工报销编号")]
Clerk = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.COUNTY, Role.TOWN, Role.AUDITOR)]
Status = Annotated[ClaimStatus | None, Query(title="状态", description=rules.CLAIMS_SPOKEN)]
Overdue = Annotated[bool, Query(title="只列逾期未办结的")]

DECIDING = (rules.NoSuchClaim, rules.ClaimDecided)


@router.post(
    "",
    status_code=201,
    summary="受理手工报销",
    responses=refuses(*dict.fromkeys((*ADMITTING, *RECORDING)), rules.InvoiceAlreadyClaimed, rules.ClaimAmountsDoNotAddUp),
)
async def create_claim(form: FileClaim, session: Transaction, by: Clerk) -> ClaimView:
    """异地或未联网医疗机构的票据。材料不齐也可先受理，补齐后结算；自受理次日起七日内办结。"""
    desk, today = replace(by, org=desk_of(form.region)), clock.today()
    visit = await admit_patient(session, form.opening(), by=desk, on=today, is_paper=True)
    claim = await file_claim(session, form, admission_id=visit.id, by=desk, on=today)
    if form.lines:
        await record_charges(session, RecordCharges(lines=form.lines), admission_id=visit.id, by=desk, on=today)
    return await _view(session, claim)


@router.post("/{claim_id}/papers", status_code=201, summary="登记补交的材料", responses=refuses(*DECIDING))
async def create_papers(claim_id: ClaimId, form: AddPapers, session: Transaction, by: Clerk) -> ClaimView:
    """办结期限不因补交材料而延长。"""
    return await _view(session, await add_papers(session, form, claim_id=claim_id))


@router.post(
    "/{claim_id}/settlement",
    status_code=201,
    summary="结算手工报销",
    responses=refuses(*DECIDING, rules.PapersMissing, *SETTLING),
)
async def create_claim_settlement(claim_id: ClaimId, form: SettleClaim, session: Transaction, by: Clerk) -> SettledClaimView:
    """材料齐全后，与联网结算走同一条路；他处已支付的据实列入。各支付方应付的随即请求资金服务发放本人。"""
    claim = await close_claim(session, claim_id=claim_id)
    visit = await admissions.get_admission(session, claim.admission_id)
    settlement = await settle_admission(
        session, SettleAdmission(), admission_id=visit.id, by=replace(by, org=desk_of(visit.region)), on=clock.today()
    )
    await ask_payouts(session, settlement, by=by, on=clock.today())
    return SettledClaimView(claim=await _view(session, claim), settlement=settlement_view(settlement))


@router.post("/{claim_id}/refusal", status_code=201, summary="退回手工报销", responses=refuses(*DECIDING))
async def create_claim_refusal(claim_id: ClaimId, form: RefuseClaim, session: Transaction, by: Clerk) -> ClaimView:
    """写明原因退回申请人；同一票据可以重新受理。"""
    return await _view(session, await refuse_claim(session, form, claim_id=claim_id))


@router.get("/{claim_id}", summary="查询手工报销", responses=refuses(rules.NoSuchClaim))
async def read_claim(claim_id: ClaimId, session: Transaction, by: Reader) -> ClaimView:
    return await _view(session, await claims.get_claim(session, claim_id))


@router.get("", summary="手工报销列表", responses=refuses(UnreadableCursor))
async def list_claims(
    session: Transaction,
    by: Reader,
    status: Status = None,
    overdue: Overdue = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ClaimView]:
    """按受理先后排列。"""
    late_on = clock.today() if overdue else None
    found = await claims.list_claims(session, status=status, overdue_on=late_on, after=place(after), limit=limit)
    rows = [await _view(session, claim) for claim in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


async def _view(session: Transaction, claim: PaperClaim) -> ClaimView:
    return claim_view(claim, await admissions.get_admission(session, claim.admission_id))


def claim_view(claim: PaperClaim, visit: Admission) -> ClaimView:
    """Masked: the desk has the papers themselves."""
    payee, status = orjson.loads(unseal(claim.payee_sealed)), ClaimStatus(claim.status)
    papers = [Paper(paper) for paper in claim.papers]
    return ClaimView(
        **claim.model_dump(include=set(ClaimView.model_fields) - {"status", "papers"}),
        status=status,
        patient_name=masked_name(unseal(visit.name_sealed)),
        total_fen=visit.total_fen,
        papers=papers,
        missing=rules.missing(papers),
        payee_name=masked_name(payee["name"]),
        payee_account=payee["account"][-4:],
        is_overdue=status is ClaimStatus.RECEIVED and claim.due_on < clock.today(),
        settlement_id=visit.settlement_id,
    )
