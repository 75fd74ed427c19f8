"""Plans over many households: what places' files propose, measures by department, boards, and who has no plan."""

from datetime import date
from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.registry.api.case_views import department_name
from services.registry.api.plan_sheets import gaps_sheet, measures_sheet, tallies_sheet
from services.registry.api.plan_views import gap_counts, gap_view, measures_in_place, plan_line, planned_view, tally_view
from services.registry.operations.listing.take_out_list import take_out_list
from services.registry.operations.plan.draft_plan import draft_plan
from services.registry.operations.quality.look_over import look_over
from services.registry.rules.board import NEXT_LEVEL
from services.registry.rules.measure import Nature, NoMeasuresPolicy
from services.registry.rules.plan import MeasureState, PlanStanding, PlanYearClosed, check_year
from services.registry.rules.plan_gap import GAP_NAMES, GapKind
from services.registry.schemas.plan import DraftedView, DraftPlans, GapView, MeasuresInPlace, PlanBoard, PlanLine, PlannedView
from services.registry.store import plan as store
from services.registry.store.measure import get_gap_limits, get_measures_policy
from services.registry.store.plan_board import count_gaps, count_needing, list_gaps, list_unplanned, tally_measures
from shared import regions
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import today
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT

router = door("/plans", "帮扶计划")

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
Reader = Annotated[Principal, may(*OFFICERS, Role.AUDITOR)]
Doer = Annotated[Principal, may(*OFFICERS, Role.AUDITOR, Role.DEPARTMENT)]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="不填为本人全部辖区")]
AskedYear = Annotated[int | None, Query(title="年度", description="不填为今年", ge=2010, le=2100)]
Standing = Annotated[
    PlanStanding | None, Query(title="是否有效", description="draft 未经户同意、valid 有效、outdated 调整后未经户同意")
]
Department = Annotated[str | None, Query(title="责任部门", description="部门账号只看本部门的", pattern=r"^[a-z][a-z-]{0,39}$")]
OfNature = Annotated[Nature | None, Query(title="措施类别")]
InState = Annotated[
    MeasureState | None, Query(title="状态", description="planned 未开始、under-way 实施中、done 已完成、dropped 已取消")
]
Late = Annotated[bool, Query(alias="late", title="只列逾期的")]
Kind = Annotated[
    GapKind,
    Query(
        title="缺口",
        description="no-plan 没有有效计划、late 措施逾期、watched-without-measures 监测户没有措施、"
        "watched-without-development 有劳动力的监测户没有发展措施",
    ),
]


@router.get("/rules", summary="一地的帮扶措施（“九个一批”等）", responses=refuses(NoMeasuresPolicy))
async def read_rules(session: Transaction, by: Doer, region: InRegion = None) -> MeasuresInPlace:
    """什么致贫原因、什么家庭对应什么措施，谁负责、多长期限、凭什么办结、依据哪一条。"""
    return measures_in_place(*get_measures_policy(region or by.region.removesuffix(EVERYWHERE), today()))


@router.get("", summary="某年度的帮扶计划列表", responses=refuses(UnreadableCursor))
async def list_plans(
    session: Transaction,
    by: Reader,
    year: AskedYear = None,
    region: InRegion = None,
    standing: Standing = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PlanLine]:
    wanted = store.WantedPlans(year or today().year, region, standing)
    found = await store.list_plans(session, wanted, after=place(after), limit=limit)
    rows = found[:limit]
    return Page(
        rows=[plan_line(plan, household) for plan, household in rows],
        next=cursor(rows[-1][0].id) if len(found) > limit else None,
    )


@router.post(
    "/drafts",
    status_code=201,
    summary="为一地没有计划的户按规则制订计划",
    description="未脱贫、返贫、脱贫享受政策的户和监测户，每户一份草案，之后逐户调整、签字。一次至多 100 户，未完的再次提交。",
    responses=refuses(OutsideRegion, PlanYearClosed, NoMeasuresPolicy),
)
async def post_drafts(form: DraftPlans, session: Transaction, by: Annotated[Principal, may(*OFFICERS)]) -> DraftedView:
    by.must_cover(form.region, pointer="/region")
    check_year(form.year, on=today())
    found = await list_unplanned(session, year=form.year, region=form.region, limit=form.limit)
    for household_id in found[: form.limit]:
        await draft_plan(session, household_id, form.year, by=by.subject, on=today())
    await look_over(session, found[: form.limit], on=today())
    return DraftedView(drafted=found[: form.limit], is_complete=len(found) <= form.limit)


@router.get("/measures", summary="某年度的措施列表", responses=refuses(UnreadableCursor))
async def list_measures(
    session: Transaction,
    by: Doer,
    year: AskedYear = None,
    region: InRegion = None,
    department: Department = None,
    nature: OfNature = None,
    state: InState = None,
    is_late: Late = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PlannedView]:
    wanted = _wanted(by, year, region, department, nature, state, is_late=is_late)
    found = await store.list_planned(session, wanted, after=place(after), limit=limit)
    rows = found[:limit]
    return Page(
        rows=[planned_view(*row, on=today()) for row in rows], next=cursor(rows[-1][0].id) if len(found) > limit else None
    )


