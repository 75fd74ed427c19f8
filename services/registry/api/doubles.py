"""Likely doubles: listed, looked at side by side, decided; two files made one, and made two again."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.registry.api.double_views import double_line, double_view, merger_view, sweep_view
from services.registry.api.households import OFFICERS
from services.registry.operations.double.decide_double import decide_double
from services.registry.operations.double.merge_persons import merge_persons
from services.registry.operations.double.name_double import name_double
from services.registry.operations.double.undo_merge import undo_merge
from services.registry.rules import double as rules
from services.registry.rules.double import DoubleState
from services.registry.rules.move import NoHeadLeft, NotAMember, TwoHeads, TwoSpouses
from services.registry.schemas.double import (
    DecideDouble,
    DoubleLine,
    DoubleSweepView,
    DoubleView,
    MergePersons,
    MergerView,
    NameDouble,
    UndoMerge,
)
from services.registry.store import double as store
from services.registry.store.household import FileMergedAway, NoSuchPerson
from services.registry.store.person_merger import get_merger, list_mergers_of
from services.registry.store.side import list_seen_sides
from services.registry.tables import DoublePair
from shared import regions
from shared.clock import today
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

READERS = (*OFFICERS, Role.AUDITOR)
DECIDERS = (Role.TOWN, Role.COUNTY)
SWEEPS_SHOWN = 7
SHOWS = {"open": (DoubleState.OPEN,), "later": (DoubleState.LATER,), "decided": (DoubleState.DIFFERENT, DoubleState.MERGED)}

DECIDING = (rules.NoSuchDouble, rules.DoubleDecided, rules.LaterThanAllowed)
MERGING = (
    rules.NoSuchDouble,
    rules.DoubleDecided,
    rules.NotOfThisPair,
    rules.DoublesOfTwoJurisdictions,
    rules.FilesChangedMeanwhile,
    FileMergedAway,
    rules.OneHasDied,
    rules.HandoverUnderway,
    rules.BothBeingHelped,
    rules.BothBeingJudged,
    NotAMember,
    NoHeadLeft,
    TwoHeads,
    TwoSpouses,
)
UNDOING = (
    rules.NoSuchMerger,
    rules.MergerUndone,
    rules.MergedOnwards,
    rules.ChangedSinceMerged,
    rules.DoublesOfTwoJurisdictions,
)

router = door("/doubles", "疑似重复人员")

PairId = Annotated[UUID, Path(title="疑似重复编号")]
MergerId = Annotated[UUID, Path(title="合并编号")]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="一方在该辖区内的")]
Reader = Annotated[Principal, may(*READERS)]
Decider = Annotated[Principal, may(*DECIDERS)]
Show = Annotated[
    Literal["open", "later", "decided"], Query(title="显示哪些", description="open 待判定、later 暂缓、decided 已有结论")
]


@router.get("", summary="疑似重复人员列表", responses=refuses(UnreadableCursor))
async def list_doubles(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    show: Show = "open",
    person_id: Annotated[UUID | None, Query(title="人员编号", description="只列出与此人有关的")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DoubleLine]:
    found = await store.list_pairs(
        session, region=region, states=SHOWS[show], person_id=person_id, after=place(after), limit=limit
    )
    pairs = found[:limit]
    seen = await list_seen_sides(session, _people_of(pairs))
    return Page(
        rows=[double_line(pair, seen, by) for pair in pairs],
        next=cursor(pairs[-1].id) if len(found) > limit else None,
    )


@router.post(
    "",
    status_code=201,
    summary="提出一对疑似重复人员",
    description="系统没有发现而工作人员知道的。由镇街或县区判定。",
    responses=refuses(rules.SamePerson, NoSuchPerson, FileMergedAway),
)
async def post_double(form: NameDouble, session: Transaction, by: Annotated[Principal, may(*OFFICERS)]) -> DoubleView:
    pair = await name_double(session, form, by=by, on=today())
    return await read_double(pair.id, session, by)


@router.get("/page", summary="疑似重复人员列表（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_doubles(session: Transaction, by: Reader, show: Show = "open", after: After = None) -> HTMLResponse:
    """先发现的在前；点开一对即并排比较。"""
    found = await list_doubles(session, by, show=show, after=after)
    sweeps = await list_sweeps(session, by)
    where = "全部辖区" if by.region == EVERYWHERE else regions.name_of(by.region)
    return page(
        "registry",
        "doubles.html",
        where=where,
        pairs=found.rows,
        next=found.next,
        show=show,
        is_first=after is None,
        sweep=next((sweep for sweep in sweeps if sweep.finished_at), None),
    )


@router.get("/sweeps", summary="最近几次全库比对", responses=refuses())
async def list_sweeps(session: Transaction, by: Reader) -> list[DoubleSweepView]:
    """过大而未逐对比较的组数也在其中：如同村同一出生日期的人太多，这些人仍按姓名、电话和号码比较。"""
    return [sweep_view(sweep) for sweep in await store.list_sweeps(session, limit=SWEEPS_SHOWN)]


@router.get("/{pair_id}", summary="一对疑似重复人员（并排）", responses=refuses(rules.NoSuchDouble))
async def read_double(pair_id: PairId, session: Transaction, by: Reader) -> DoubleView:
    pair = await store.get_pair(session, pair_id)
    people = _people_of([pair])
    seen = await list_seen_sides(session, people)
    return await double_view(session, pair, seen, await list_mergers_of(session, people), by)


@router.post(
    "/{pair_id}/decision",
    status_code=200,
    summary="判定不是同一人，或暂缓",
    description="判为不同人的不再提出，除非两份档案后来更加相似。",
    responses=refuses(*DECIDING),
)
async def post_decision(pair_id: PairId, form: DecideDouble, session: Transaction, by: Decider) -> DoubleView:
    await decide_double(session, pair_id, form, by=by, on=today())
    return await read_double(pair_id, session, by)


@router.post(
    "/{pair_id}/merger",
    status_code=201,
    summary="判定为同一人，合并两份档案",
    description="被并入的档案仍可查阅；以其号码查找的，今后找到保留的一份。合并可以撤销。",
    responses=refuses(*MERGING),
)
async def post_merger(pair_id: PairId, form: MergePersons, session: Transaction, by: Decider) -> MergerView:
    return merger_view(await merge_persons(session, pair_id, form, by=by, on=today()))


@router.get("/mergers/{merger_id}", summary="一次档案合并", responses=refuses(rules.NoSuchMerger))
async def read_merger(merger_id: MergerId, session: Transaction, by: Reader) -> MergerView:
    return merger_view(await get_merger(session, merger_id))


@router.post(
    "/mergers/{merger_id}/undoing",
    status_code=200,
    summary="撤销档案合并",
    description="两份档案恢复原样；合并以后新产生的事项留在保留的一份。",
    responses=refuses(*UNDOING),
)
async def post_undoing(merger_id: MergerId, form: UndoMerge, session: Transaction, by: Decider) -> MergerView:
    return merger_view(await undo_merge(session, merger_id, form, by=by, on=today()))


def _people_of(pairs: list[DoublePair]) -> list[UUID]:
    return [person_id for pair in pairs for person_id in (pair.low_id, pair.high_id)]
