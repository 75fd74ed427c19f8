"""Opening a campaign fixes its households at once: those whom its kind means, and no others."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.campaign.open_campaign import open_campaign
from services.registry.rules.campaign import CampaignPeriodNotUsable, CampaignRunsAlready, NobodyMeant, NoSuchCampaignKind
from services.registry.rules.vocabulary import HouseholdState, PersonClass
from services.registry.schemas.campaign import OpenCampaign
from services.registry.store.household import list_members
from services.registry.tables import Campaign, CampaignTask, Household
from shared.events.registry import CampaignOpened
from shared.security import OutsideRegion
from tests.builders.walking import COUNTY, NOVEMBER_1, NOVEMBER_30, TOWN, Emitted, a_campaign, some_households

ELDER, ADULT, CHILD = date(1950, 1, 1), date(1985, 1, 1), date(2015, 6, 1)


async def meant(session: AsyncSession, campaign: Campaign) -> set[object]:
    tasks = await session.exec(select(CampaignTask).where(CampaignTask.campaign_id == campaign.id))
    return {task.household_id for task in tasks}


async def of_ages(session: AsyncSession, *ages: date, away: Sequence[date] = ()) -> Household:
    """A household of people born on these days; those of `away` work elsewhere."""
    [household] = await some_households(session, 1, members=1, born_on=ages[0], particulars=_away(ages[0] in away))
    for born_on in ages[1:]:
        [other] = await some_households(session, 1, members=1, born_on=born_on, particulars=_away(born_on in away))
        await _join(session, other, household)
    return household


def _away(is_away: bool) -> dict[str, str]:
    return {"务工所在地": "省外"} if is_away else {}


async def _join(session: AsyncSession, other: Household, household: Household) -> None:
    [person] = await list_members(session, [other.id])
    person.household_id = household.id
    (await session.get_one(Household, other.id)).state = HouseholdState.CANCELLED
    await session.flush()


async def test_households_of_the_classes_are_in_it_and_others_are_not(session: AsyncSession, emitted: Emitted) -> None:
    poor, watched = await some_households(session, 1), await some_households(session, 1, classes=[PersonClass.MONITORED])
    await some_households(session, 1, classes=())
    await some_households(session, 1, village="371302001001")
    campaign = await a_campaign(session)
    assert await meant(session, campaign) == {each.id for each in [*poor, *watched]}
    [told] = await emitted(session)
    assert isinstance(told, CampaignOpened)
    assert told.households == 2


async def test_left_behind_are_children_and_elders_whose_grown_ups_work_elsewhere(session: AsyncSession) -> None:
    children = await of_ages(session, ELDER, ADULT, CHILD, away=[ADULT])
    elders = await of_ages(session, ELDER, ADULT, away=[ADULT])
    await of_ages(session, ELDER, ADULT, CHILD)
    alone = await of_ages(session, ELDER)
    assert await meant(session, await a_campaign(session, "left-behind-children")) == {children.id}
    assert await meant(session, await a_campaign(session, "left-behind-elders")) == {children.id, elders.id, alone.id}
    assert await meant(session, await a_campaign(session, "elders-alone")) == {alone.id}


async def test_one_campaign_of_a_kind_runs_in_a_place_at_a_time(session: AsyncSession) -> None:
    await some_households(session, 1)
    await a_campaign(session)
    with pytest.raises(CampaignRunsAlready):
        await a_campaign(session)
    await a_campaign(session, "winter")


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        ({"kind": "no-such"}, NoSuchCampaignKind),
        ({"ends_on": date(2024, 10, 1)}, CampaignPeriodNotUsable),
        ({"ends_on": date(2027, 10, 1)}, CampaignPeriodNotUsable),
        ({"region": "371302"}, OutsideRegion),
        ({"region": "371311002"}, NobodyMeant),
    ],
)
async def test_what_cannot_be_walked_is_not_opened(session: AsyncSession, wrong: dict[str, object], law: type[Exception]) -> None:
    await some_households(session, 1)
    form = {"kind": "winter", "region": "371311", "starts_on": NOVEMBER_1, "ends_on": NOVEMBER_30} | wrong
    with pytest.raises(law):
        await open_campaign(session, OpenCampaign(**form), by=COUNTY, on=NOVEMBER_1)


async def test_a_town_opens_none_for_the_county(session: AsyncSession) -> None:
    form = OpenCampaign(kind="winter", region="371311", starts_on=NOVEMBER_1, ends_on=NOVEMBER_30)
    with pytest.raises(OutsideRegion):
        await open_campaign(session, form, by=TOWN, on=NOVEMBER_1)
