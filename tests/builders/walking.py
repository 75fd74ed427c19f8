"""Helpers, campaigns and visits to households that are in the register."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.assign_households import assign_households
from services.registry.operations.assignment.enter_helper import enter_helper
from services.registry.operations.campaign.draw_sample import draw_sample
from services.registry.operations.campaign.open_campaign import open_campaign
from services.registry.operations.visit.record_household_visit import record_household_visit
from services.registry.schemas.assignment import AssignHouseholds, EnterHelper
from services.registry.schemas.campaign import DrawSample, OpenCampaign
from services.registry.schemas.visit import FoundProblem, RecordHouseholdVisit
from services.registry.tables import Campaign, Helper, Household, Visit
from shared.events import Event
from shared.security import Principal, Role
from tests.builders.watch import a_household_in_the_register

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
COUNTY = Principal("区乡村振兴局 孙", Role.COUNTY, "371311")
TOWN = Principal("街道 周", Role.TOWN, "371311001")
NOVEMBER_1, NOVEMBER_10, NOVEMBER_20, NOVEMBER_30 = (date(2024, 11, day) for day in (1, 10, 20, 30))
ALL_WELL = {"demands": "no", "policies-known": "yes"}
NEXT_VILLAGE = "371311001002"


async def a_helper(session: AsyncSession, name: str = "张帮扶", **more: Any) -> Helper:
    told = {"region": "371311", "name": name, "office": "罗庄街道办事处", "subject": f"令牌 {name}", **more}
    return await enter_helper(session, EnterHelper(**told), by=COUNTY)


async def some_households(session: AsyncSession, count: int, **more: Any) -> list[Household]:
    return [(await a_household_in_the_register(session, **more))[0] for _ in range(count)]


async def helped(session: AsyncSession, helper: Helper, households: Sequence[Household], *, on: date = NOVEMBER_1) -> None:
    form = AssignHouseholds(household_ids=[each.id for each in households], reason="结对帮扶")
    await assign_households(session, helper.id, form, by=COUNTY.subject, on=on)


async def a_campaign(session: AsyncSession, kind: str = "visit-all", *, region: str = "371311") -> Campaign:
    """From the first to the last of November 2024."""
    form = OpenCampaign(kind=kind, region=region, starts_on=NOVEMBER_1, ends_on=NOVEMBER_30)
    return await open_campaign(session, form, by=COUNTY, on=NOVEMBER_1)


def a_visit(campaign: Campaign | None = None, **more: Any) -> RecordHouseholdVisit:
    answers = ALL_WELL if campaign and campaign.kind == "visit-all" else {}
    told = {"visit_id": uuid4(), "visited_on": NOVEMBER_10, "answers": answers, "notes": "老人在家", **more}
    return RecordHouseholdVisit(campaign_id=campaign.id if campaign else None, **told)


async def visited(
    session: AsyncSession, household_id: UUID, campaign: Campaign | None = None, *, by: Principal = TOWN, **more: Any
) -> Visit:
    return await record_household_visit(session, household_id, a_visit(campaign, **more), by=by, on=NOVEMBER_20)


async def now_(session: AsyncSession, household: Household, **what: Any) -> None:
    """Let the register say otherwise of a household, whatever the way there."""
    row = await session.get_one(Household, household.id)
    for name, value in what.items():
        setattr(row, name, value)
    await session.flush()


async def a_walk(session: AsyncSession, *, on: date) -> None:
    """One of everything: a helper with a household, a campaign, a visit with a problem, and a sample drawn."""
    [household] = await some_households(session, 1)
    helper = await a_helper(session)
    await helped(session, helper, [household], on=on)
    form = OpenCampaign(kind="visit-all", region="371311", starts_on=on, ends_on=on)
    campaign = await open_campaign(session, form, by=COUNTY, on=on)
    problem = FoundProblem(found="东屋漏雨", due_on=on)
    visit = a_visit(campaign, visited_on=on, problems=[problem])
    await record_household_visit(session, household.id, visit, by=TOWN, on=on)
    await draw_sample(session, campaign.id, DrawSample(), by=COUNTY)
