"""Who answers for what, what came of it in a year, and which reports are due when."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.office import Office
from services.notifier.rules.responsibility import account_of, year_of
from services.notifier.schemas.responsibility import CalendarDayView, ResponsibilityView, ResponsibilityYearView
from services.notifier.store.report_calendar import count_series, list_year
from services.notifier.store.responsibility import EVERYWHERE, list_asked, list_responsibilities
from shared import clock, regions
from shared.attachments import AS_WORKBOOK, as_book
from shared.html import page, wall_clock
from shared.periods import day_in_china
from shared.policy.clauses import Trust
from shared.regions import AnyRegion
from shared.security import ROLE_NAMES, OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet

router = door("/responsibilities", "责任清单")

Reader = Annotated[Principal, may(Role.DEPARTMENT, Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
InRegion = Annotated[AnyRegion | None, Query(title="哪里", description="不填的为本辖区", examples=["371311"])]
Year = Annotated[int, Path(title="年度", ge=2014, le=2100, examples=[2020])]
OfYear = Annotated[int | None, Query(title="年度", description="不填的为今年", ge=2014, le=2100)]


@router.get("", summary="责任清单", responses=refuses(OutsideRegion))
async def read_list(by: Reader, region: InRegion = None) -> list[ResponsibilityView]:
    """谁负责什么，出自哪份文件哪一条；上级的在前，本地的在后。"""
    return _list(_where(by, region))


@router.get("/page", summary="责任清单（网页）", response_class=HTMLResponse, responses=refuses(OutsideRegion))
async def show_list(session: Transaction, by: Reader, region: InRegion = None, year: OfYear = None) -> HTMLResponse:
    """责任清单，和本年度因此派出的工单、报告办得怎样。"""
    where, asked = _where(by, region), year or day_in_china(clock.now()).year
    return page(
        "notifier",
        "responsibilities.html",
        region=where,
        year=asked,
        rows=await _year(session, where, asked),
        office=Office,
        named=_named,
    )


@router.get("/list.xlsx", summary="责任清单（Excel）", response_class=Response, responses=AS_WORKBOOK | refuses(OutsideRegion))
async def take_list(by: Reader, region: InRegion = None) -> Response:
    """一项责任一行。"""
    where = _where(by, region)
    rows = [_cells(one) for one in _list(where)]
    return await as_book(f"责任清单-{_named(where)}.xlsx", Sheet("责任清单", _COLUMNS, rows), asked=_taken(by, where, len(rows)))


@router.get("/years/{year}", summary="责任年度情况", responses=refuses(OutsideRegion))
async def read_year(year: Year, session: Transaction, by: Reader, region: InRegion = None) -> list[ResponsibilityYearView]:
    """每项责任在这一年到期的工单、报告和任务：多少件，办结多少，逾期多少。只数本人可见的。"""
    return await _year(session, _where(by, region), year)


@router.get(
    "/years/{year}/report.xlsx",
    summary="责任年度报告（Excel）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(OutsideRegion),
)
async def take_year(year: Year, session: Transaction, by: Reader, region: InRegion = None) -> Response:
    """责任清单，每项后面是这一年的件数。"""
    where = _where(by, region)
    rows = [[*_cells(one), *_figures(one)] for one in await _year(session, where, year)]
    sheet = Sheet(f"{year}年度", [*_COLUMNS, ("年内到期", 10), ("已办结", 10), ("逾期", 10), ("未办结", 10)], rows)
    asked = [("年度", str(year)), *_taken(by, where, len(rows))]
    return await as_book(f"责任年度报告-{_named(where)}-{year}.xlsx", sheet, asked=asked)


@router.get("/calendar", summary="报告日历", responses=refuses(OutsideRegion))
async def read_calendar(session: Transaction, by: Reader, region: InRegion = None, year: OfYear = None) -> list[CalendarDayView]:
    """这一年哪天该报什么，派出了多少，报了多少。"""
    return await _calendar(session, _where(by, region), year or day_in_china(clock.now()).year)


@router.get("/calendar/page", summary="报告日历（网页）", response_class=HTMLResponse, responses=refuses(OutsideRegion))
async def show_calendar(session: Transaction, by: Reader, region: InRegion = None, year: OfYear = None) -> HTMLResponse:
    """同上，按到期的先后；日期为推定的写明。"""
    where, today = _where(by, region), day_in_china(clock.now())
    rows = await _calendar(session, where, year or today.year)
    return page(
        "notifier",
        "calendar.html",
        region=where,
        year=year or today.year,
        today=today,
        rows=rows,
        office=Office,
        named=_named,
    )


def _where(by: Principal, region: str | None) -> str:
    """The asked place, or the asker's own. Raises OutsideRegion."""
    if region:
        by.must_cover(region, pointer="/query/region")
    return region or by.region


