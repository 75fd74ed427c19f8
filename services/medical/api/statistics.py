"""Hospitals in numbers: one-stop share, in-county treatment rate, patients' share; as JSON, page and workbook."""

import asyncio
from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.medical.api.filters import HospitalFilter
from services.medical.api.statistics_sheet import statistics_page, statistics_workbook
from services.medical.rules.month import Month, NotAMonth
from services.medical.rules.statistics import ALL, RESIDENTS, PeriodTooLong, hide_small, must_be_countable
from services.medical.schemas.statistics import FiltersView, StatisticsView, figures_view
from services.medical.store import hospitals, policies
from services.medical.store.statistics import add_up
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/statistics", "统计")

Reader = Annotated[Principal, may(Role.HOSPITAL, Role.COUNTY, Role.AUDITOR)]
Since = Annotated[str, Query(title="起始月份", max_length=7, examples=["2020-01"])]
Until = Annotated[str, Query(title="截止月份", max_length=7, examples=["2020-12"])]
ASKING = refuses(NotAMonth, PeriodTooLong)


@router.get("", summary="医疗机构统计", responses=ASKING)
async def read_statistics(
    session: Transaction, by: Reader, since: Since, until: Until, hospital: HospitalFilter = None
) -> StatisticsView:
    """按月份、医疗机构和人员类别：一站式结算率、县域内就诊率、个人负担比例、次均费用。月份以出院结算日期为准，不含已冲正的结算。"""
    return await _counted(session, by, since, until, hospital)


@router.get("/sheet", summary="医疗机构统计（网页）", response_class=HTMLResponse, responses=ASKING)
async def read_statistics_page(
    session: Transaction, by: Reader, since: Since, until: Until, hospital: HospitalFilter = None
) -> HTMLResponse:
    """同样的数字，附图表，可打印。"""
    told = await _counted(session, by, since, until, hospital)
    return statistics_page(told, await _hospitals(session, told))


@router.get(
    ".xlsx",
    summary="医疗机构统计（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | ASKING,
)
async def read_statistics_workbook(
    session: Transaction, by: Reader, since: Since, until: Until, hospital: HospitalFilter = None
) -> Response:
    """同样的数字，统计条件写在表头。"""
    told = await _counted(session, by, since, until, hospital)
    packed = await asyncio.to_thread(statistics_workbook, told, await _hospitals(session, told))
    return attached(packed, f"医疗机构统计-{told.filters.since}-{told.filters.until}.xlsx")


async def _counted(session: Transaction, by: Principal, since: str, until: str, hospital: str | None) -> StatisticsView:
    first, last = Month.read(since, pointer="/since"), Month.read(until, pointer="/until")
    must_be_countable(first, last)
    figures = hide_small(await add_up(session, since=first, until=last, hospital=hospital))
    titles = _titles()
    rows = [
        figures_view(one, title=titles.get(one.person_class, one.person_class), sees_county=by.role is not Role.HOSPITAL)
        for one in figures
    ]
    filters = FiltersView(since=str(first), until=str(last), hospital=hospital, region=by.region, asked_on=clock.today())
    return StatisticsView(filters=filters, rows=rows)


async def _hospitals(session: Transaction, told: StatisticsView) -> dict[str, str]:
    """What the hospitals in the table are called."""
    return await hospitals.find_titles(session, {row.hospital for row in told.rows if row.hospital})


def _titles() -> dict[str, str]:
    """What the policy files call the classes."""
    known = {name: title for policy in policies.shelf().policies for name, title in policy.persons.items()}
    return known | {ALL: "全部人员", RESIDENTS: "一般参保居民"}
