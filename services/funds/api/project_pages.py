"""The project library as pages: the board with its list, and one project from its proposal to what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query
from fastapi.responses import HTMLResponse

from services.funds.api.contracts import list_contracts
from services.funds.api.projects import ProjectId, Reader, show_project
from services.funds.api.reviews import show_chain
from services.funds.api.works import show_work
from services.funds.rules.contract import PayState
from services.funds.rules.project import (
    ACT_NAMES,
    OVER,
    PROJECT_KIND_NAMES,
    PROJECT_STATE_NAMES,
    STAGE_NAMES,
    NoSuchProject,
    ProjectKind,
    ProjectState,
)
from services.funds.rules.target import GRADE_NAMES, grade_of
from services.funds.schemas.project import ProjectLine
from services.funds.store import project as store
from shared import clock
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, After, UnreadableCursor, cursor, place
from shared.regions import UnknownRegion, exists, name_of, short_name_of
from shared.security import ROLE_NAMES, Role
from shared.service import Transaction, door, refuses

router = door("/projects", "项目库")

_LEVELS = (4, 6, 9, 12)
"""Digits of a city, a county, a town and a village."""


@dataclass(frozen=True, slots=True)
class ProjectsAsked:
    """Which projects; the names are those of the list's door, so that an address says the same at both."""

    region: str | None
    state: ProjectState | None
    kind: ProjectKind | None
    plan_year: int | None
    is_late: bool
    is_exact: bool

    def address(self, **other: object) -> str:
        """The query of this page with these conditions changed."""
        values = (asdict(self) | other).items()
        return urlencode({name: "true" if value is True else str(value) for name, value in values if value})


async def asked(
    region: Annotated[str | None, Query(title="所在地区划代码（前缀）", pattern=r"^([0-9]{2,12})?$")] = None,
    state: Annotated[ProjectState | Literal[""] | None, Query(title="状态")] = None,
    kind: Annotated[ProjectKind | Literal[""] | None, Query(title="类别")] = None,
    plan_year: Annotated[str | None, Query(title="计划年度", pattern=r"^(20[0-9]{2})?$")] = None,
    is_late: Annotated[bool, Query(title="只看逾期未办的")] = False,
    is_exact: Annotated[bool, Query(title="只看该地区本级的", description="不含所辖的镇街和村")] = False,
) -> ProjectsAsked:
    """What is empty does not matter, because a page's form sends every field. Raises UnknownRegion."""
    if region and not exists(region):
        raise UnknownRegion(pointer="/region", region=region)
    year = int(plan_year) if plan_year else None
    return ProjectsAsked(region or None, state or None, kind or None, year, is_late, is_exact and bool(region))


Asked = Annotated[ProjectsAsked, Depends(asked)]

Counted = tuple[str, ProjectKind, ProjectState, int, int, int]