def _named(region: str) -> str:
    return "全部辖区" if region == EVERYWHERE else regions.name_of(region)


def _list(where: str) -> list[ResponsibilityView]:
    return [
        ResponsibilityView(
            list_code=policy.policy,
            region=policy.region,
            reference=policy.source(rule).spoken,
            is_counted=rule.is_counted,
            answers=list(rule.answers),
            **rule.model_dump(include={"rule", "title", "duty", "level", "department", "post"}),
        )
        for policy, rule in list_responsibilities(where, day_in_china(clock.now()))
    ]


async def _year(session: AsyncSession, where: str, year: int) -> list[ResponsibilityYearView]:
    since, until = year_of(year)
    at = clock.now()
    rows = []
    for view, (policy, rule) in zip(_list(where), list_responsibilities(where, day_in_china(at)), strict=True):
        asked = await list_asked(session, policy, rule, region=where, since=since, until=until)
        account = account_of(asked, at)
        told = view.model_dump()
        rows.append(ResponsibilityYearView(**told, asked=account.asked, done=account.done, late=account.late, owed=account.owed))
    return rows


async def _calendar(session: AsyncSession, where: str, year: int) -> list[CalendarDayView]:
    dues = list_year(where, year)
    counted = await count_series(session, {due.policy.series(due.rule, due.due_on) for due in dues}, region=where, at=clock.now())
    rows = []
    for due in dues:
        source = due.policy.source(due.rule)
        ordered, done, late = counted.get(due.policy.series(due.rule, due.due_on), (0, 0, 0))
        rows.append(
            CalendarDayView(
                due_on=due.due_on,
                title=due.rule.title,
                task=due.rule.task,
                region=due.region,
                level=due.rule.addressee,
                department=due.rule.department,
                opens_on=due.due_on - timedelta(days=due.rule.opens_days_before),
                reference=source.spoken,
                is_inferred=source.trust is Trust.INFERRED,
                ordered=ordered,
                done=done,
                late=late,
            )
        )
    return rows


_WIDTHS = {
    "哪里的清单": 16,
    "责任事项": 20,
    "责任内容": 40,
    "牵头单位": 18,
    "责任单位": 40,
    "哪一级": 10,
    "岗位": 14,
    "平台中的部门": 12,
    "依据": 50,
}
_COLUMNS = list(_WIDTHS.items())


def _cells(one: ResponsibilityView) -> list[str | int | None]:
    department = one.department.label if one.department else ""
    level = Office(one.level, None).label
    place, answers = _named(one.region), "、".join(one.answers)
    return [place, one.title, one.duty, one.answers[0], answers, level, one.post, department, one.reference]


def _figures(one: ResponsibilityYearView) -> Sequence[int | None]:
    return [one.asked, one.done, one.late, one.owed] if one.is_counted else [None] * 4


def _taken(by: Principal, where: str, rows: int) -> list[tuple[str, str]]:
    who = f"{by.subject}（{ROLE_NAMES[by.role]}）"
    return [("哪里", _named(where)), ("行数", str(rows)), ("导出人", who), ("导出时间", wall_clock(clock.now()))]
