"""Claims of the special insurance: reported, accepted, completed, assessed by one person, decided by another, paid."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from services.medical.api.beneficiaries import InRegion
from services.medical.api.insurance_views import claim_view, claim_views, claimable_views, claims_workbook, figures_view
from services.medical.api.roster_views import within
from services.medical.operations.insurance_claim.accept_claim import accept_claim
from services.medical.operations.insurance_claim.assess_claim import assess_claim
from services.medical.operations.insurance_claim.decide_claim import decide_claim
from services.medical.operations.insurance_claim.receive_papers import receive_papers
from services.medical.operations.insurance_claim.record_compensation import record_compensation
from services.medical.operations.insurance_claim.reopen_claim import reopen_claim
from services.medical.operations.insurance_claim.report_loss import report_loss
from services.medical.operations.insurance_claim.request_papers import request_papers
from services.medical.rules import insurance_claim as rules
from services.medical.rules.admission import NoSuchAdmission
from services.medical.rules.insurance import NoSuchBenefit
from services.medical.rules.insurance_claim import CLAIM_STATUSES_SPOKEN, InsuranceClaimStatus
from services.medical.rules.reversal import NoSuchSettlement
from services.medical.schemas.insurance_claim import (
    AcceptClaim,
    AssessClaim,
    ClaimableView,
    ClaimHistoryView,
    ClaimStepView,
    DecideClaim,
    InsuranceClaimView,
    InsuranceFiguresView,
    InsurerEntryView,
    ReceivePapers,
    RecordCompensation,
    ReopenClaim,
    ReportLoss,
    RequestPapers,
)
from services.medical.store import insurance_claims, settlements
from shared import clock
from shared.attachments import AS_WORKBOOK
from shared.identity import InvalidIdNumber
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.policy.load import NoPolicyInForce
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT

router = door("/insurance-claims", "扶贫特惠保险理赔")

STEPS_LIMIT = 500
ClaimId = Annotated[UUID, Path(title="理赔编号")]
Clerk = Annotated[Principal, may(Role.COUNTY)]
Reporter = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]
Status = Annotated[InsuranceClaimStatus | None, Query(title="状态", description=CLAIM_STATUSES_SPOKEN)]
Benefit = Annotated[str, Query(title="保险责任代码", pattern=r"^[a-z0-9-]*$", max_length=60)]
Year = Annotated[int | None, Query(title="保险年度", ge=2010, le=2100)]
OfYear = Annotated[int, Query(title="保险年度", ge=2010, le=2100)]
OfRegion = Annotated[AnyRegion, Query(title="地区代码", description="县区或其镇街")]
Overdue = Annotated[bool, Query(title="只列逾期的")]

MOVING = (rules.NoSuchInsuranceClaim, NoPolicyInForce, OutsideRegion, rules.InsuranceClaimStateForbids)


@router.post(
    "",
    status_code=201,
    summary="报案",
    responses=refuses(
        InvalidIdNumber,
        NoPolicyInForce,
        NoSuchBenefit,
        NoSuchSettlement,
        NoSuchAdmission,
        OutsideRegion,
        rules.NotInsured,
        rules.PaidInSettlement,
        rules.EventOutOfOrder,
        rules.ClaimTooLate,
        rules.BillMissing,
        rules.BillIsSettledHere,
        rules.BillOfAnother,
        rules.SettlementTakenBack,
        rules.BillNotOfThisBenefit,
        rules.AlreadyClaimed,
    ),
)
async def create_insurance_claim(form: ReportLoss, session: Transaction, by: Reporter) -> InsuranceClaimView:
    """随一站式结算赔付的责任不能另行报案；账单已在平台结算的，填结算编号，以其个人负担为准，不重复赔付。"""
    return await claim_view(session, await report_loss(session, form, by=by, on=clock.today()))


@router.get(
    "/claimability",
    summary="一次结算可申请哪些保险责任",
    responses=refuses(NoSuchSettlement, NoSuchAdmission, NoPolicyInForce),
)
async def read_claimability(
    session: Transaction, by: Reader, settlement_id: Annotated[UUID, Query(title="结算编号")]
) -> list[ClaimableView]:
    """逐项责任：已随结算赔付多少、可否另行申请、至多多少、为什么。"""
    settlement = await settlements.get_settlement(session, settlement_id)
    reversal = await settlements.find_reversal(session, settlement_id)
    return await claimable_views(session, settlement, is_reversed=reversal is not None)


@router.get("/figures", summary="特惠保险年度统计（赔付率）", responses=refuses(NoPolicyInForce))
async def read_figures(session: Transaction, by: Reader, year: OfYear, region: OfRegion) -> InsuranceFiguresView:
    """保费、参保人数、各项责任的件数与金额（含随结算赔付的）、赔付率、保险公司尚欠。"""
    return await figures_view(session, year=year, region=region, on=clock.today())


@router.get("/list.xlsx", summary="理赔列表（工作簿）", response_class=Response, responses=AS_WORKBOOK | refuses(NoPolicyInForce))
async def read_claims_workbook(
    session: Transaction, by: Reader, year: OfYear, region: OfRegion, benefit: Benefit = "", status: Status = None
) -> Response:
    """理赔（掩码）与随结算赔付的各一张表。"""
    found = await insurance_claims.list_claims(
        session,
        region=within(by, region),
        year=year,
        benefit=benefit,
        status=status,
        overdue_on=None,
        after=None,
        limit=ROWS_LIMIT,
    )
    views = await claim_views(session, found[:ROWS_LIMIT])
    asked = (benefit, status.value if status else "")
    return await claims_workbook(session, by, views, year=year, region=region, filters=asked)


@router.get("", summary="理赔列表", responses=refuses(UnreadableCursor))
async def list_insurance_claims(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    year: Year = None,
    benefit: Benefit = "",
    status: Status = None,
    overdue: Overdue = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[InsuranceClaimView]:
    """按报案先后排列。"""
    found = await insurance_claims.list_claims(
        session,
        region=within(by, region),
        year=year,
        benefit=benefit,
        status=status,
        overdue_on=clock.today() if overdue else None,
        after=place(after),
        limit=limit,
    )
    rows = await claim_views(session, found[:limit])
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/{claim_id}", summary="查询理赔及其经过", responses=refuses(rules.NoSuchInsuranceClaim))
async def read_insurance_claim(claim_id: ClaimId, session: Transaction, by: Reader) -> ClaimHistoryView:
    claim = await insurance_claims.get_claim(session, claim_id)
    steps = await insurance_claims.list_steps(session, claim_id, limit=STEPS_LIMIT)
    entries = await insurance_claims.list_entries(session, claim_id, limit=STEPS_LIMIT)
    return ClaimHistoryView(
        claim=await claim_view(session, claim),
        steps=[ClaimStepView.model_validate(step) for step in steps],
        entries=[InsurerEntryView.model_validate(entry) for entry in entries],
    )


@router.post("/{claim_id}/acceptance", status_code=201, summary="受理", responses=refuses(*MOVING, rules.NoSuchPaper))
async def create_acceptance(claim_id: ClaimId, form: AcceptClaim, session: Transaction, by: Clerk) -> InsuranceClaimView:
    """材料不齐也可受理；核定期限自次日起算。"""
    return await claim_view(session, await accept_claim(session, form, claim_id=claim_id, by=by, on=clock.today()))


@router.post(
    "/{claim_id}/paper-requests",
    status_code=201,
    summary="通知补正",
    responses=refuses(*MOVING, rules.NoSuchPaper, rules.NothingToAskFor),
)
async def create_paper_request(claim_id: ClaimId, form: RequestPapers, session: Transaction, by: Clerk) -> InsuranceClaimView:
    """一次性告知；补正期间不计入核定期限。"""
    return await claim_view(session, await request_papers(session, form, claim_id=claim_id, by=by, on=clock.today()))


@router.post("/{claim_id}/papers", status_code=201, summary="登记补正的材料", responses=refuses(*MOVING, rules.NoSuchPaper))
async def create_insurance_papers(
    claim_id: ClaimId, form: ReceivePapers, session: Transaction, by: Reporter
) -> InsuranceClaimView:
    """收齐后自动恢复核定，期限顺延。"""
    return await claim_view(session, await receive_papers(session, form, claim_id=claim_id, by=by, on=clock.today()))


@router.post(
    "/{claim_id}/assessment",
    status_code=201,
    summary="核定",
    responses=refuses(*MOVING, rules.PapersIncomplete, rules.NothingAssessed, rules.AboveWhatIsPayable, rules.BelowWhatIsPaid),
)
async def create_assessment(claim_id: ClaimId, form: AssessClaim, session: Transaction, by: Clerk) -> InsuranceClaimView:
    """登记保险公司核定的金额或拒赔意见，由另一人复核后生效。"""
    return await claim_view(session, await assess_claim(session, form, claim_id=claim_id, by=by))


@router.post(
    "/{claim_id}/decision",
    status_code=201,
    summary="复核",
    responses=refuses(
        *MOVING,
        rules.DecidedByItsAssessor,
        rules.DecisionNotAsSeen,
        rules.SettlementTakenBack,
        rules.NothingAssessed,
        rules.AboveWhatIsPayable,
        rules.BelowWhatIsPaid,
    ),
)
async def create_claim_decision(claim_id: ClaimId, form: DecideClaim, session: Transaction, by: Clerk) -> InsuranceClaimView:
    """由核定人以外的人复核；同意赔付的记入保险公司应付，同意拒赔的三日内送达通知书。"""
    return await claim_view(session, await decide_claim(session, form, claim_id=claim_id, by=by, on=clock.today()))


@router.post(
    "/{claim_id}/compensation",
    status_code=201,
    summary="登记赔付",
    responses=refuses(*MOVING, rules.EventOutOfOrder, rules.CompensationDiffers),
)
async def create_compensation(claim_id: ClaimId, form: RecordCompensation, session: Transaction, by: Clerk) -> InsuranceClaimView:
    """凭保险公司的付款凭证登记，一次付清。"""
    claim = await record_compensation(session, form, claim_id=claim_id, by=by, on=clock.today())
    return await claim_view(session, claim)


@router.post(
    "/{claim_id}/reopening",
    status_code=201,
    summary="重新核定",
    responses=refuses(*MOVING, rules.AlreadyClaimed),
)
async def create_reopening(claim_id: ClaimId, form: ReopenClaim, session: Transaction, by: Clerk) -> InsuranceClaimView:
    """拒赔、已核定或已赔付的，说明理由重新核定；尚未赔付的撤回，已赔付的保留。"""
    return await claim_view(session, await reopen_claim(session, form, claim_id=claim_id, by=by, on=clock.today()))