@router.get("/page", summary="项目库（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor, UnknownRegion))
async def show_library(session: Transaction, by: Reader, which: Asked, after: After = None) -> HTMLResponse:
    """按状态、地区和类别统计，点数字看名单；可打印，手机可看。"""
    today = clock.today()
    narrowed = asdict(which) | {"late_on": today if which.is_late else None}
    del narrowed["is_late"]
    scope = which.region or ("" if by.region == EVERYWHERE else by.region)
    digits = next((level for level in _LEVELS if level > len(scope)), _LEVELS[-1])
    counted = await store.count_projects(session, store.filters(**narrowed), digits=digits)
    late = await store.count_projects(session, store.filters(**narrowed | {"late_on": today}), digits=digits)
    found = await store.list_projects(session, store.filters(**narrowed), after=place(after), limit=PAGE_ROWS)
    lines = [ProjectLine.model_validate(project) for project in found[:PAGE_ROWS]]
    return page(
        "funds",
        "projects.html",
        where="全部辖区" if by.region == EVERYWHERE else name_of(by.region),
        which=which,
        told=_told(which),
        states=PROJECT_STATE_NAMES,
        kinds=PROJECT_KIND_NAMES,
        total=_sums(counted, late, lambda row: "")[:1],
        boards=_boards(counted, late, digits) if after is None else [],
        lines=lines,
        today=today,
        over=OVER,
        is_first=after is None,
        next=cursor(lines[-1].id) if len(found) > PAGE_ROWS else None,
        takes_out=by.role is not Role.VILLAGE and not which.is_late and not which.is_exact,
    )


@router.get("/{project_id}/page", summary="一个项目（网页）", response_class=HTMLResponse, responses=refuses(NoSuchProject))
async def show_project_page(project_id: ProjectId, session: Transaction, by: Reader) -> HTMLResponse:
    """申报内容、资金、评审程序、合同、进度、问题和办理过程；人只写到哪一级经办。"""
    project = await show_project(project_id, session, by)
    contracts = await list_contracts(project_id, session, by)
    waiting = [pay for each in contracts for pay in each.payments if pay.state is PayState.ASKED]
    return page(
        "funds",
        "project.html",
        project=project,
        contracts=contracts,
        contracted_fen=sum(each.amount_fen for each in contracts),
        waiting_fen=sum(pay.amount_fen for pay in waiting),
        chain=await show_chain(project_id, session, by),
        work=await show_work(project_id, session, by),
        events=await store.list_events(session, project_id),
        acts=ACT_NAMES,
        roles=ROLE_NAMES,
        grade=GRADE_NAMES[grade_of(project.points)] if project.points is not None else "",
        is_over=project.state in OVER,
        today=clock.today(),
    )


def _boards(counted: Sequence[Counted], late: Sequence[Counted], digits: int) -> list[tuple[str, list[dict[str, Any]]]]:
    """The same projects told three ways; every row says what it is and which conditions lead to its list."""
    by_state = _sums(counted, late, lambda row: row[2])
    by_state.sort(key=lambda row: list(ProjectState).index(row["key"]))
    for row in by_state:
        row |= {"name": PROJECT_STATE_NAMES[row["key"]], "note": STAGE_NAMES[row["key"]], "narrowed": {"state": row["key"]}}
    by_place = _sums(counted, late, lambda row: row[0])
    for row in by_place:
        own = len(row["key"]) < digits  # a county's own project among its towns'
        row |= {"name": short_name_of(row["key"]), "note": "本级" if own else "", "narrowed": {"region": row["key"]}}
        row["narrowed"] |= {"is_exact": True} if own else {}
    by_kind = _sums(counted, late, lambda row: row[1])
    by_kind.sort(key=lambda row: list(ProjectKind).index(row["key"]))
    for row in by_kind:
        row |= {"name": PROJECT_KIND_NAMES[row["key"]], "note": "", "narrowed": {"kind": row["key"]}}
    return [("按状态", by_state), ("按地区", by_place), ("按类别", by_kind)]


def _sums(counted: Sequence[Counted], late: Sequence[Counted], key: Callable[[Counted], str]) -> list[dict[str, Any]]:
    """Projects, late ones, planned and approved fen for each key, in the order in which the keys come."""
    sums: dict[str, dict[str, Any]] = {}
    for row in counted:
        told = sums.setdefault(key(row), {"key": key(row), "projects": 0, "late": 0, "planned_fen": 0, "approved_fen": 0})
        told["projects"] += row[3]
        told["planned_fen"] += row[4]
        told["approved_fen"] += row[5]
    for row in late:
        sums[key(row)]["late"] += row[3]
    return list(sums.values())


def _told(which: ProjectsAsked) -> str:
    """The conditions as a person reads them; empty where there are none."""
    own = "本级" if which.is_exact else ""
    told = [
        f"地区 {name_of(which.region)}{own}" if which.region else "",
        f"状态 {PROJECT_STATE_NAMES[which.state]}" if which.state else "",
        f"类别 {PROJECT_KIND_NAMES[which.kind]}" if which.kind else "",
        f"计划年度 {which.plan_year}" if which.plan_year else "",
        "只看逾期未办的" if which.is_late else "",
    ]
    return "，".join(filter(None, told))
