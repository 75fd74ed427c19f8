"""How far a checklist has come, place by place, with the households behind every number; as JSON, page and workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.registry.api.checklist_views import checklist_line, found_line, missing_views, place_name, place_view, whole_of
from services.registry.api.checklists import Name, Reader
from services.registry.rules.checklist import Checklist, NoSuchChecklist
from services.registry.rules.filling import SAYS_NAMES, Says
from services.registry.schemas.checklist import FoundLine, ProgressView
from services.registry.schemas.spoken import said
from services.registry.store import progress as store
from services.registry.store.checklist import checklists_in
from services.registry.store.computed_progress import PlaceTooWide, reckon_found, reckon_progress
from services.registry.store.household import list_members
from services.registry.store.progress import Asked, Found, Shown
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import today
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role
from shared.service import Transaction, door, refuses
from shared.vault import unseal
from shared.workbook import ROWS_LIMIT, Sheet

router = door("/checklists", "核查清单与村档案")

InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="不填为本人辖区")]
Since = Annotated[date | None, Query(title="自哪天起填写的", description="不填为今年1月1日")]
Until = Annotated[date | None, Query(title="到哪天止", description="不填为今天")]
ShownOnes = Annotated[
    Shown, Query(title="列出哪些", description="all 全部、filled 已填、unfilled 未填、missing 有没有实现的问题")
]
Missing = Annotated[str | None, Query(title="问题代码", description="只列出这个问题没有实现的", max_length=60)]
OfVerdict = Annotated[str | None, Query(title="结论代码", description="与 says 同用", max_length=60)]
ThatSays = Annotated[Says | None, Query(title="结论", description="met、unmet、not-concerned、cannot-say")]
ASKING = (NoSuchChecklist, OutsideRegion, PlaceTooWide)


@dataclass(frozen=True)
class _Question:
    checklist: Checklist
    asked: Asked


@router.get("/{checklist}/progress", summary="清单的进度", responses=refuses(*ASKING))
async def read_progress(
    checklist: Name, session: Transaction, by: Reader, region: InRegion = None, since: Since = None, until: Until = None
) -> ProgressView:
    """每户按期间内最后一次提交计；自动得出的清单（五个清楚）按现在的登记即时得出，辖区至多一个镇街。"""
    question = _question(checklist, by, region, since, until)
    listed, asked = question.checklist, question.asked
    if listed.is_computed:
        places, missing = await reckon_progress(session, listed, asked)
    else:
        places, missing = await store.list_progress(session, asked), await store.count_missing(session, asked)
    return ProgressView(
        checklist=checklist_line(listed),
        region=asked.region,
        region_name=place_name(asked.region),
        since_on=asked.since,
        until_on=asked.until,
        whole=place_view(listed, whole_of(asked.region, places)),
        places=[place_view(listed, each) for each in places],
        missing=missing_views(listed, missing),
    )


@router.get("/{checklist}/progress/list", summary="进度背后的户（村）", responses=refuses(*ASKING, UnreadableCursor))
async def list_progress(
    checklist: Name,
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    since: Since = None,
    until: Until = None,
    shown: ShownOnes = Shown.ALL,
    question: Missing = None,
    verdict: OfVerdict = None,
    says: ThatSays = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[FoundLine]:
    """每个数字背后是哪些户：未填的、某个问题没有实现的、某项结论如何的。"""
    asking = _question(checklist, by, region, since, until)
    found = await _found(session, asking, shown, question, verdict, says, after, limit)
    lines = await _lines(session, asking.checklist, found[:limit], by)
    return Page(rows=lines, next=cursor(found[limit - 1].id) if len(found) > limit else None)


@router.get(
    "/{checklist}/progress/page",
    summary="清单的进度（网页）",
    response_class=HTMLResponse,
    responses=refuses(*ASKING),
)
async def show_progress(
    checklist: Name, session: Transaction, by: Reader, region: InRegion = None, since: Since = None, until: Until = None
) -> HTMLResponse:
    told = await read_progress(checklist, session, by, region, since, until)
    return page("registry", "checklist_progress.html", told=told, is_village=len(told.region) == 12)


@router.get(
    "/{checklist}/progress/list/page",
    summary="进度背后的户（村，网页）",
    response_class=HTMLResponse,
    responses=refuses(*ASKING, UnreadableCursor),
)
async def show_list(
    checklist: Name,
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    since: Since = None,
    until: Until = None,
    shown: ShownOnes = Shown.ALL,
    question: Missing = None,
    verdict: OfVerdict = None,
    says: ThatSays = None,
    after: After = None,
) -> HTMLResponse:
    asking = _question(checklist, by, region, since, until)
    found = await _found(session, asking, shown, question, verdict, says, after, PAGE_ROWS)
    query = {"region": region, "since": since, "until": until, "shown": shown.value, "question": question, "verdict": verdict}
    query["says"] = says.value if says else None
    return page(
        "registry",
        "checklist_list.html",
        checklist=checklist_line(asking.checklist),
        what=_what(asking.checklist, shown, question, verdict, says),
        where=place_name(asking.asked.region),
        asked=asking.asked,
        lines=await _lines(session, asking.checklist, found[:PAGE_ROWS], by),
        query="&".join(f"{key}={quote(str(value))}" for key, value in query.items() if value),
        next=cursor(found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None,
        is_first=after is None,
    )


@router.get(
    "/{checklist}/progress.xlsx",
    summary="清单的进度（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(*ASKING),
)
async def export_progress(
    checklist: Name, session: Transaction, by: Reader, region: InRegion = None, since: Since = None, until: Until = None
) -> Response:
    """三页：各地的进度、没有实现的问题、逐户（村）的结果。条件和导出人写在“说明”页。至多 100,000 户。"""
    asking = _question(checklist, by, region, since, until)
    told = await read_progress(checklist, session, by, region, since, until)
    found = await _found(session, asking, Shown.ALL, None, None, None, None, ROWS_LIMIT - 1)
    lines = await _lines(session, asking.checklist, found[: ROWS_LIMIT - 1], by)
    columns = [("地区", 34), ("应填", 8), ("已填", 8), *((f"{each.title}未实现", 16) for each in told.whole.verdicts)]
    sheets = (
        Sheet(
            "各地进度",
            columns,
            [[each.region_name, each.subjects, each.filled, *(count.unmet for count in each.verdicts)] for each in told.places],
        ),
        Sheet("没有实现的问题", (("部分", 16), ("问题", 60), ("户数", 8)), [[x.section, x.text, x.count] for x in told.missing]),
        Sheet(
            "逐户",
            (("户编号", 20), ("户主", 14), ("所在地", 40), ("填写日期", 14), ("填写人", 16), ("没有实现的", 60)),
            [
                [x.household_code or "", x.shown_as, x.region_name, str(x.filled_on or "未填"), x.filled_by, "；".join(x.told)]
                for x in lines
            ],
        ),
    )
    asked = [
        ("清单", told.checklist.title),
        ("辖区", told.region_name),
        ("填写期间", f"{told.since_on} 至 {told.until_on}"),
        ("导出人", by.subject),
        ("导出日期", today().isoformat()),
        ("是否完整", "否，超过上限，请按镇街分别导出" if len(found) >= ROWS_LIMIT else "是"),
    ]
    return await as_book(f"{told.checklist.title}-进度-{told.until_on}.xlsx", *sheets, asked=asked)


def _question(name: str, by: Principal, region: str | None, since: date | None, until: date | None) -> _Question:
    """Raises OutsideRegion or NoSuchChecklist. Of a wide place the file that holds somewhere in it."""
    where = region if region is not None else by.region.removesuffix(EVERYWHERE)
    if where:
        by.must_cover(where)
    last = until or today()
    found = [each for each in checklists_in(where, last) if each.checklist == name]
    if not found:
        raise NoSuchChecklist(checklist=name, region=where)
    asked = Asked(name, found[0].of.value, where, since or last.replace(month=1, day=1), last)
    return _Question(found[0], asked)


async def _found(
    session: Transaction,
    asking: _Question,
    shown: Shown,
    question: str | None,
    verdict: str | None,
    says: Says | None,
    after: str | None,
    limit: int,
) -> list[Found]:
    at = place(after)
    if asking.checklist.is_computed:
        return await reckon_found(
            session,
            asking.checklist,
            asking.asked,
            shown=shown,
            question=question,
            verdict=verdict,
            says=says,
            after=at,
            limit=limit,
        )
    return await store.list_found(
        session, asking.asked, shown=shown, question=question, verdict=verdict, says=says, after=at, limit=limit
    )


async def _lines(session: Transaction, checklist: Checklist, found: Sequence[Found], by: Principal) -> list[FoundLine]:
    names: dict[object, str] = {}
    ids = [each.household_id for each in found if each.household_id]
    for start in range(0, len(ids), 5_000):
        for member in reversed(await list_members(session, ids[start : start + 5_000])):  # the head comes first, so last here
            told = unseal(member.name_sealed) if member.name_sealed else ""
            names[member.household_id] = said("name", told, to_auditor=by.role is Role.AUDITOR) or "待核实"
    return [found_line(checklist, each, names.get(each.household_id, "")) for each in found]


def _what(checklist: Checklist, shown: Shown, question: str | None, verdict: str | None, says: Says | None) -> str:
    names = {Shown.ALL: "全部", Shown.FILLED: "已填", Shown.UNFILLED: "未填", Shown.MISSING: "有没有实现的问题"}
    texts = {each.key: each.text for each in checklist.questions}
    titles = {each.verdict: each.title for each in checklist.verdicts}
    told = [names[shown]] if shown is not Shown.ALL or not (question or verdict) else []
    told += [f"“{texts.get(question, question)}”没有实现"] if question else []
    told += [f"{titles.get(verdict, verdict)}：{SAYS_NAMES[says]}"] if verdict and says else []
    return "，".join(told)
