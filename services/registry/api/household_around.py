"""What goes on around a household, a line each, for its page: where to look further, and nothing of what is empty."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.api.helper_views import name_of
from services.registry.api.plan_views import plan_line
from services.registry.rules.checklist import Subject as Of
from services.registry.rules.credit import RATING_STATE_NAMES, RatingState
from services.registry.rules.double import DoubleState
from services.registry.rules.plan import OPEN
from services.registry.rules.poverty import PROCEDURE_NAMES, spoken
from services.registry.rules.procedure import ProcedureState
from services.registry.store import alert as alerts
from services.registry.store import difference as differences
from services.registry.store import visit as visits
from services.registry.store.assignment import list_held, list_named
from services.registry.store.campaign import list_due_of
from services.registry.store.checklist import checklists_in
from services.registry.store.credit import find_rating
from services.registry.store.double import list_pairs
from services.registry.store.filling import Subject, find_newest
from services.registry.store.household import get_household, list_members
from services.registry.store.plan import list_measures, list_plans_of
from services.registry.store.procedure import current_states, list_procedures
from services.registry.tables import Household
from shared.money import yuan_grouped
from shared.security import Principal, Role
from shared.service import Transaction

SHOWN = 20
"""Of each kind; a household has fewer."""


@dataclass(frozen=True)
class Around:
    """A line: of what, what is to be said, the page behind it (none where the reader may not open it), and whether it presses."""

    name: str
    text: str
    link: str = ""
    is_late: bool = False


async def look_around(session: Transaction, household_id: UUID, by: Principal, *, on: date) -> list[Around]:
    """In the order in which an officer asks: how it stands, who helps, what is planned, what is open, what is odd.

    Raises NoSuchHousehold.
    """
    household = await get_household(session, household_id)
    parts = (_standing, _helper, _walks, _plan, _credit, _checklists, _procedures, _alerts, _differences, _doubles)
    return [line for part in parts async for line in part(session, household, by, on)]


async def _standing(session: Transaction, household: Household, by: Principal, on: date) -> AsyncIterator[Around]:
    if states := await current_states(session, household.id):
        yield Around("脱贫与监测", spoken(states).replace(",", "，"))


async def _helper(session: Transaction, household: Household, by: Principal, on: date) -> AsyncIterator[Around]:
    for held in (await list_held(session, [household.id])).values():
        for helper in (await list_named(session, [held.helper_id])).values():
            yield Around("帮扶责任人", f"{name_of(helper.name_sealed, by)}，{helper.office}，{held.since_on} 起")


async def _walks(session: Transaction, household: Household, by: Principal, on: date) -> AsyncIterator[Around]:
    link = f"/today/households/{household.id}/page" if by.role is not Role.AUDITOR else ""
    for campaign, _ in await list_due_of(session, household.id, on=on):
        yield Around("走访活动", f"{campaign.title}，{campaign.ends_on} 截止", link)
    for visit in await visits.list_recent(session, household.id, limit=1):
        yield Around("最近走访", f"{visit.visited_on}，{visit.recorded_by}", link)
    found = await visits.list_problems(
        session, region=None, state=None, late_on=None, household_id=household.id, after=None, limit=SHOWN * 10
    )
    owed = [each for each in found if each.state in visits.OWED]
    if owed:
        yield Around("走访问题", f"{len(owed)} 个未销号", link, is_late=any(each.due_on < on for each in owed))


async def _plan(session: Transaction, household: Household, by: Principal, on: date) -> AsyncIterator[Around]:
    for plan in (await list_plans_of(session, household.id))[:1]:
        measures = [each for each in await list_measures(session, plan.id) if each.state in OPEN]
        late = sum(each.due_on < on for each in measures)
        text = f"{plan.year} 年，{plan_line(plan, household).standing_name}，{len(measures)} 项措施未完成"
        link = f"/households/{household.id}/plans/{plan.year}/page"
        yield Around("帮扶计划", text + (f"，逾期 {late} 项" if late else ""), link, is_late=late > 0)


async def _credit(session: Transaction, household: Household, by: Principal, on: date) -> AsyncIterator[Around]:
    if held := await find_rating(session, household.id, RatingState.DECIDED):
        until = f"，有效期至 {held.valid_until}" if held.valid_until else ""
        text = f"{held.grade_title}，授信 {yuan_grouped(held.limit_fen)} 元{until}"
        is_over = held.valid_until is not None and held.valid_until < on
        yield Around("信用等级", text, f"/households/{household.id}/credit-grade/page", is_late=is_over)
    if waiting := await find_rating(session, household.id, RatingState.PROPOSED):
        yield Around("信用评级", f"{waiting.grade_title}，{RATING_STATE_NAMES[RatingState.PROPOSED]}")


async def _checklists(session: Transaction, household: Household, by: Principal, on: date) -> AsyncIterator[Around]:
    for checklist in checklists_in(household.region, on):
        if checklist.of is not Of.HOUSEHOLD:
            continue
        link = f"/checklists/{checklist.checklist}/households/{household.id}/page"
        if checklist.is_computed:
            yield Around("核查清单", f"{checklist.title}：由登记册自动得出", link)
        elif filled := await find_newest(session, Subject(household.region, household.id), checklist.checklist):
            yield Around("核查清单", f"{checklist.title}：{filled.filled_on}，第 {filled.version} 版", link)
        else:
            yield Around("核查清单", f"{checklist.title}：还没有填写", link)


async def _procedures(session: Transaction, household: Household, by: Principal, on: date) -> AsyncIterator[Around]:
    found = await list_procedures(
        session,
        region=None,
        kind=None,
        states=[ProcedureState.RUNNING],
        household_id=household.id,
        late_on=None,
        after=None,
        limit=SHOWN,
    )
    for each in found:
        due_on = min((day for day in (each.due_on, each.whole_due_on) if day), default=None)
        text = PROCEDURE_NAMES[each.kind] + (f"，本环节限 {due_on}" if due_on else "")
        yield Around("办理中的程序", text, f"/procedures/{each.id}/page", is_late=due_on is not None and due_on < on)


async def _alerts(session: Transaction, household: Household, by: Principal, on: date) -> AsyncIterator[Around]:
    wanted = alerts.Wanted(household_id=household.id, is_decided=False)
    for each in await alerts.list_alerts(session, wanted, after=None, limit=SHOWN):
        yield Around("待核实的预警", f"{each.title}，限 {each.due_on}", f"/watch/alerts/{each.id}/page", is_late=each.due_on < on)


async def _differences(session: Transaction, household: Household, by: Principal, on: date) -> AsyncIterator[Around]:
    asked = differences.Asked(household_id=household.id, state="open", on=on)
    for each in await differences.list_differences(session, asked, after=None, limit=SHOWN):
        yield Around("名单差异", f"{each.title}，限 {each.due_on}", "/comparisons/differences/page", is_late=each.due_on < on)


async def _doubles(session: Transaction, household: Household, by: Principal, on: date) -> AsyncIterator[Around]:
    members = await list_members(session, [household.id])
    seen: set[UUID] = set()
    for member in members:
        pairs = await list_pairs(session, region=None, states=[DoubleState.OPEN], person_id=member.id, after=None, limit=SHOWN)
        for pair in pairs:
            if pair.id not in seen:
                seen.add(pair.id)
                yield Around("疑似重复", f"{member.relation}与另一份档案疑似同一人", f"/doubles/{pair.id}/page")