@router.get("/measures.xlsx", summary="某年度的措施列表（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def export_measures(
    session: Transaction,
    by: Doer,
    year: AskedYear = None,
    region: InRegion = None,
    department: Department = None,
    nature: OfNature = None,
    state: InState = None,
    is_late: Late = False,
) -> Response:
    """与列表相同的条件；不含姓名。至多 100,000 行。"""
    wanted = _wanted(by, year, region, department, nature, state, is_late=is_late)
    found = await store.list_planned(session, wanted, after=None, limit=ROWS_LIMIT - 1)
    rows = [planned_view(*row, on=today()) for row in found[: ROWS_LIMIT - 1]]
    asked = [
        ("年度", str(wanted.year)),
        ("辖区", _named(region or by.region.removesuffix(EVERYWHERE))),
        ("责任部门", department_name(wanted.department) if wanted.department else "全部"),
        ("只列逾期的", "是" if is_late else "否"),
        ("导出人", by.subject),
        ("导出日期", today().isoformat()),
        ("是否完整", "否，超过上限，请按镇街分别导出" if len(found) >= ROWS_LIMIT else "是"),
    ]
    conditions = "；".join(f"{name}：{value}" for name, value in asked)
    await take_out_list(session, "帮扶措施", conditions, many=len(rows), has_whole_numbers=False, why="", by=by)
    return await as_book(f"帮扶措施-{wanted.year}.xlsx", measures_sheet(rows), asked=asked)


@router.get("/gaps", summary="缺计划、缺措施、措施逾期的户", responses=refuses(UnreadableCursor, NoMeasuresPolicy))
async def list_missing(
    session: Transaction,
    by: Reader,
    kind: Kind = GapKind.NO_PLAN,
    year: AskedYear = None,
    region: InRegion = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[GapView]:
    found = await list_gaps(
        session,
        kind,
        get_gap_limits(today()),
        year=year or today().year,
        region=region or by.region.removesuffix(EVERYWHERE),
        on=today(),
        after=place(after),
        limit=limit,
    )
    rows = found[:limit]
    return Page(rows=[gap_view(gap) for gap in rows], next=cursor(rows[-1].household_id) if len(found) > limit else None)


@router.get(
    "/gaps/page",
    summary="缺计划、缺措施、措施逾期的户（网页）",
    response_class=HTMLResponse,
    responses=refuses(UnreadableCursor, NoMeasuresPolicy),
)
async def show_missing(
    session: Transaction,
    by: Reader,
    kind: Kind = GapKind.NO_PLAN,
    year: AskedYear = None,
    region: InRegion = None,
    after: After = None,
) -> HTMLResponse:
    """适合在手机上看。"""
    found = await list_missing(session, by, kind=kind, year=year, region=region, after=after)
    where = region or by.region.removesuffix(EVERYWHERE)
    return page(
        "registry",
        "plan_gaps.html",
        where=_named(where),
        region=where,
        kind=kind,
        kinds=GAP_NAMES,
        year=year or today().year,
        gaps=found.rows,
        next=found.next,
        is_first=after is None,
    )


@router.get("/board", summary="帮扶措施看板：各地、各类措施，和缺口", responses=refuses(NoMeasuresPolicy))
async def read_board(session: Transaction, by: Reader, year: AskedYear = None, region: InRegion = None) -> PlanBoard:
    where, asked, on = region or by.region.removesuffix(EVERYWHERE), year or today().year, today()
    digits, limits = NEXT_LEVEL[len(where)], get_gap_limits(on)
    tallies = await tally_measures(session, year=asked, region=where, digits=digits, on=on)
    counts = {kind: await count_gaps(session, kind, limits, year=asked, region=where, digits=digits, on=on) for kind in GapKind}
    needing = await count_needing(session, region=where, digits=digits)
    return PlanBoard(
        region=where,
        year=asked,
        tallies=[tally_view(tally) for tally in tallies],
        gaps=gap_counts(needing, counts, region=where),
    )


@router.get("/board/page", summary="帮扶措施看板（网页）", response_class=HTMLResponse, responses=refuses(NoMeasuresPolicy))
async def show_board(session: Transaction, by: Reader, year: AskedYear = None, region: InRegion = None) -> HTMLResponse:
    board = await read_board(session, by, year=year, region=region)
    groups = {group: [row for row in board.tallies if row.by == group] for group in ("all", "place", "nature", "measure")}
    return page(
        "registry", "plan_board.html", board=board, groups=groups, where=_named(board.region), kinds=GAP_NAMES, year=board.year
    )


@router.get(
    "/board.xlsx", summary="帮扶措施看板（工作簿）", response_class=Response, responses=AS_WORKBOOK | refuses(NoMeasuresPolicy)
)
async def export_board(session: Transaction, by: Reader, year: AskedYear = None, region: InRegion = None) -> Response:
    board = await read_board(session, by, year=year, region=region)
    asked = [
        ("年度", str(board.year)),
        ("辖区", _named(board.region)),
        ("导出人", by.subject),
        ("导出日期", today().isoformat()),
    ]
    return await as_book(f"帮扶措施看板-{board.year}.xlsx", tallies_sheet(board), gaps_sheet(board), asked=asked)


def _wanted(
    by: Principal,
    year: int | None,
    region: str | None,
    department: str | None,
    nature: Nature | None,
    state: MeasureState | None,
    *,
    is_late: bool,
) -> store.WantedMeasures:
    """A department sees its own measures, whatever it asks for."""
    whose = by.org if by.role is Role.DEPARTMENT else department
    late_on: date | None = today() if is_late else None
    return store.WantedMeasures(year or today().year, region, whose, nature, state, late_on)


def _named(region: str) -> str:
    return regions.name_of(region) if region else "全部辖区"
