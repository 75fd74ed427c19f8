"""The health office's page: programmes, progress, missed visits, examinations still due. It reads people, so it asks what for."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from services.medical.api.health.boards import FIRST_YEAR, checklist_views, coverage_views, progress_view
from services.medical.api.health.reading import NOT_KEPT, TAG, Health, reading_of
from services.medical.api.health.views import due_view, file_lines
from services.medical.rules.health.file import DayNotPossible, must_fall_between
from services.medical.rules.health.programme import KIND_TITLES, InForce, Kind
from services.medical.rules.health.progress import as_percent
from services.medical.rules.health.reading import PURPOSE_TITLES, Purpose
from services.medical.schemas.health.board import ProgressView
from services.medical.store.health import boards, examinations, files, programmes
from services.medical.store.health.reads import Reading
from shared import clock, html
from shared.database import EVERYWHERE
from shared.regions import AnyRegion, name_of, short_name_of
from shared.service import Transaction, door, refuses

router = door("/health", TAG)

ON_THE_PAGE = 100
"""Names on each list; a county with more has the lists over the API and as workbooks."""


@router.get("/board", summary="健康扶贫工作台（网页）", response_class=HTMLResponse, responses=refuses(DayNotPossible))
async def show_board(
    request: Request,
    session: Transaction,
    by: Health,
    purpose: Annotated[Purpose | None, Query(title="用途", description="没有填写的，先出现选择用途的页面")] = None,
    region: Annotated[AnyRegion | None, Query(title="行政区划代码", description="不填即本人辖区")] = None,
    year: Annotated[int | None, Query(title="年度", description="不填即今年", ge=FIRST_YEAR, le=2100)] = None,
) -> HTMLResponse:
    """项目与 442 进度、逾期随访、待查体、康复覆盖率；列出姓名的每一份档案都留查阅痕迹。"""
    today = clock.today()
    year = year or today.year
    must_fall_between("/year", date(FIRST_YEAR, 1, 1), date(year, 1, 1), today)
    within = region or by.region.removesuffix(EVERYWHERE)
    where = name_of(within) if within else "全部辖区"
    if purpose is None:
        return html.page("medical", "health_purpose.html", where=where, purposes=PURPOSE_TITLES, region=region, year=year)
    reading = reading_of(request, purpose)
    on = min(today, date(year, 12, 31))
    place = programmes.rules_at(within, on)
    overdue = await files.list_most_overdue(session, reading, within=within, on=today, limit=ON_THE_PAGE)
    shown = html.page(
        "medical",
        "health_board.html",
        where=where,
        today=today,
        year=year,
        reader=by.subject,
        purpose=PURPOSE_TITLES[purpose],
        programmes=await _programmes(session, reading, place, within, today),
        progress=await _progress(session, reading, place, within, year),
        checklist=await checklist_views(session, reading, region=within, on=on),
        coverages=await coverage_views(session, reading, region=within, on=on),
        overdue=await file_lines(session, overdue, on=today),
        limit=ON_THE_PAGE,
        examination=await _examination(session, reading, within, today),
    )
    shown.headers.update(NOT_KEPT)
    return shown


async def _programmes(
    session: Transaction, reading: Reading, place: InForce, within: str, today: date
) -> list[dict[str, object]]:
    """Those that apply here and those that have files, by kind."""
    standing = await boards.count_programmes(session, reading, within=within, on=today)
    elsewhere = programmes.titles_by_code()
    known = {code: (programme.title, programme.kind) for code, (programme, _) in place.programmes.items()}
    lines = [
        {
            "title": known[code][0] if code in known else elsewhere[code],
            "kind": kind,
            "kind_title": KIND_TITLES[kind],
            "counts": standing.get(code, boards.Standing()),
        }
        for code in dict.fromkeys([*known, *standing])
        for kind in [known[code][1] if code in known else Kind(standing[code].kind)]
    ]
    return sorted(lines, key=lambda line: list(Kind).index(Kind(str(line["kind"]))))


async def _progress(session: Transaction, reading: Reading, place: InForce, within: str, year: int) -> ProgressView | None:
    return await progress_view(session, reading, region=within, year=year) if place.progress else None


async def _examination(session: Transaction, reading: Reading, within: str, today: date) -> dict[str, object] | None:
    rule = programmes.rules_at(within, today).examination
    if rule is None:
        return None
    asked: dict[str, Any] = {"classes": rule[0].classes, "within": within, "year": today.year, "on": today}
    counted = await examinations.count_examined(session, **asked)
    due = await examinations.list_due(session, reading, **asked, limit=ON_THE_PAGE)
    entitled, examined = sum(town.entitled for town in counted), sum(town.examined for town in counted)
    return {
        "entitled": entitled,
        "examined": examined,
        "share": as_percent(examined, entitled),
        "reference": rule[1].spoken,
        "towns": [(short_name_of(town.town), town.entitled, town.examined) for town in counted],
        "due": [due_view(one) for one in due],
    }
