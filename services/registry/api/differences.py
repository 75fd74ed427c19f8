"""Differences between departments' lists and our file, as tasks: listed, counted, settled; a death is confirmed by an officer."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.registry.api import comparison_views as views
from services.registry.operations.comparison.settle_difference import settle_difference
from services.registry.operations.listing.take_out_list import take_out_list
from services.registry.operations.person.record_death import record_death
from services.registry.operations.watch.withdraw_facts import Withdrawn, withdraw_facts
from services.registry.rules import move
from services.registry.rules.comparison import SEVERITY_NAMES, Severity
from services.registry.rules.difference import DifferenceSettledAlready, NotADeath, Settlement, StillDifferent
from services.registry.rules.relief import HappenedInTheFuture
from services.registry.rules.watch import FactKind
from services.registry.schemas.comparison import DifferenceBoard, DifferenceLine, DifferenceView, SettleDifference, TallyRow
from services.registry.schemas.move import RecordDeath
from services.registry.store import difference as store
from services.registry.store import household as households
from services.registry.store.comparison_policy import find_difference_rule
from services.registry.tables import ListDifference, Person
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import today
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, Sheet

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
READERS = (*OFFICERS, Role.AUDITOR)
THEIRS_WRONG = "部门名单有误，所登记的事实撤销"
_BELOW = {0: 2, 2: 4, 4: 6, 6: 9, 9: 12, 12: 12}
"""A board counts by the places right below the one that is asked about."""

router = door("/comparisons/differences", "部门名单比对")

DifferenceId = Annotated[UUID, Path(title="差异编号")]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")]
Kind = Annotated[str | None, Query(title="名单种类代码", max_length=40)]
Rule = Annotated[str | None, Query(title="规则代码", max_length=40)]
State = Annotated[
    Literal["open", "late", "settled", "ended"] | None,
    Query(title="状态", description="open 待办、late 逾期、settled 已有结论、ended 已随名单消失；不填为全部"),
]
OfList = Annotated[UUID | None, Query(title="名单编号")]
OfHousehold = Annotated[UUID | None, Query(title="户标识")]
OfSeverity = Annotated[Severity | None, Query(title="严重程度")]
OfOutcome = Annotated[Settlement | None, Query(title="结论")]
Reader = Annotated[Principal, may(*READERS)]


@router.get("", summary="差异列表", responses=refuses(UnreadableCursor))
async def list_differences(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    kind: Kind = None,
    rule: Rule = None,
    list_id: OfList = None,
    household_id: OfHousehold = None,
    severity: OfSeverity = None,
    state: State = None,
    outcome: OfOutcome = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DifferenceLine]:
    """先发现的在前。"""
    asked = store.Asked(region, kind, rule, list_id, household_id, severity, state, outcome, today())
    found = await store.list_differences(session, asked, after=place(after), limit=limit)
    rows = found[:limit]
    people = await _people(session, rows)
    return Page(
        rows=[views.line(row, people, by, on=today()) for row in rows], next=cursor(rows[-1].id) if len(found) > limit else None
    )


@router.get(
    "/differences.xlsx",
    summary="差异列表（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK,
)
async def export_differences(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    kind: Kind = None,
    rule: Rule = None,
    list_id: OfList = None,
    state: State = None,
    outcome: OfOutcome = None,
) -> Response:
    """与列表相同的条件，另有一页各地各规则的数；结论为部门名单有误的可据此反馈部门。至多 100,000 行。"""
    asked = store.Asked(region, kind, rule, list_id, None, None, state, outcome, today())
    found = await store.list_differences(session, asked, after=None, limit=ROWS_LIMIT - 1)
    rows = found[: ROWS_LIMIT - 1]
    people = await _people(session, rows)
    told = await _board(session, by, asked)
    spoken = [
        ("辖区", views.place_name(region) if region else "本人辖区"),
        ("名单种类", views.kind_name(kind) if kind else "全部"),
        ("状态", {"late": "逾期", None: "全部"}.get(state) or views.STATE_NAMES.get(state or "", "")),
        ("导出人", by.subject),
        ("导出日期", today().isoformat()),
        ("是否完整", "否，超过上限，请按镇街分别导出" if len(found) >= ROWS_LIMIT else "是"),
    ]
    conditions = "；".join(f"{name}：{value}" for name, value in spoken)
    await take_out_list(session, "名单差异", conditions, many=len(rows), has_whole_numbers=False, why="", by=by)
    lines = [views.line(row, people, by, on=today()) for row in rows]
    sheets = Sheet("差异", _COLUMNS, map(_cells, lines)), Sheet("各地", _COUNTS, map(_counts, told.rows))
    return await as_book(f"名单差异-{today():%Y%m%d}.xlsx", *sheets, asked=spoken)


_COLUMNS = (
    ("所在地", 36), ("名单", 16), ("差异", 34), ("严重程度", 9), ("涉及谁", 30),
    ("部门名单所载", 34), ("要做的事", 40), ("由谁办理", 10), ("办理期限", 12),
    ("是否逾期", 9), ("状态", 20), ("理由", 34), ("办结人", 12), ("户标识", 38),
)  # fmt: skip
_COUNTS = (
    ("辖区", 36), ("名单", 16), ("差异", 34), ("待办", 8), ("逾期", 8), ("已更正档案", 11),
    ("部门名单有误", 12), ("属实无须更正", 12), ("随名单消失", 11),
)  # fmt: skip


def _cells(told: DifferenceLine) -> tuple[str, ...]:
    return (
        told.region_name, told.kind_name, told.title, told.severity_name, told.who_is_it,
        "；".join(f"{column}：{text}" for column, text in told.said.items()), told.task, told.who_name, told.due_on.isoformat(),
        "逾期" if told.is_overdue else "", told.state_name, told.reason, told.settled_by, str(told.household_id or ""),
    )  # fmt: skip


def _counts(row: TallyRow) -> tuple[str | int, ...]:
    return (row.place_name, row.kind_name, row.title, *(getattr(row, name) for name in views.COUNTED))


@router.get("/page", summary="差异列表（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_differences(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    kind: Kind = None,
    rule: Rule = None,
    show: Annotated[Literal["open", "late", "settled", "ended"], Query(title="显示哪些")] = "open",
    after: After = None,
) -> HTMLResponse:
    """本辖区要办的差异；适合在手机上看。"""
    found = await list_differences(session, by, region=region, kind=kind, rule=rule, state=show, after=after)
    where = views.place_name(region or by.region.removesuffix(EVERYWHERE))
    kept = "".join(f"&{name}={value}" for name, value in (("region", region), ("kind", kind), ("rule", rule)) if value)
    return page(
        "registry",
        "differences.html",
        where=where,
        rows=found.rows,
        next=found.next,
        show=show,
        kept=kept,
        narrowed=views.kind_name(kind) if kind else "",
        is_first=after is None,
        severities=SEVERITY_NAMES,
    )


@router.get("/board", summary="各地各规则的差异数", responses=refuses())
async def read_difference_board(session: Transaction, by: Reader, region: InRegion = None, kind: Kind = None) -> DifferenceBoard:
    """按下一级辖区和规则计数；每个数字都可用列表的同名条件查到明细。"""
    return await _board(session, by, store.Asked(region, kind, on=today()))


@router.get("/board/page", summary="各地各规则的差异数（网页）", response_class=HTMLResponse, responses=refuses())
async def show_difference_board(session: Transaction, by: Reader, region: InRegion = None, kind: Kind = None) -> HTMLResponse:
    told = await _board(session, by, store.Asked(region, kind, on=today()))
    return page("registry", "difference_board.html", where=views.place_name(told.region), board=told, kind=kind)


@router.get("/{difference_id}", summary="一项差异", responses=refuses(store.NoSuchDifference))
async def read_difference(difference_id: DifferenceId, session: Transaction, by: Reader) -> DifferenceView:
    row = await store.get_difference(session, difference_id)
    return views.view(row, await _people(session, [row]), by, on=today())


@router.post(
    "/{difference_id}/settlement",
    status_code=201,
    summary="办结一项差异",
    description="已更正档案的当即复核，仍不一致的退回；部门名单有误的，由它登记的监测事实一并撤销。办结后不再保存名单中的行。",
    responses=refuses(store.NoSuchDifference, DifferenceSettledAlready, StillDifferent),
)
async def post_settlement(
    difference_id: DifferenceId, form: SettleDifference, session: Transaction, by: Annotated[Principal, may(*OFFICERS)]
) -> DifferenceView:
    settled = await settle_difference(session, difference_id, form, by=by.subject)
    rule = find_difference_rule(settled.kind, settled.rule)
    if form.outcome is Settlement.THEIRS_WRONG and rule and rule.fact:
        once = settled.person_id if rule.fact.kind is FactKind.DEATH and settled.person_id else settled.id
        untrue = Withdrawn(f"list {settled.kind}", once, settled.region, kinds=(rule.fact.kind,))
        await withdraw_facts(session, [untrue], by=by.subject, reason=THEIRS_WRONG)
    return await read_difference(difference_id, session, by)


@router.post(
    "/{difference_id}/death",
    status_code=201,
    summary="确认死亡：登记死亡并办结差异",
    description="部门的死亡名单从不自行改变户档案；由经办人核实后在此确认，与在人员档案中登记死亡相同。",
    responses=refuses(
        store.NoSuchDifference,
        DifferenceSettledAlready,
        StillDifferent,
        NotADeath,
        households.NoSuchPerson,
        households.NoSuchHousehold,
        move.HasDied,
        HappenedInTheFuture,
        move.BeforeTheySatHere,
        move.NotAMember,
        move.NoHeadLeft,
        move.TwoHeads,
        move.TwoSpouses,
    ),
)
async def post_confirmed_death(
    difference_id: DifferenceId, form: RecordDeath, session: Transaction, by: Annotated[Principal, may(*OFFICERS)]
) -> DifferenceView:
    found = await store.get_difference(session, difference_id)
    rule = find_difference_rule(found.kind, found.rule)
    if found.person_id is None or rule is None or not rule.is_death:
        raise NotADeath
    await record_death(session, form, person_id=found.person_id, by=by, on=today())
    settled = SettleDifference(outcome=Settlement.PUT_RIGHT, reason=f"已登记死亡：{form.reason}"[:500])
    await settle_difference(session, difference_id, settled, by=by.subject)
    return await read_difference(difference_id, session, by)


async def _people(session: Transaction, rows: Sequence[ListDifference]) -> Mapping[UUID, Person]:
    """Whom these are about: by person, or by household its head."""
    people = await households.map_people(session, {row.person_id for row in rows if row.person_id})
    of_all = {row.household_id for row in rows if row.household_id and not row.person_id}
    return {**people, **await households.map_heads(session, of_all)}


async def _board(session: Transaction, by: Principal, asked: store.Asked) -> DifferenceBoard:
    where = asked.region or by.region.removesuffix(EVERYWHERE)
    tallies = await store.tally_differences(session, asked, digits=_BELOW[len(where)], on=today())
    return views.board(tallies, region=where)
