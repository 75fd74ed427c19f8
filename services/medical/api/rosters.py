"""Rosters of who is insured with public money each year: made by one person, confirmed by another, supplemented."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from services.medical.api.beneficiaries import InRegion
from services.medical.api.roster_views import (
    PERSON_COLUMNS,
    asked_of,
    change_title,
    entry_view,
    person_cells,
    region_title,
    roster_view,
    sum_views,
    within,
)
from services.medical.operations.roster.confirm_roster import confirm_roster
from services.medical.operations.roster.discard_roster import discard_roster
from services.medical.operations.roster.make_roster import make_roster
from services.medical.rules import roster as rules
from services.medical.rules.premium import NoSuchPremiumProgramme
from services.medical.schemas.roster import ConfirmRoster, EntryView, MakeRoster, RosterTotalsView, RosterView, SumView
from services.medical.store import beneficiaries, rosters
from shared import clock
from shared.attachments import AS_WORKBOOK, as_book
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, paged, place
from shared.policy.load import NoPolicyInForce
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet, Yuan

router = door("/rosters", "参保资助名册")

RosterId = Annotated[UUID, Path(title="名册编号")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
Programme = Annotated[str, Query(title="项目代码", pattern=r"^[a-z0-9-]*$", max_length=60)]
Year = Annotated[int | None, Query(title="参保年度", ge=2010, le=2100)]
ByClass = Annotated[str, Query(title="据以资助的类别代码", pattern=r"^[a-z-]*$", max_length=60)]


@router.post(
    "",
    status_code=201,
    summary="编制年度名册或补充名册",
    responses=refuses(
        NoPolicyInForce,
        NoSuchPremiumProgramme,
        OutsideRegion,
        rules.CountedInFuture,
        rules.RosterOfAnotherExtent,
        rules.RosterTooLarge,
        rules.NobodyQualifies,
        rules.NothingToSupplement,
    ),
)
async def create_roster(form: MakeRoster, session: Transaction, by: Officer) -> RosterView:
    """按政策文件和清点日期的身份生成草稿；确认之前再次编制即重做草稿，确认之后再次编制即生成增减人员的补充名册。"""
    return roster_view(await make_roster(session, form, by=by, on=clock.today()))


@router.get("", summary="名册列表", responses=refuses(UnreadableCursor))
async def list_rosters(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    programme: Programme = "",
    year: Year = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[RosterView]:
    """新的在前。镇村可见覆盖本地的县区名册，其中的人员只见本地的。"""
    found = await rosters.list_rosters(
        session, region=region or "", programme=programme, year=year, after=place(after), limit=limit
    )
    return paged(found, limit, roster_view)


@router.get("/{roster_id}", summary="查询名册", responses=refuses(rules.NoSuchRoster))
async def read_roster(roster_id: RosterId, session: Transaction, by: Reader) -> RosterView:
    return roster_view(await rosters.get_roster(session, roster_id))


@router.delete(
    "/{roster_id}",
    status_code=204,
    summary="作废名册草稿",
    responses=refuses(rules.NoSuchRoster, OutsideRegion, rules.RosterConfirmed),
)
async def delete_roster(roster_id: RosterId, session: Transaction, by: Officer) -> None:
    """已确认的名册不能作废。"""
    await discard_roster(session, roster_id=roster_id, by=by)


@router.post(
    "/{roster_id}/confirmation",
    status_code=201,
    summary="确认名册",
    responses=refuses(rules.NoSuchRoster, OutsideRegion, rules.RosterConfirmed, rules.ConfirmedByItsMaker, rules.RosterMadeAnew),
)
async def create_confirmation(roster_id: RosterId, form: ConfirmRoster, session: Transaction, by: Officer) -> RosterView:
    """由编制人以外的人核对后确认；确认后不可更改，金额通知资金服务。"""
    return roster_view(await confirm_roster(session, form, roster_id=roster_id, by=by))


@router.get("/{roster_id}/totals", summary="名册合计", responses=refuses(rules.NoSuchRoster))
async def read_totals(roster_id: RosterId, session: Transaction, by: Reader) -> RosterTotalsView:
    """按镇街和人员类别，精确到分；镇村只合计本地人员。"""
    roster = await rosters.get_roster(session, roster_id)
    standing = await rosters.net_of(session, roster)
    return RosterTotalsView(
        roster_id=roster.id,
        by_town=sum_views(await rosters.sums_by_town(session, roster.id)),
        by_class=sum_views(await rosters.sums_by_class(session, roster.id), roster.programme_terms["persons"]),
        standing_persons=len(standing),
        standing_fen=sum(line.amount_fen for line in standing.values()),
    )


@router.get("/{roster_id}/entries", summary="名册人员", responses=refuses(rules.NoSuchRoster, UnreadableCursor))
async def list_entries(
    roster_id: RosterId,
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    by_class: ByClass = "",
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[EntryView]:
    """镇村只见本地人员。证件全号和姓名只给县区和所在村。"""
    roster = await rosters.get_roster(session, roster_id)
    found = await rosters.list_entries(
        session, roster_id, region=within(by, region), by_class=by_class, after=place(after), limit=limit
    )
    papers = await beneficiaries.find_papers(session, [entry.identity_hash for entry in found])
    rows = [entry_view(entry, roster, papers, by) for entry in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].person_id) if len(found) > limit else None)


@router.get(
    "/{roster_id}/entries.xlsx",
    summary="名册人员（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchRoster),
)
async def read_entries_workbook(
    roster_id: RosterId, session: Transaction, by: Reader, region: InRegion = None, by_class: ByClass = ""
) -> Response:
    """含按镇街、按类别的合计；条件写在最后一页。"""
    roster = await rosters.get_roster(session, roster_id)
    prefix = within(by, region)
    found = await rosters.list_entries(
        session, roster_id, region=prefix, by_class=by_class, after=None, limit=rules.PERSONS_LIMIT
    )
    papers = await beneficiaries.find_papers(session, [entry.identity_hash for entry in found])
    views = [entry_view(entry, roster, papers, by) for entry in found]
    terms, told = roster.programme_terms, roster_view(roster)
    people = Sheet(
        "名册",
        (*PERSON_COLUMNS, ("资助类别", 30), ("资助比例", 10), ("变动", 8), ("金额（元）", 14)),
        [
            (
                *person_cells(view.person_id, view.name, view.id_number, view.region),
                view.class_title,
                view.share,
                change_title(view.change),
                Yuan(view.amount_fen),
            )
            for view in views
        ]
        + [("合计", f"{len(views)} 人次", "", "", "", "", "", "", Yuan(sum(view.amount_fen for view in views)))],
    )
    towns = _sums("按镇街", "镇街", sum_views(await rosters.sums_by_town(session, roster.id)))
    classes = _sums("按类别", "类别", sum_views(await rosters.sums_by_class(session, roster.id), terms["persons"]))
    kind = f"第 {told.number} 号补充名册" if told.number else "年度名册"
    filters = [
        ("名册", f"{told.year} 年度 {terms['title']} {told.region_name} {kind}"),
        ("状态", rules.ROSTER_STATUS_TITLES[told.status]),
        ("清点日期", told.counted_on),
        ("政策文件", f"{told.policy} 版本 {told.policy_version}"),
        ("内容摘要", told.content_hash),
        ("地区", region_title(prefix) if prefix else ""),
        ("资助类别", by_class),
    ]
    return await as_book(
        f"{terms['title']}名册-{told.year}-{told.number}.xlsx", people, towns, classes, asked=asked_of(by, filters)
    )


def _sums(title: str, key: str, views: Sequence[SumView]) -> Sheet:
    rows = [(each.title, each.persons, Yuan(each.amount_fen)) for each in views]
    return Sheet(title, ((key, 34), ("人数", 10), ("金额（元）", 16)), rows)
