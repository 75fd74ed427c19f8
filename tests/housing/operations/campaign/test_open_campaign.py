"""Opening a campaign gives each household that is meant its survey at once, and no other."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.campaign.open_campaign import open_campaign
from services.housing.operations.household.follow_households import follow_households
from services.housing.operations.household.follow_people import follow_people
from services.housing.rules.campaign import (
    CampaignDueOutOfTime,
    CampaignRunsAlready,
    CampaignTooWide,
    NoHouseholdMeant,
    NoSuchCampaignKind,
)
from services.housing.rules.survey import SurveyOrigin, SurveyState
from services.housing.schemas.campaign import OpenCampaign
from services.housing.tables import Survey
from shared.events.housing import SurveyCampaignOpened
from shared.security import OutsideRegion, Principal, Role
from tests.builders.houses import AT, COUNTY, JUNE_1, TOWN_OFFICER, a_campaign, a_change, a_family, a_house, an_enrolment
from tests.builders.housing import TOWN, an_accepted_house, an_unsafe_house


async def meant(session, campaign) -> set:
    return {one.household_id for one in await session.exec(select(Survey).where(Survey.campaign_id == campaign.id))}


async def test_every_household_enrolled_since_2014_is_looked_at_and_others_are_not(session, emitted):
    enrolled = await a_family(session)
    await a_family(session, classes=["low-income"])
    await a_family(session, in_force_on=date(2013, 12, 31))
    await a_family(session, is_living=False)
    await a_family(session, village="370302001001")
    gone = await a_family(session)
    await follow_households(session, [a_change(gone.id, revision=2, state="cancelled")])

    campaign = await a_campaign(session)

    assert await meant(session, campaign) == {enrolled.id}
    told = (await emitted(session))[-1]
    assert isinstance(told, SurveyCampaignOpened)
    assert (told.campaign_id, told.households, told.due_on) == (campaign.id, 1, date(2020, 7, 31))


async def test_a_survey_knows_its_campaign_its_day_and_the_house(session):
    house = await a_house(session, family := await a_family(session))

    campaign = await a_campaign(session, "after-disaster")

    [survey] = await session.exec(select(Survey))
    assert (survey.origin, survey.state, survey.campaign_id) == (SurveyOrigin.CAMPAIGN, SurveyState.OPEN, campaign.id)
    assert (survey.household_id, survey.house_id, survey.due_on) == (family.id, house.id, date(2020, 6, 6))
    assert (survey.case_id, survey.trigger, survey.policy, survey.parts) == (None, None, "rural-houses", {})
    assert survey.id.version == 7


async def test_a_season_means_everybody_and_the_ledger_s_houses_can_be_meant_alone(session):
    for_ledger = await an_unsafe_house(session)
    await follow_households(session, [a_change(for_ledger.household_id)])
    from_register = await a_family(session, classes=[])
    await _lives(session, for_ledger.household_id)

    assert {from_register.id, for_ledger.household_id} <= await meant(session, await a_campaign(session, "flood-season"))
    assert await meant(session, await a_campaign(session, "unsafe")) == {for_ledger.household_id}


async def test_looking_back_means_houses_that_were_made_safe(session):
    accepted = await an_accepted_house(session)
    await follow_households(session, [a_change(accepted.household_id)])
    await _lives(session, accepted.household_id)
    await a_family(session)

    assert await meant(session, await a_campaign(session, "look-back")) == {accepted.household_id}
    with pytest.raises(NoHouseholdMeant):
        await a_campaign(session, "unsafe")


async def test_one_of_a_kind_runs_in_a_place(session):
    await a_family(session)
    await a_campaign(session)

    with pytest.raises(CampaignRunsAlready):
        await a_campaign(session)
    await a_campaign(session, region=TOWN, by=TOWN_OFFICER)


@pytest.mark.parametrize(
    ("told", "law"),
    [
        ({"region": "370302"}, OutsideRegion),
        ({"kind": "unheard-of"}, NoSuchCampaignKind),
        ({"due_on": date(2020, 5, 31)}, CampaignDueOutOfTime),
        ({"due_on": date(2021, 6, 3)}, CampaignDueOutOfTime),
    ],
)
async def test_what_cannot_be_opened_is_refused(session, told, law):
    await a_family(session)
    form = OpenCampaign(**({"kind": "census", "region": "371311", "asked_by": "通知"} | told))

    with pytest.raises(law):
        await open_campaign(session, form, by=COUNTY, on=JUNE_1, at=AT)


async def test_a_whole_city_is_too_wide(session):
    form = OpenCampaign(kind="census", region="3713", asked_by="市局通知")

    with pytest.raises(CampaignTooWide):
        await open_campaign(session, form, by=Principal("市局", Role.COUNTY, "3713"), on=JUNE_1, at=AT)


async def _lives(session, household_id) -> None:
    await follow_people(session, [an_enrolment(household_id, classes=[])])
