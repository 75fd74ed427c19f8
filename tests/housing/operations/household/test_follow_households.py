"""What housing knows of households, and where they live when they end and come back."""

from datetime import date

from sqlmodel import select

from services.housing.operations.household.follow_households import follow_households
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.household import HouseholdState
from services.housing.rules.occupancy import LeftWhy
from services.housing.rules.survey import SurveyState
from services.housing.store.occupancy import find_open_stay
from services.housing.tables import Hazard, Household, Survey
from shared.ids import uuid7
from tests.builders.houses import a_campaign, a_change, a_family, a_house
from tests.builders.housing import OTHER_VILLAGE


async def test_a_household_is_kept_as_registry_said_last(session):
    id = uuid7()
    await follow_households(session, [a_change(id, revision=3, region=OTHER_VILLAGE), a_change(id, revision=2)])
    await follow_households(session, [a_change(id, revision=1, state="cancelled")])

    household = (await session.exec(select(Household))).one()
    assert (household.region, household.state, household.revision) == (OTHER_VILLAGE, HouseholdState.CURRENT, 3)


async def test_a_household_that_is_no_more_lives_nowhere_and_is_asked_nothing(session):
    family = await a_family(session)
    house = await a_house(session, family)
    session.add(a_hazard(house, family))
    await a_campaign(session)

    await follow_households(session, [a_change(family.id, revision=2, state="cancelled", kind="cancelled")])

    assert await find_open_stay(session, family.id) is None
    [survey] = await session.exec(select(Survey))
    await session.refresh(survey)
    assert (survey.state, survey.cancelled_why) == (SurveyState.CANCELLED, "该户已销户")
    assert (await session.exec(select(Hazard))).one().struck_why is StruckWhy.MOVED_OUT


async def test_one_that_comes_back_lives_where_it_lived(session):
    family = await a_family(session)
    house = await a_house(session, family)
    session.add(a_hazard(house, family))
    await session.flush()
    await follow_households(session, [a_change(family.id, revision=2, state="cancelled", kind="cancelled")])

    await follow_households(session, [a_change(family.id, revision=3, kind="restored")])

    stay = await find_open_stay(session, family.id)
    assert stay is not None
    assert (stay.house_id, stay.left_why) == (house.id, None)
    assert (await session.exec(select(Hazard))).one().struck_on is None


async def test_who_moved_away_before_is_not_brought_back(session):
    family = await a_family(session)
    await a_house(session, family)
    stay = await find_open_stay(session, family.id)
    assert stay is not None
    stay.until_on, stay.left_why = date(2019, 1, 1), LeftWhy.MOVED
    await session.flush()

    await follow_households(session, [a_change(family.id, revision=3, kind="restored")])

    assert await find_open_stay(session, family.id) is None


def a_hazard(house, family) -> Hazard:
    return Hazard(
        house_id=house.id,
        household_id=family.id,
        region=house.region,
        grade="C",
        graded_on=date(2020, 1, 5),
        listed_by="survey",
        listed_on=date(2020, 1, 5),
    )
