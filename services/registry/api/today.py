"""Today (今天): what an officer has before them, as a page for a telephone and as JSON."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import Query
from fastapi.responses import HTMLResponse

from services.registry.api.helper_views import helped_view, helper_view, name_of, region_name
from services.registry.api.households import HouseholdId
from services.registry.api.visit_views import problem_view, visit_view
from services.registry.rules.campaign import CampaignKind, round_of
from services.registry.rules.checklist import Checklist
from services.registry.rules.visit import NotYourHousehold
from services.registry.schemas.today import TodayEntry, TodaySource, TodayView
from services.registry.store import today as store
from services.registry.store import visit as visits
from services.registry.store.assignment import count_loads, find_helper_of, is_helped_by, list_assignments, list_named
from services.registry.store.campaign import list_campaigns_of_tasks, list_due_of
from services.registry.store.campaign_policy import get_kind_of
from services.registry.store.checklist import find_checklist
from services.registry.store.filling import Subject, find_newest
from services.registry.store.helped import list_mine
from services.registry.store.household import NoSuchHousehold, get_household, list_members
from services.registry.store.today_sources import GROUP_NAMES, SOURCES, Group, Source
from services.registry.tables import Campaign, Helper, Household
from shared import regions
from shared.clock import CHINA
from shared.clock import today as this_day
from shared.database import EVERYWHERE
from shared.html import page
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

HOUSEHOLDS_SHOWN = 200
VISITS_SHOWN = 20

router = door("/today", "今天")

Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.DEPARTMENT)]
Of = Annotated[
    Literal["mine", "region"] | None,
    Query(title="范围", description="mine 本人帮扶和代管的户、region 本辖区的户；不填时责任人看本人的，其他人看辖区的"),
]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="看辖区时缩小到其中一处")]


@router.get("", summary="今天：我的户、待办、变化和系统发现")
async def read_today(session: Transaction, by: Officer, of: Of = None, region: InRegion = None) -> TodayView:
    """待办含走访、问题整改、预警核实、识别退出程序、即时帮扶、核查表、名单差异、帮扶措施和计划；

    各部门工单在 notifier。部门人员只看本人帮扶的户，不看其档案的事项。"""
    helper, on = await find_helper_of(session, by.subject), this_day()
    is_mine = by.role is Role.DEPARTMENT or of == "mine" or (of is None and helper is not None)
    within = region or by.region.removesuffix(EVERYWHERE)
    whose = store.Whose(helper.id if helper else store.NOBODY, within) if is_mine else store.Whose(None, within)
    since = datetime.combine(on - timedelta(days=1), time.min, CHINA)
    sees_file = by.role is not Role.DEPARTMENT
    told = [
        await store.tell_source(session, source, whose, on=on, since=since)
        for source in SOURCES
        if sees_file or not source.is_of_file
    ]
    mine = await list_mine(session, helper.id, on=on, limit=HOUSEHOLDS_SHOWN) if helper and is_mine else []
    due = [each for each in told if each.source.group is Group.DUE]
    return TodayView(
        on=on,
        scope="mine" if is_mine else "region",
        region=within,
        helper=helper_view(helper, households=await _load(session, helper), by=by) if helper else None,
        households=[helped_view(each, by) for each in mine],
        due=sum(each.total for each in due),
        late=sum(each.late for each in due),
        sources=[_source(each, by, on) for each in told],
    )


@router.get("/page", summary="今天（网页）", response_class=HTMLResponse)
async def show_today(session: Transaction, by: Officer, of: Of = None, region: InRegion = None) -> HTMLResponse:
    """同样的内容，为手机排版，不用脚本。"""
    told = await read_today(session, by, of=of, region=region)
    groups = [(group, name, [each for each in told.sources if each.group == group]) for group, name in GROUP_NAMES.items()]
    may_see_region = by.role is not Role.DEPARTMENT
    where = region_name(told.region)
    return page("registry", "today.html", told=told, groups=groups, who=by.subject, where=where, may_see_region=may_see_region)


@router.get(
    "/households/{household_id}/page",
    summary="一户的走访页（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchHousehold, NotYourHousehold),
)
async def show_visiting(household_id: HouseholdId, session: Transaction, by: Officer) -> HTMLResponse:
    """上门前看：成员、责任人、未销号的问题和最近的走访。"""
    household, on = await get_household(session, household_id), this_day()
    if by.role is Role.DEPARTMENT and not await is_helped_by(session, household_id, by.subject, on=on):
        raise NotYourHousehold(household_id=household_id)
    members = await list_members(session, [household_id])
    held = await list_assignments(session, household_id)
    helpers = await list_named(session, {each.helper_id for each in held})
    seen = await visits.list_recent(session, household_id, limit=VISITS_SHOWN)
    campaigns = await list_campaigns_of_tasks(session, {each.task_id for each in seen if each.task_id})
    problems = await visits.list_problems(
        session, region=None, state=None, late_on=None, household_id=household_id, after=None, limit=500
    )
    running = [
        await _running(session, campaign, household, on) for campaign, _ in await list_due_of(session, household_id, on=on)
    ]
    return page(
        "registry",
        "visiting.html",
        running=running,
        household=household,
        where=region_name(household.region),
        members=[(name_of(each.name_sealed, by), each.relation, _age(each.born_on, on)) for each in members],
        phone=unseal(household.phone_sealed) if household.phone_sealed else "",
        helpers=[
            helper_view(helpers[each.helper_id], households=0, by=by)
            for each in held
            if each.until_on is None and each.helper_id in helpers
        ],
        problems=[problem_view(each, on=on) for each in problems],
        visits=[visit_view(each, campaigns.get(each.task_id) if each.task_id else None, problems, by) for each in seen],
        sees_file=by.role is not Role.DEPARTMENT,
    )


async def _load(session: Transaction, helper: Helper) -> int:
    return (await count_loads(session, [helper.id]))[helper.id]


async def _running(
    session: Transaction, campaign: Campaign, household: Household, on: date
) -> tuple[Campaign, CampaignKind, date, Checklist | None, date | None]:
    """What a campaign wants of a household now: by when, which checklist holds there, and the day on which it was filled."""
    kind, at = get_kind_of(campaign.policy, campaign.kind), round_of(campaign.dues, on) - 1
    held = find_checklist(kind.checklist, household.region, on) if kind.checklist else None
    if held is None:
        return campaign, kind, campaign.dues[at], None, None
    since = campaign.dues[at - 1] + timedelta(days=1) if at else campaign.starts_on
    filled = await find_newest(session, Subject(household.region, household.id), held[0].checklist, since=since)
    return campaign, kind, campaign.dues[at], held[0], filled.filled_on if filled else None


def _source(told: store.Told, by: Principal, on: date) -> TodaySource:
    return TodaySource(
        source=told.source.source,
        name=told.source.name,
        group=told.source.group,
        total=told.total,
        late=told.late,
        entries=[_entry(each, told.source, by, on) for each in told.entries],
    )


def _entry(entry: store.Entry, source: Source, by: Principal, on: date) -> TodayEntry:
    return TodayEntry(
        thing_id=entry.thing_id,
        household_id=entry.household_id,
        head=name_of(entry.name_sealed, by),
        region=entry.region,
        region_name=regions.short_name_of(entry.region),
        title=entry.title,
        due_on=entry.due_on,
        days=(entry.due_on - on).days if entry.due_on else None,
        link=source.link.format(thing_id=entry.thing_id, household_id=entry.household_id, year=on.year),
    )


def _age(born_on: date | None, on: date) -> int | None:
    return None if born_on is None else on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
