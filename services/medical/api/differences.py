"""Who should be insured and is not, who is and should not be, who is twice: for people who can act on it."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from services.medical.api.beneficiaries import InRegion
from services.medical.api.roster_views import PERSON_COLUMNS, asked_of, difference_view, person_cells, region_title, within
from services.medical.rules.premium import SCHEME_TITLES
from services.medical.rules.roster import NoSuchRoster
from services.medical.schemas.enrolment import (
    DIFFERENCE_TITLES,
    DifferenceCountsView,
    DifferenceKind,
    DifferenceView,
    VillageCount,
)
from services.medical.store import beneficiaries, enrolments, rosters
from shared.attachments import AS_WORKBOOK, as_book
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, Sheet

router = door("/rosters/{roster_id}", "参保差异")

RosterId = Annotated[UUID, Path(title="名册编号")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
Kind = Annotated[
    DifferenceKind, Query(title="差异", description="missing 应保未保；extra 在保而不在册；twice 重复参保（每条一行）")
]


@router.get("/difference-counts", summary="参保差异统计", responses=refuses(NoSuchRoster))
async def read_difference_counts(
    roster_id: RosterId, session: Transaction, by: Reader, region: InRegion = None
) -> list[DifferenceCountsView]:
    """三种差异的条数和按村条数；以这份名册为止的累计名册与正在使用的参保文件相比。"""
    roster = await rosters.get_roster(session, roster_id)
    return [
        _counts(kind, await enrolments.count_differences(session, roster, kind=kind.value, region=within(by, region)))
        for kind in DifferenceKind
    ]


@router.get("/differences", summary="参保差异名单", responses=refuses(NoSuchRoster, UnreadableCursor))
async def list_differences(
    roster_id: RosterId,
    session: Transaction,
    by: Reader,
    kind: Kind = DifferenceKind.MISSING,
    region: InRegion = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DifferenceView]:
    """应保未保的名单即预警名单。镇村只见本地人员。"""
    roster = await rosters.get_roster(session, roster_id)
    found = await enrolments.list_differences(
        session, roster, kind=kind.value, region=within(by, region), after=place(after), limit=limit
    )
    papers = await beneficiaries.find_papers(session, [one.identity_hash for one in found])
    return paged(found, limit, lambda one: difference_view(one, papers, by))


@router.get(
    "/differences.xlsx",
    summary="参保差异（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(NoSuchRoster),
)
async def read_differences_workbook(roster_id: RosterId, session: Transaction, by: Reader, region: InRegion = None) -> Response:
    """三种差异各一页，另有按村统计；条件写在最后一页。"""
    roster, prefix = await rosters.get_roster(session, roster_id), within(by, region)
    lists, counted = [], []
    for kind in DifferenceKind:
        found = await enrolments.list_differences(session, roster, kind=kind.value, region=prefix, after=None, limit=ROWS_LIMIT)
        papers = await beneficiaries.find_papers(session, [one.identity_hash for one in found])
        lists.append(_sheet(kind, [difference_view(one, papers, by) for one in found[:ROWS_LIMIT]]))
        villages = await enrolments.count_differences(session, roster, kind=kind.value, region=prefix)
        counted += [(DIFFERENCE_TITLES[kind], region_title(village), count) for village, count in villages.items()]
    by_village = Sheet("按村统计", (("差异", 16), ("村（社区）", 44), ("条数", 10)), counted)
    terms = roster.programme_terms
    filters = [
        ("名册", f"{roster.year} 年度 {terms['title']} {region_title(roster.region)} 第 {roster.number} 号为止"),
        ("清点日期", roster.counted_on),
        ("地区", region_title(prefix) if prefix else ""),
    ]
    return await as_book(f"参保差异-{roster.year}.xlsx", *lists, by_village, asked=asked_of(by, filters))


def _sheet(kind: DifferenceKind, views: list[DifferenceView]) -> Sheet:
    return Sheet(
        DIFFERENCE_TITLES[kind],
        (*PERSON_COLUMNS, ("险种", 22), ("参保文件", 38), ("文件行号", 10)),
        [
            (
                *person_cells(view.person_id, view.name, view.id_number, view.region),
                SCHEME_TITLES[view.scheme] if view.scheme else "",
                str(view.file_id or ""),
                view.row_no or "",
            )
            for view in views
        ],
    )


def _counts(kind: DifferenceKind, villages: dict[str, int]) -> DifferenceCountsView:
    return DifferenceCountsView(
        kind=kind,
        title=DIFFERENCE_TITLES[kind],
        total=sum(villages.values()),
        villages=[
            VillageCount(region=region, region_name=region_title(region), count=count) for region, count in villages.items()
        ],
    )
