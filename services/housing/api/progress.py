"""Door one: how far renovations have come, as of any day, by place, mode, group, year and programme."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.housing.api.hazard import NEXT_DIGITS
from services.housing.api.progress_book import progress_book
from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.rules.progress import FACET_NAMES, UNSAID, DayAhead, Facet, Tally, must_not_be_ahead
from services.housing.rules.renovation import RENOVATION_STATE_NAMES, RenovationState
from services.housing.schemas.house import spoken_village
from services.housing.schemas.progress import UNSAID_NAMES, ProgressBoard, ProgressLine, ProgressPart
from services.housing.store.help_policy import list_budget_titles, list_group_titles
from services.housing.store.progress import WantedProgress, count_progress
from shared import clock
from shared.attachments import AS_WORKBOOK
from shared.database import EVERYWHERE
from shared.html import page
from shared.regions import AnyRegion, name_of, short_name_of
from shared.schemas import SeenText
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/renovation-progress", "危房改造进度")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码")]
On = Annotated[date | None, Query(title="统计日期", description="不填为今天；以前的日期按办理记录还原", examples=["2020-09-30"])]
OfYear = Annotated[int | None, Query(title="年度", description="已验收的为预算年度，未验收的为申请年度", ge=1978, le=2999)]
OfProgramme = Annotated[SeenText | None, Query(title="专项代码", max_length=40)]
OfMode = Annotated[Mode | None, Query(title="改造方式")]
OfGroup = Annotated[str | None, Query(title="对象类别代码", pattern=r"^[a-z][a-z0-9-]{0,39}$")]
WithFormer = Annotated[bool, Query(title="是否计入平台前的改造")]

COLUMNS = (
    ("households", "应改造"),
    ("approved", "已批准"),
    ("begun", "已开工"),
    ("built", "已完工"),
    ("safe", "验收合格"),
    ("partly", "部分到户"),
    ("paid", "补助到户"),
)
"""What a page shows of each line; a workbook shows all."""


def within(by: Principal, region: str | None) -> str:
    """The place that is asked for, or all that the asker sees."""
    return region or by.region.removesuffix(EVERYWHERE)


@router.get("", summary="危房改造进度", responses=refuses(DayAhead))
async def read_progress(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    on: On = None,
    year: OfYear = None,
    programme: OfProgramme = None,
    mode: OfMode = None,
    group: OfGroup = None,
    with_former: WithFormer = True,
) -> ProgressBoard:
    """按下一级辖区、方式、对象、年度、专项统计本人看得到的；以前某一天的进度按办理记录还原，补助到户以现在所知的到账日期为准。"""
    place, day = within(by, region), on or clock.today()
    must_not_be_ahead(day, clock.today())
    wanted = WantedProgress(
        region=place,
        on=day,
        digits=NEXT_DIGITS[len(place)],
        year=year or 0,
        programme=programme or "",
        mode=mode,
        group=group or "",
        with_former=with_former,
    )
    tallies = await count_progress(session, wanted)
    titles = {Facet.GROUP: list_group_titles(), Facet.PROGRAMME: list_budget_titles()}
    nothing = Tally(Facet.WHOLE, "", dict.fromkeys(RenovationState, 0), *(0,) * 10)
    whole = next((one for one in tallies if one.facet is Facet.WHOLE), nothing)
    parts = [
        ProgressPart(
            facet=facet,
            title=FACET_NAMES[facet],
            lines=[ProgressLine.of(one, _title(one, titles)) for one in tallies if one.facet is facet],
        )
        for facet in Facet
        if facet is not Facet.WHOLE
    ]
    where = name_of(place) if place else "全部辖区"
    return ProgressBoard(region=place, where=where, on=day, whole=ProgressLine.of(whole, "合计"), parts=parts)


@router.get("/page", summary="危房改造进度（网页）", response_class=HTMLResponse, responses=refuses(DayAhead))
async def show_progress(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    on: On = None,
    year: OfYear = None,
    programme: OfProgramme = None,
    mode: OfMode = None,
    group: OfGroup = None,
    with_former: WithFormer = True,
) -> HTMLResponse:
    """逐级点开各地；同样的条件可以下载工作簿。"""
    board = await read_progress(session, by, region, on, year, programme, mode, group, with_former)
    asked: dict[str, object] = {
        "region": region,
        "on": on,
        "year": year,
        "programme": programme,
        "mode": mode,
        "group": group,
        "with_former": None if with_former else "false",
    }

    def query(**other: object) -> str:
        told = {name: value for name, value in (asked | other).items() if value}
        return f"?{urlencode(told)}" if told else ""

    return page(
        "housing",
        "progress.html",
        board=board,
        columns=COLUMNS,
        states=RENOVATION_STATE_NAMES,
        modes=MODE_NAMES,
        query=query,
        asked=asked,
        above=_above(board.region, within(by, None)),
        today=clock.today(),
        may_upload=by.role in (Role.TOWN, Role.COUNTY),
    )


@router.get(".xlsx", summary="危房改造进度（工作簿）", response_class=Response, responses=AS_WORKBOOK | refuses(DayAhead))
async def read_progress_workbook(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    on: On = None,
    year: OfYear = None,
    programme: OfProgramme = None,
    mode: OfMode = None,
    group: OfGroup = None,
    with_former: WithFormer = True,
) -> Response:
    """一种分法一个工作表，条件写在“说明”表中。"""
    board = await read_progress(session, by, region, on, year, programme, mode, group, with_former)
    conditions = [
        ("年度", str(year) if year else "全部"),
        ("专项", list_budget_titles().get(programme, programme) if programme else "全部"),
        ("改造方式", MODE_NAMES[mode] if mode else "全部"),
        ("对象类别", list_group_titles().get(group, group) if group else "全部"),
        ("平台前的改造", "计入" if with_former else "不计入"),
    ]
    return await progress_book(board, conditions, by=by, at=clock.now())


def _title(tally: Tally, titles: Mapping[Facet, Mapping[str, str]]) -> str:
    if tally.key == UNSAID:
        return UNSAID_NAMES[tally.facet]
    match tally.facet:
        case Facet.PLACE:
            return spoken_village(tally.key) if len(tally.key) == 12 else short_name_of(tally.key)
        case Facet.MODE:
            return MODE_NAMES[Mode(tally.key)]
        case Facet.YEAR:
            return f"{tally.key}年"
        case _:
            return titles[tally.facet].get(tally.key, tally.key)


def _above(region: str, widest: str) -> str | None:
    """The place around a place, as far as the asker sees; None where there is none."""
    if len(region) <= len(widest):
        return None
    return region[: next((digits for digits in (9, 6, 4, 2, 0) if digits < len(region)), 0)]
