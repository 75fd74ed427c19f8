from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import survey as rule
from services.housing.rules.dwelling import must_stand
from services.housing.rules.survey import NobodyLivesThere, SurveyState
from services.housing.schemas.survey import OpenSpotSurvey
from services.housing.store.house import get_house, lock_home, lock_house, lock_house_of
from services.housing.store.household import get_household
from services.housing.store.occupancy import list_occupants_now
from services.housing.store.survey import must_have_none_on_the_spot
from services.housing.store.survey_policy import get_policy
from services.housing.tables import House, Survey
from shared.security import Principal


async def open_spot_survey(session: AsyncSession, form: OpenSpotSurvey, *, by: Principal, on: date, at: datetime) -> Survey:
    """Have one house looked at because somebody said so: after a disaster, on a citizen's call, by an officer. Nobody is told.

    Raises HouseholdUnknown, NoSuchHouse, HouseGone, NobodyLivesThere, OutsideRegion, NoSurveyRule, SpotSurveyOpenAlready.
    """
    house = await _house_of(session, form)
    by.must_cover(house.region)
    await must_have_none_on_the_spot(session, house.id)
    occupants = await list_occupants_now(session, [house.id])
    policy, version = get_policy(house.region, on)

    must_stand(house.state)
    living = [stay.household_id for stay in occupants]
    if not living:
        raise NobodyLivesThere(house_id=str(house.id))

    survey = Survey(
        origin=rule.SurveyOrigin(form.origin),
        house_id=house.id,
        household_id=form.household_id if form.household_id in living else living[0],
        region=house.region,
        why=form.why,
        opened_by=by.subject,
        detected_at=at,
        due_on=rule.due_on(policy, on),
        state=SurveyState.OPEN,
        policy=policy.policy,
        policy_version=version,
    )
    session.add(survey)
    await session.flush()
    return survey


async def _house_of(session: AsyncSession, form: OpenSpotSurvey) -> House:
    if form.house_id:
        await get_house(session, form.house_id, pointer="/house_id")
        return await lock_house(session, form.house_id, pointer="/house_id")
    assert form.household_id is not None  # the form asks for one of the two
    household = await get_household(session, form.household_id, pointer="/household_id")
    await lock_home(session, household.id)
    return await lock_house_of(session, household.id, household.region)
