"""The work of projects: progress, inspections, results, hand-over, maintenance and benefits."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.funds.api.projects import County, Officer, ProjectId, Reader
from services.funds.operations.work import hand_over_project as handing
from services.funds.operations.work import inspect_project as inspecting
from services.funds.operations.work import measure_targets as measuring
from services.funds.operations.work import mend_finding as mending
from services.funds.operations.work import record_benefit as benefiting
from services.funds.operations.work import record_maintenance as maintaining
from services.funds.operations.work import report_progress as reporting
from services.funds.rules import work as rules
from services.funds.rules.paper import PaperNotOfMatter
from services.funds.rules.project import NoSuchProject, ProjectStateForbids
from services.funds.rules.proposal import FewerPersonsThanHouseholds
from services.funds.rules.review import NotHeldYet, PapersMissing
from services.funds.rules.target import TargetsNotMeasured, TargetsUnknown
from services.funds.schemas.work import (
    BenefitView,
    DutyDoneView,
    FindingView,
    HandOverProject,
    HandOverView,
    InspectionView,
    InspectProject,
    MaintenanceView,
    MeasureTargets,
    MendFinding,
    RecordBenefit,
    RecordMaintenance,
    ReportProgress,
    ReportView,
    ThingView,
    WorkView,
)
from services.funds.store import work as store
from services.funds.store.project import get_project
from shared import clock
from shared.service import Transaction, door, refuses

router = door("/projects", "项目实施与管护")

FindingId = Annotated[UUID, Path(title="问题编号")]
DutyId = Annotated[UUID, Path(title="管护事项编号")]
_ALL = (NoSuchProject, ProjectStateForbids, PaperNotOfMatter, NotHeldYet)


@router.get("/{project_id}/work", summary="项目的实施情况", responses=refuses(NoSuchProject))
async def show_work(project_id: ProjectId, session: Transaction, by: Reader) -> WorkView:
    """进度、检查、问题、移交、管护和收益分配。"""
    return await _shown(session, project_id)


@router.post(
    "/{project_id}/reports",
    status_code=201,
    summary="报送进度",
    responses=refuses(*_ALL, rules.ReportedBefore, rules.ProgressGoesBack),
)
async def post_report(project_id: ProjectId, form: ReportProgress, session: Transaction, by: Officer) -> WorkView:
    """进度为 100% 即完工，等待验收。"""
    await reporting.report_progress(session, project_id, form, by=by, at=clock.now())
    return await _shown(session, project_id)


@router.post(
    "/{project_id}/inspections",
    status_code=201,
    summary="登记检查、验收或后评价",
    responses=refuses(*_ALL, rules.FindingsMissing, rules.FindingsUnmended, PapersMissing, TargetsNotMeasured),
)
async def post_inspection(project_id: ProjectId, form: InspectProject, session: Transaction, by: County) -> WorkView:
    """有问题未整改的不能通过验收；绩效未自评的不能后评价。验收通过随即公示。"""
    await inspecting.inspect_project(session, project_id, form, by=by, at=clock.now())
    return await _shown(session, project_id)


@router.post(
    "/{project_id}/findings/{finding_id}/mending",
    summary="登记整改",
    responses=refuses(*_ALL, rules.NoSuchFinding, rules.AlreadyMended),
)
async def post_mending(
    project_id: ProjectId, finding_id: FindingId, form: MendFinding, session: Transaction, by: Officer
) -> WorkView:
    await mending.mend_finding(session, project_id, finding_id, form, by=by, at=clock.now())
    return await _shown(session, project_id)


@router.post(
    "/{project_id}/results",
    summary="绩效自评",
    responses=refuses(NoSuchProject, ProjectStateForbids, NotHeldYet, TargetsUnknown),
)
async def post_results(project_id: ProjectId, form: MeasureTargets, session: Transaction, by: Officer) -> WorkView:
    """对每个绩效指标填报完成值，按权重计分（90 优、80 良、60 中）。"""
    await measuring.measure_targets(session, project_id, form, by=by, at=clock.now())
    return await _shown(session, project_id)


@router.post(
    "/{project_id}/hand-over",
    status_code=201,
    summary="移交",
    responses=refuses(*_ALL, rules.FindingsUnmended, PapersMissing),
)
async def post_hand_over(project_id: ProjectId, form: HandOverProject, session: Transaction, by: County) -> WorkView:
    """登记接收单位、移交资产和管护责任；移交资产供帮扶资产台账登记。"""
    await handing.hand_over_project(session, project_id, form, by=by, at=clock.now())
    return await _shown(session, project_id)


@router.post(
    "/{project_id}/maintenance/{duty_id}",
    status_code=201,
    summary="登记管护",
    responses=refuses(*_ALL, rules.NoSuchMaintenance),
)
async def post_maintenance(
    project_id: ProjectId, duty_id: DutyId, form: RecordMaintenance, session: Transaction, by: Officer
) -> WorkView:
    await maintaining.record_maintenance(session, project_id, duty_id, form, by=by, at=clock.now())
    return await _shown(session, project_id)


@router.post(
    "/{project_id}/benefits",
    status_code=201,
    summary="登记收益分配",
    responses=refuses(*_ALL, FewerPersonsThanHouseholds),
)
async def post_benefit(project_id: ProjectId, form: RecordBenefit, session: Transaction, by: Officer) -> WorkView:
    """只登记合计，不登记到户明细；到户发放在资产收益分配中办理。"""
    await benefiting.record_benefit(session, project_id, form, by=by, at=clock.now())
    return await _shown(session, project_id)


async def _shown(session: Transaction, project_id: UUID) -> WorkView:
    project = await get_project(session, project_id)
    duties = await store.list_duties(session, project.id)
    done = await store.list_duties_done(session, [duty.id for duty in duties])
    handed = await store.find_hand_over(session, project.id)
    return WorkView(
        reports=[ReportView.model_validate(each) for each in await store.list_reports(session, project.id)],
        inspections=[InspectionView.model_validate(each) for each in await store.list_inspections(session, project.id)],
        findings=[FindingView.model_validate(each) for each in await store.list_findings(session, project.id)],
        hand_over=HandOverView.model_validate(
            {**handed[0].model_dump(), "things": [ThingView.model_validate(thing) for thing in handed[1]]}
        )
        if handed
        else None,
        maintenance=[
            MaintenanceView.model_validate(
                {
                    **duty.model_dump(),
                    "done": [DutyDoneView.model_validate(each) for each in done if each.duty_id == duty.id],
                }
            )
            for duty in duties
        ],
        benefits=[BenefitView.model_validate(each) for each in await store.list_benefits(session, project.id)],
    )
