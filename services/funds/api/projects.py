"""The project library: proposed, handed in, approved, planned, given up; lists, the board, and one project with its timeline."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from services.funds.api.exports import Taking
from services.funds.operations.project import abandon_project as abandoning
from services.funds.operations.project import approve_project as approving
from services.funds.operations.project import plan_project as planning
from services.funds.operations.project import propose_project as proposing
from services.funds.operations.project import revise_project as revising
from services.funds.operations.project import submit_project as submitting
from services.funds.rules import proposal as rules
from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.budget import NoBudgetRule
from services.funds.rules.budget_line import NoSuchLine
from services.funds.rules.contract import LineOfAnotherProject
from services.funds.rules.paper import PaperNotOfMatter
from services.funds.rules.project import PROJECT_KIND_NAMES, PROJECT_STATE_NAMES, NoSuchProject, ProjectKind, ProjectState
from services.funds.rules.project import ProjectStateForbids as Forbids
from services.funds.rules.project_funding import LineNotForProjects, LineOfOtherSource, SourceWithoutRoom
from services.funds.rules.project_policy import NoProjectRule
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.rules.review import StepsRemain
from services.funds.rules.second_person import SamePerson
from services.funds.rules.work import MoneyOutstanding
from services.funds.schemas.project import (
    AbandonProject,
    ApproveProject,
    BoardRow,
    BoardView,
    EventView,
    FundingView,
    PlanProject,
    ProjectLine,
    ProjectSourceView,
    ProjectView,
    ProposeProject,
    TargetView,
)
from services.funds.store import project as store
from services.funds.store.contract import sum_paid
from services.funds.store.project_funding import list_funding, list_project_sources
from services.funds.tables import Project
from shared import clock
from shared.html import wall_clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import name_of
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal
from shared.workbook import ROWS_LIMIT, XLSX, Cell, Sheet, Yuan, workbook

router = door("/projects", "项目库")

ProjectId = Annotated[UUID, Path(title="项目编号（系统）")]
County = Annotated[Principal, may(Role.COUNTY)]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Proposer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]

Place = Annotated[str | None, Query(title="所在地区划代码（前缀）", pattern=r"^\d{2,12}$", examples=["371311"])]
State = Annotated[ProjectState | None, Query(title="状态")]
Kind = Annotated[ProjectKind | None, Query(title="类别")]
Year = Annotated[int | None, Query(title="计划年度", ge=2000, le=2100)]
InLibrary = Annotated[bool | None, Query(title="是否已入库")]
Late = Annotated[bool, Query(title="只看逾期未办的")]

WHOLE = (
    rules.EndsBeforeItBegins,
    rules.SourceNamedTwice,
    rules.TargetWeightsNotWhole,
    rules.FewerPersonsThanHouseholds,
    *PUBLIC_TEXT_LAWS,
)
COLUMNS = (
    ("项目编号", 20),
    ("项目名称", 28),
    ("类别", 12),
    ("所在地", 24),
    ("建设地点", 20),
    ("建设任务", 36),
    ("补助标准", 24),
    ("资金来源", 28),
    ("资金规模（元）", 16),
    ("批复资金（元）", 16),
    ("开工日期", 12),
    ("完工日期", 12),
    ("实施单位", 22),
    ("责任人", 10),
    ("绩效目标", 36),
    ("带贫机制", 36),
    ("带动户数", 10),
    ("带动人数", 10),
    ("计划年度", 10),
    ("状态", 14),
)
"""What 国开办发〔2018〕11号 names: 名称 地点 任务 标准 来源规模 期限 单位责任人 绩效 带贫."""


@router.post("", status_code=201, summary="申报项目", responses=refuses(OutsideRegion, *WHOLE))
async def post_project(form: ProposeProject, session: Transaction, by: Proposer) -> ProjectView:
    """记为草拟，编号随即产生（P-县区-年度-序号）；提交后进入评审程序。"""
    return await _shown(session, await proposing.propose_project(session, form, by=by, at=clock.now()))


@router.put("/{project_id}", summary="修改申报", responses=refuses(NoSuchProject, Forbids, rules.PlaceStays, *WHOLE))
async def put_project(project_id: ProjectId, form: ProposeProject, session: Transaction, by: Proposer) -> ProjectView:
    """草拟和退回修改的项目可以修改；编号和所在地不变。"""
    return await _shown(session, await revising.revise_project(session, project_id, form, by=by, at=clock.now()))


@router.post("/{project_id}/submission", summary="提交评审", responses=refuses(NoSuchProject, Forbids, NoProjectRule))
async def post_submission(project_id: ProjectId, session: Transaction, by: Proposer) -> ProjectView:
    """退回修改后再次提交的，从评审程序的第一个环节重新开始。"""
    return await _shown(session, await submitting.submit_project(session, project_id, by=by, at=clock.now()))


@router.post(
    "/{project_id}/approval",
    summary="批复立项",
    responses=refuses(
        NoSuchProject,
        Forbids,
        StepsRemain,
        SamePerson,
        rules.AboveWhatWasPlanned,
        PaperNotOfMatter,
        *PUBLIC_TEXT_LAWS,
        NoSuchLine,
        LineOfAnotherProject,
        LineNotForProjects,
        LineOfOtherSource,
        SourceWithoutRoom,
        NoBudgetRule,
    ),
)
async def post_approval(project_id: ProjectId, form: ApproveProject, session: Transaction, by: County) -> ProjectView:
    """评审程序全部走完、由申报人以外的人批复；批复随即公示。

    批复金额按申报的各来源分摊（最大余数法，余数相同的按当地规则的来源先后）；写明指标的，随即从各来源的指标划入本项目的指标并逐笔公示。
    """
    return await _shown(session, await approving.approve_project(session, project_id, form, by=by, at=clock.now()))


@router.post("/{project_id}/plan", summary="列入年度计划", responses=refuses(NoSuchProject, Forbids))
async def post_plan(project_id: ProjectId, form: PlanProject, session: Transaction, by: County) -> ProjectView:
    return await _shown(session, await planning.plan_project(session, project_id, form, by=by, at=clock.now()))


@router.post(
    "/{project_id}/abandonment",
    summary="终止项目",
    responses=refuses(NoSuchProject, Forbids, MoneyOutstanding, *PUBLIC_TEXT_LAWS),
)
async def post_abandonment(project_id: ProjectId, form: AbandonProject, session: Transaction, by: County) -> ProjectView:
    """已入库的项目终止时另发公示。"""
    return await _shown(session, await abandoning.abandon_project(session, project_id, form, by=by, at=clock.now()))


@router.get("", summary="项目列表", responses=refuses(UnreadableCursor))
async def list_projects(
    session: Transaction,
    by: Reader,
    region: Place = None,
    state: State = None,
    kind: Kind = None,
    plan_year: Year = None,
    is_in_library: InLibrary = None,
    is_late: Late = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ProjectLine]:
    """先申报的在前。"""
    late_on = clock.today() if is_late else None
    wanted = store.filters(
        region=region, state=state, kind=kind, plan_year=plan_year, is_in_library=is_in_library, late_on=late_on
    )
    found = await store.list_projects(session, wanted, after=place(after), limit=limit)
    lines = [ProjectLine.model_validate(project) for project in found[:limit]]
    return Page(rows=lines, next=cursor(lines[-1].id) if len(found) > limit else None)


@router.get("/board", summary="项目库统计")
async def show_board(session: Transaction, by: Reader, region: Place = None, plan_year: Year = None) -> BoardView:
    """按镇街（或县区）、类别和状态统计项目数和资金。"""
    rows = await store.count_projects(session, store.filters(region=region, plan_year=plan_year))
    late = await store.count_projects(session, store.filters(region=region, plan_year=plan_year, late_on=clock.today()))
    shown = [
        BoardRow(region=town, kind=kind, state=state, projects=number, planned_fen=planned, approved_fen=approved)
        for town, kind, state, number, planned, approved in rows
    ]
    return BoardView(rows=shown, projects=sum(row.projects for row in shown), late=sum(row[3] for row in late))


@router.get(
    ".xlsx",
    summary="导出项目库或年度计划（Excel）",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}, "description": "工作簿"}},
)
async def take_out_projects(
    session: Transaction,
    by: Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)],
    taking: Taking,
    region: Place = None,
    state: State = None,
    kind: Kind = None,
    plan_year: Year = None,
    is_in_library: InLibrary = None,
) -> Response:
    """选计划年度即为该年度的年度计划；列名按国开办发〔2018〕11号要求的内容。"""
    wanted = store.filters(region=region, state=state, kind=kind, plan_year=plan_year, is_in_library=is_in_library)
    found = (await store.list_projects(session, wanted, after=None, limit=ROWS_LIMIT))[:ROWS_LIMIT]
    ids = [project.id for project in found]
    sources, targets = await store.list_sources(session, ids), await store.list_targets(session, ids)
    rows: list[list[Cell]] = []
    for project in found:
        money = "；".join(f"{SOURCE_NAMES[source]} {fen // 100}.{fen % 100:02d} 元" for source, fen in sources[project.id])
        promises = (TargetView.model_validate(target, from_attributes=True) for target in targets[project.id])
        promised = "；".join(f"{each.title}{each.promise}" for each in promises)
        rows.append(_row(project, money, promised))
    title = f"{plan_year} 年度项目计划" if plan_year else "项目库"
    asked = [
        ("名单", title),
        ("地区", name_of(region) if region else "本人辖区"),
        ("状态", PROJECT_STATE_NAMES[state] if state else "全部"),
        ("类别", PROJECT_KIND_NAMES[kind] if kind else "全部"),
        ("导出人", by.subject),
        ("导出时间", wall_clock(clock.now())),
    ]
    await taking.out(title, rows=len(rows), by=by)
    name = f"projects-{plan_year or 'library'}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(workbook(Sheet(title, COLUMNS, rows), asked=asked), media_type=XLSX, headers=headers)


@router.get("/{project_id}", summary="一个项目", responses=refuses(NoSuchProject))
async def show_project(project_id: ProjectId, session: Transaction, by: Reader) -> ProjectView:
    """申报内容、资金、绩效和全部办理过程。"""
    return await _shown(session, await store.get_project(session, project_id))


def _row(project: Project, money: str, promised: str) -> list[Cell]:
    approved = Yuan(project.approved_fen) if project.approved_fen is not None else None
    return [
        project.number,
        project.title,
        PROJECT_KIND_NAMES[project.kind],
        name_of(project.region),
        project.place,
        project.task,
        project.standard,
        money,
        Yuan(project.planned_fen),
        approved,
        _day(project.starts_on),
        _day(project.ends_on),
        project.unit,
        unseal(project.responsible_sealed),
        promised,
        project.mechanism,
        project.households,
        project.persons,
        project.plan_year,
        PROJECT_STATE_NAMES[project.state],
    ]


def _day(on: date) -> str:
    return on.isoformat()


async def _shown(session: Transaction, project: Project) -> ProjectView:
    funding = await list_funding(session, project.id)
    targets = (await store.list_targets(session, [project.id]))[project.id]
    return ProjectView.model_validate(
        {
            **project.model_dump(),
            "responsible": unseal(project.responsible_sealed),
            "sources": [
                ProjectSourceView(
                    source=row.source,
                    amount_fen=row.amount_fen,
                    approved_fen=row.approved_fen,
                    funding=[FundingView.model_validate(one) for one in funding if one.source is row.source],
                )
                for row in await list_project_sources(session, project.id)
            ],
            "targets": [TargetView.model_validate(target) for target in targets],
            "paid_fen": await sum_paid(session, project.id),
            "timeline": [EventView.model_validate(event) for event in await store.list_events(session, project.id)],
        }
    )
