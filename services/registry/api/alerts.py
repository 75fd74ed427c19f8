"""Monitoring: facts come in, alerts are seen at home and decided, and each rule answers for how it does."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.registry.api.alert_views import alert_line, alert_view, rule_view, sweep_view, tally_view
from services.registry.operations.alert.decide_alert import decide_alert
from services.registry.operations.alert.record_visit import record_visit
from services.registry.operations.watch.note_facts import Heard, note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.alert import (
    AlertDecidedAlready,
    DecisionAgainstTheVisit,
    NotSeenAtHome,
    VisitBeforeTheAlert,
    VisitInTheFuture,
)
from services.registry.rules.relief import HappenedInTheFuture, HappenedTooLongAgo, check_happened_on
from services.registry.rules.watch import FactNotComplete, FactOfAnotherService, PersonElsewhere, check_fact
from services.registry.schemas.alert import (
    AlertLine,
    AlertView,
    DecideAlert,
    FactTaken,
    RecordVisit,
    ReportFact,
    RuleView,
    WatchBoard,
)
from services.registry.store import alert as store
from services.registry.store.household import NoSuchHousehold, get_household, list_members
from services.registry.store.watch_policy import rules_in_force
from shared import regions
from shared.clock import CHINA, today
from shared.database import EVERYWHERE
from shared.html import page
from shared.ids import uuid7
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
READERS = (*OFFICERS, Role.AUDITOR, Role.OPERATOR)
DECIDERS = (Role.TOWN, Role.COUNTY)
VISITING = (store.NoSuchAlert, AlertDecidedAlready, VisitInTheFuture, VisitBeforeTheAlert)
DECIDING = (store.NoSuchAlert, AlertDecidedAlready, NotSeenAtHome, DecisionAgainstTheVisit)
BOARD_DAYS = 365
SWEEPS_SHOWN = 7

router = door("/watch", "防返贫监测")

AlertId = Annotated[UUID, Path(title="预警编号")]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")]
Since = Annotated[date | None, Query(title="自何日起", description="不填则为最近一年")]
Show = Annotated[
    Literal["open", "late", "decided"], Query(title="显示哪些", description="open 待核实、late 逾期、decided 已有结论")
]


@router.post(
    "/facts",
    status_code=201,
    summary="登记一项事实（受灾、去世、失业、失学等），当即按规则判断",
    responses=refuses(
        NoSuchHousehold, PersonElsewhere, FactOfAnotherService, FactNotComplete, HappenedInTheFuture, HappenedTooLongAgo
    ),
)
async def post_fact(
    form: ReportFact, session: Transaction, by: Annotated[Principal, may(*OFFICERS, Role.DEPARTMENT)]
) -> FactTaken:
    household = await get_household(session, form.household_id)
    members = {member.id for member in await list_members(session, [household.id])}
    check_happened_on(form.happened_on, on=today())
    check_fact(form.kind, word=form.word, person_id=form.person_id, members=members)
    heard = Heard(
        kind=form.kind,
        source=f"{by.role.value} {by.org}".strip(),
        source_id=uuid7(),
        region=household.region,
        happened_on=form.happened_on,
        household_id=household.id,
        person_id=form.person_id,
        amount_fen=form.amount_fen,
        word=form.word,
        note=form.note,
    )
    await note_facts(session, [heard], by=by.subject)
    _, raised = await raise_alerts(session, [household.id], on=today())
    [fact] = await store.list_facts_from(session, [heard.source_id])
    return FactTaken(fact_id=fact.id, alert_ids=[alert.id for alert in raised])


@router.get("/alerts", summary="预警列表", responses=refuses(UnreadableCursor))
async def list_alerts(
    session: Transaction,
    by: Annotated[Principal, may(*READERS)],
    region: InRegion = None,
    household_id: Annotated[UUID | None, Query(title="户标识")] = None,
    rule: Annotated[str | None, Query(title="规则代码", max_length=60)] = None,
    is_decided: Annotated[bool | None, Query(alias="decided", title="是否已有结论")] = None,
    is_overdue: Annotated[bool, Query(alias="overdue", title="只列出逾期未核实的")] = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[AlertLine]:
    wanted = store.Wanted(region, household_id, rule, is_decided, today() if is_overdue else None)
    found = await store.list_alerts(session, wanted, after=place(after), limit=limit)
    return paged(found, limit, lambda alert: alert_line(alert, on=today()))


@router.get("/alerts/page", summary="预警列表（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_alerts(
    session: Transaction, by: Annotated[Principal, may(*READERS)], show: Show = "open", after: After = None
) -> HTMLResponse:
    """本辖区的预警，先发出的在前；适合在手机上看。"""
    found = await list_alerts(session, by, is_decided=show == "decided", is_overdue=show == "late", after=after)
    where = "全部辖区" if by.region == EVERYWHERE else regions.name_of(by.region)
    return page("registry", "alerts.html", where=where, alerts=found.rows, next=found.next, show=show, is_first=after is None)


@router.get("/alerts/{alert_id}", summary="一条预警：事实、条款、核实与结论", responses=refuses(store.NoSuchAlert))
async def read_alert(alert_id: AlertId, session: Transaction, by: Annotated[Principal, may(*READERS)]) -> AlertView:
    alert = await store.get_alert(session, alert_id)
    return alert_view(
        alert,
        visits=await store.list_visits(session, alert.id),
        case_id=await store.find_case_of(session, alert),
        on=today(),
    )


@router.post(
    "/alerts/{alert_id}/visits",
    status_code=201,
    summary="登记入户核实的情况",
    responses=refuses(*VISITING),
)
async def post_visit(
    alert_id: AlertId, form: RecordVisit, session: Transaction, by: Annotated[Principal, may(*OFFICERS)]
) -> AlertView:
    await record_visit(session, alert_id, form, by=by.subject, on=today())
    return await read_alert(alert_id, session, by)


@router.post(
    "/alerts/{alert_id}/decision",
    status_code=200,
    summary="作出结论：属实或排除",
    description="须先入户核实。属实的即时开立帮扶台账，或并入进行中的台账。结论不能改写。",
    responses=refuses(*DECIDING),
)
async def post_decision(
    alert_id: AlertId, form: DecideAlert, session: Transaction, by: Annotated[Principal, may(*DECIDERS)]
) -> AlertView:
    await decide_alert(session, alert_id, is_confirmed=form.is_confirmed, reason=form.reason, by=by.subject)
    return await read_alert(alert_id, session, by)


@router.get("/rules", summary="一地的监测规则", responses=refuses())
async def list_rules(
    session: Transaction, by: Annotated[Principal, may(*READERS, Role.DEPARTMENT)], region: InRegion = None
) -> list[RuleView]:
    where = region or by.region.removesuffix(EVERYWHERE)
    held = rules_in_force(today())
    narrowest = max((each for each in held if where.startswith(each)), key=len)
    return [rule_view(rule) for rule in held[narrowest]]


@router.get("/board", summary="各条规则的成效与最近的全库排查", responses=refuses())
async def read_board(
    session: Transaction, by: Annotated[Principal, may(*READERS)], region: InRegion = None, since: Since = None
) -> WatchBoard:
    """每条规则：预警数、属实数、准确率、从预警到结论的时间。准确率低的规则应调整门槛，长期没有预警的应核对数据来源。"""
    where = region or by.region.removesuffix(EVERYWHERE)
    start = since or today() - timedelta(days=BOARD_DAYS)
    tallies = await store.tally_rules(session, region=where, since=datetime.combine(start, time.min, CHINA), on=today())
    sweeps = await store.list_sweeps(session, limit=SWEEPS_SHOWN)
    return WatchBoard(
        region=where,
        since=start,
        rules=[tally_view(tally) for tally in tallies],
        sweeps=[sweep_view(sweep) for sweep in sweeps],
    )


@router.get("/board/page", summary="各条规则的成效（网页）", response_class=HTMLResponse, responses=refuses())
async def show_board(session: Transaction, by: Annotated[Principal, may(*READERS)], region: InRegion = None) -> HTMLResponse:
    board = await read_board(session, by, region=region)
    where = regions.name_of(board.region) if board.region else "全部辖区"
    return page("registry", "watch_board.html", where=where, board=board)
