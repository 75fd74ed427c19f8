"""A visit is recorded once, also days later, and says what it lacks."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.visit.locate_village import locate_village
from services.registry.operations.visit.record_household_visit import record_household_visit
from services.registry.rules.visit import (
    HouseholdNotInCampaign,
    NotYourHousehold,
    PhotoOfAnother,
    QuestionNotAsked,
    SomebodyOfAnother,
    TermNotLater,
    VisitAnswerNotPossible,
    VisitKnownOtherwise,
    VisitOnAnImpossibleDay,
)
from services.registry.schemas.visit import FoundProblem, Position, TellPosition, VisitPhoto
from services.registry.store.household import list_members
from services.registry.store.visit import list_versions
from shared.events.registry import HouseholdVisited, VisitProblemRecorded
from shared.security import Principal, Role
from tests.builders.walking import (
    COUNTY,
    NEXT_VILLAGE,
    NOVEMBER_20,
    NOVEMBER_30,
    TOWN,
    Emitted,
    a_campaign,
    a_helper,
    a_visit,
    helped,
    some_households,
    visited,
)

SCHOOL = Principal("令牌 张帮扶", Role.DEPARTMENT, "371311", "education")


async def test_a_visit_that_is_sent_again_is_the_same_visit(session: AsyncSession, emitted: Emitted) -> None:
    [household] = await some_households(session, 1)
    form = a_visit()
    first = await record_household_visit(session, household.id, form, by=TOWN, on=NOVEMBER_20)
    assert await record_household_visit(session, household.id, form, by=TOWN, on=NOVEMBER_20) is first
    assert len(await list_versions(session, form.visit_id)) == 1
    assert [type(event) for event in await emitted(session)] == [HouseholdVisited]
    other = form.model_copy(update={"notes": "另写的内容"})
    with pytest.raises(VisitKnownOtherwise):
        await record_household_visit(session, household.id, other, by=TOWN, on=NOVEMBER_20)


async def test_what_was_seen_is_sealed(session: AsyncSession) -> None:
    [household] = await some_households(session, 1)
    await visited(session, household.id, notes="老人咳嗽")
    for query in (
        "SELECT to_jsonb(v)::text FROM household_visit v",
        "SELECT after::text FROM audit WHERE thing = 'household_visit'",
    ):
        assert "咳嗽" not in str((await session.execute(text(query))).scalar())


async def test_a_helper_s_visit_is_theirs_and_counts_for_its_round(session: AsyncSession) -> None:
    households, helper = await some_households(session, 1), await a_helper(session)
    await helped(session, helper, households)
    campaign = await a_campaign(session)
    visit = await visited(session, households[0].id, campaign, by=SCHOOL)
    assert (visit.helper_id, visit.round, visit.gaps, visit.region) == (helper.id, 1, [], households[0].region)


async def test_somebody_of_a_department_visits_their_own_households_alone(session: AsyncSession) -> None:
    [household] = await some_households(session, 1)
    await a_helper(session)
    with pytest.raises(NotYourHousehold):
        await visited(session, household.id, by=SCHOOL)


async def test_a_visit_says_what_it_lacks_and_how_far_from_the_village_it_was_made(session: AsyncSession) -> None:
    [household] = await some_households(session, 1)
    campaign = await a_campaign(session)
    told = TellPosition(village=household.region, latitude="35.000000", longitude="118.300000")
    await locate_village(session, told, by=COUNTY)
    there = Position(latitude="35.100000", longitude="118.300000")
    visit = await visited(session, household.id, campaign, answers={"demands": "no"}, position=there)
    assert visit.gaps == ["未答：知道享受哪些政策"]
    assert visit.metres_off in range(11_110, 11_130)


async def test_problems_come_with_the_visit_and_are_told(session: AsyncSession, emitted: Emitted) -> None:
    [household] = await some_households(session, 1)
    await visited(session, household.id, problems=[FoundProblem(found="东屋漏雨", whose="housing", due_on=NOVEMBER_30)])
    [_, told] = await emitted(session)
    assert isinstance(told, VisitProblemRecorded)
    assert (told.whose, told.due_on) == ("housing", NOVEMBER_30)


async def test_a_household_of_another_place_is_in_no_campaign_of_this(session: AsyncSession) -> None:
    [here], [there] = await some_households(session, 1), await some_households(session, 1, village=NEXT_VILLAGE)
    campaign = await a_campaign(session, region=here.region)
    with pytest.raises(HouseholdNotInCampaign):
        await visited(session, there.id, campaign)


async def test_what_cannot_be_is_refused_with_its_field(session: AsyncSession) -> None:
    [household], [other] = await some_households(session, 1), await some_households(session, 1)
    campaign = await a_campaign(session)
    [stranger, *_] = await list_members(session, [other.id])
    for wrong, law, pointer in (
        ({"visited_on": date(2024, 11, 21)}, VisitOnAnImpossibleDay, "/visited_on"),
        ({"visited_on": date(2024, 10, 31)}, VisitOnAnImpossibleDay, "/visited_on"),
        ({"answers": {"weather": "yes"}}, QuestionNotAsked, "/answers/weather"),
        ({"answers": {"demands": "perhaps"}}, VisitAnswerNotPossible, "/answers/demands"),
        ({"met": [stranger.id]}, SomebodyOfAnother, "/met/0"),
        ({"photos": [VisitPhoto(photo="other", paper_id=uuid4())]}, PhotoOfAnother, "/photos"),
        ({"problems": [FoundProblem(found="东屋漏雨", due_on=date(2024, 11, 9))]}, TermNotLater, "/problems/0/due_on"),
    ):
        with pytest.raises(law) as refused:
            await visited(session, household.id, campaign, **wrong)
        assert refused.value.pointer == pointer
