"""Finding what was published, one project as the public sees it, and who still has to publish what."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from services.funds.api.notice_views import duty_line, notice_of_list
from services.funds.api.portal_asked import Asked
from services.funds.rules.disclosure import DISCLOSURE_NAMES, PublicEntry
from services.funds.rules.flow import STAGE_NAMES, Stage
from services.funds.rules.flow_search import Question, TooLittleToFind, read_question, stands_in
from services.funds.rules.notice import NOTICE_STATE_NAMES, NoticeAbout, Subject
from services.funds.store import duty as duties
from services.funds.store import flow_search as search
from services.funds.store import flow_total as store
from services.funds.store.flow import find_name, list_lines_of_project
from services.funds.store.notice import letterbox, list_notices_about
from services.funds.tables import Disclosure
from shared import regions
from shared.clock import today
from shared.errors import NotFound
from shared.html import page
from shared.pages import PAGE_ROWS, After, UnreadableCursor, cursor, place
from shared.regions import UnknownRegion
from shared.security import anyone
from shared.service import Transaction, door, refuses
from shared.throttle import Throttle, TooOften

router = door("/portal", "资金公开（无需登录）")

NAMES, PLACES, ENTRIES_OF_A_PROJECT = 40, 20, 300
desk = Throttle(a_minute=60)


class NoSuchProjectInPublic(NotFound):
    """没有公开过这个项目或指标"""

    mend = "请从资金公开页面进入，或核对编号"


@router.get(
    "/search",
    summary="查找公开的资金（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(TooOften, UnreadableCursor),
)
async def search_portal(
    request: Request,
    session: Transaction,
    q: Annotated[str, Query(title="查什么", max_length=60, pattern=r"^[^\x00-\x1f]*$", examples=["蔬菜大棚"])] = "",
    after: After = None,
) -> HTMLResponse:
    """按地名、专项、用途、项目、编号、公示号或文字查找。"""
    desk.admit(request)
    try:
        question = read_question(q)
    except TooLittleToFind:
        return _found(q, is_short=bool(q.strip()))
    before = place(after)
    candidates = await search.find_entries(session, question, after=before)
    entries = [entry for one in candidates if _says(entry := PublicEntry.read(one.canonical), question)]
    shown = entries[:PAGE_ROWS]
    more = len(entries) > PAGE_ROWS or len(candidates) == search.ENTRIES_LOOKED_AT
    last = shown[-1].id if len(entries) > PAGE_ROWS else str(candidates[-1].id) if candidates else ""
    if before is not None:
        return _found(q, entries=shown, next=cursor(UUID(last)) if more else None, is_first=False)
    numbered = await search.find_by_number(session, question.public_number) if question.public_number else []
    return _found(
        q,
        places=_places(question, await store.list_places(session)),
        facets=[(facet, value, Asked(**{facet: value}).query()) for facet, value in await search.find_facets(session, question)],
        names=await search.find_names(session, question, limit=NAMES),
        entries=[*map(_read, numbered), *shown],
        next=cursor(UUID(last)) if more else None,
    )


def _found(
    q: str,
    *,
    is_short: bool = False,
    places: Sequence[tuple[str, str]] = (),
    facets: Sequence[tuple[str, str, str]] = (),
    names: Sequence[object] = (),
    entries: Sequence[PublicEntry] = (),
    next: str | None = None,
    is_first: bool = True,
) -> HTMLResponse:
    return page(
        "funds",
        "portal_search.html",
        q=q,
        is_short=is_short,
        places=places,
        facets=facets,
        names=names,
        entries=entries,
        kinds=DISCLOSURE_NAMES,
        next=next,
        is_first=is_first,
    )


def _says(entry: PublicEntry, question: Question) -> bool:
    told = (entry.subject, entry.reason, entry.clause, entry.programme, entry.source, entry.project, entry.line, entry.line_to)
    return stands_in(question, *(text for text in told if text))


def _read(row: Disclosure) -> PublicEntry:
    return PublicEntry.read(row.canonical)


def _places(question: Question, with_money: Sequence[str]) -> list[tuple[str, str]]:
    """Places of these names in which money was seen."""
    seen = {code[:digits] for code in with_money for digits in (2, 4, 6, 9, 12) if digits <= len(code)}
    found = []
    for word in question.words:
        found += [code for code in regions.search(word, limit=2_000) if code in seen]
    return [(code, regions.name_of(code)) for code in dict.fromkeys(found)][:PLACES]


@router.get(
    "/project",
    summary="一个项目或预算指标的公开情况（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(NoSuchProjectInPublic),
)
async def show_public_project(
    session: Transaction,
    number: Annotated[
        str, Query(title="项目或指标编号", max_length=40, pattern=r"^[^\x00-\x1f]*$", examples=["P-371311-2020-0007"])
    ],
) -> HTMLResponse:
    """从入库到验收的每一条公告、每一笔付款、有关的公示和公开任务。"""
    name = await find_name(session, number)
    if name is None:
        raise NoSuchProjectInPublic(number=number)
    is_project = name.about_id is not None or number.startswith("P-")
    asked = Asked(project=number) if is_project else Asked(line=number)
    totals = await store.list_totals(session, asked.which(), digits=12)
    behind = await store.list_behind(session, asked.which(), after=None, limit=ENTRIES_OF_A_PROJECT)
    notices = await list_notices_about(session, Subject(NoticeAbout.PROJECT, name.about_id)) if name.about_id else []
    objections = await letterbox.list_objections(session, [notice.id for notice in notices])
    owed = await duties.list_duties_of_entries(session, [one.entry_id for one in behind], limit=PAGE_ROWS)
    return page(
        "funds",
        "portal_project.html",
        number=number,
        name=name,
        is_project=is_project,
        where=regions.name_of(name.region),
        sums=[
            (
                STAGE_NAMES[stage],
                stage,
                asked.query(stage=stage.value),
                sum(one.lines for one in of),
                sum(one.amount_fen for one in of),
            )
            for stage in (Stage.ALLOCATED, Stage.SPENT)
            if (of := [one for one in totals if one.stage is stage])
        ],
        lines=await list_lines_of_project(session, number) if is_project else [],
        rows=[(PublicEntry.read(one.canonical), one) for one in reversed(behind)],
        kinds=DISCLOSURE_NAMES,
        notices=[notice_of_list(notice, objections, on=today()) for notice in notices],
        notice_states=NOTICE_STATE_NAMES,
        duties=[duty_line(duty, on=today()) for duty in owed],
        is_cut=len(behind) == ENTRIES_OF_A_PROJECT,
    )


@router.get(
    "/duties",
    summary="谁应公开什么、是否按期（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(UnknownRegion, UnreadableCursor),
)
async def show_public_duties(
    session: Transaction,
    region: Annotated[str, Query(title="责任单位区划代码", pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$")] = "",
    is_late: Annotated[bool, Query(alias="late", title="只列出逾期未公开的")] = False,
    after: After = None,
) -> HTMLResponse:
    """公开任务由平台列出：公开什么、在哪里、哪天以前、是否做到。"""
    if region and not regions.exists(region):
        raise UnknownRegion(pointer="/region", region=region)
    on: date = today()
    found = await duties.list_duties(
        session, owner=region or None, late_on=on if is_late else None, after=place(after), limit=PAGE_ROWS
    )
    rows = found[:PAGE_ROWS]
    return page(
        "funds",
        "portal_duties.html",
        where=regions.name_of(region) if region else "全部地区",
        region=region,
        is_late=is_late,
        duties=[duty_line(duty, on=on) for duty in rows],
        is_first=after is None,
        next=cursor(rows[-1].id) if len(found) > PAGE_ROWS else None,
    )
