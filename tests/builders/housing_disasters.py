"""Disasters and places to sleep, as tests say them: a typhoon on the evening of 10 August 2019."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.disaster.declare_disaster import declare_disaster
from services.housing.operations.shelter.open_shelter import open_shelter
from services.housing.operations.shelter.shelter_household import shelter_household
from services.housing.operations.survey.complete_survey import complete_survey
from services.housing.schemas.disaster import DeclareDisaster
from services.housing.schemas.shelter import OpenShelter, ShelterHousehold
from services.housing.schemas.survey import CompleteSurvey
from services.housing.store.strike import Struck
from services.housing.store.struck import plan_struck
from services.housing.tables import Disaster, Shelter, ShelterStay, StruckHousehold, Survey
from shared import clock
from shared.security import Principal, Role
from tests.builders.houses import Family
from tests.builders.housing import SOUND, TOWN, UNSAFE, VILLAGE

OFFICER = Principal("区应急局 李", Role.COUNTY, "371311")
VILLAGER = Principal("龙潭社区 赵", Role.VILLAGE, VILLAGE)
HAPPENED = datetime(2019, 8, 10, 19, 0, tzinfo=clock.CHINA)
DECLARED = datetime(2019, 8, 10, 21, 0, tzinfo=clock.CHINA)
DUE = DECLARED + timedelta(hours=24)


def a_typhoon(**told: Any) -> DeclareDisaster:
    """Over the town of 罗庄街道, one household confirmed, unless said otherwise."""
    usual: dict[str, Any] = {
        "region": "371311",
        "kind": "typhoon",
        "title": "台风“利奇马”",
        "happened_at": HAPPENED,
        "confirmed": 1,
    }
    if not told.keys() & {"places", "households", "houses", "list_id"}:
        usual["places"] = [TOWN]
    return DeclareDisaster(**(usual | told))


async def a_disaster(session: AsyncSession, *, at: datetime = DECLARED, by: Principal = OFFICER, **told: Any) -> Struck:
    """Declared over places, with as many households as there are."""
    places: Sequence[str] = told.get("places", [TOWN])
    plan = await plan_struck(session, region=told.get("region", "371311"), places=places, ids=(), disaster_id=None)
    form = a_typhoon(**({"confirmed": sum(each.households for each in plan)} | told))
    return await declare_disaster(session, form, by=by, at=at)


async def survey_of(session: AsyncSession, disaster: Disaster, household_id: UUID) -> Survey:
    """The survey that a struck household waits for."""
    query = select(Survey).join(StruckHousehold, StruckHousehold.survey_id == Survey.id)  # type: ignore[arg-type]
    query = query.where(StruckHousehold.disaster_id == disaster.id, StruckHousehold.household_id == household_id)
    return (await session.exec(query.execution_options(populate_existing=True))).one()


async def seen(session: AsyncSession, disaster: Disaster, family: Family, *, at: datetime = DUE, **parts: str) -> Survey:
    """Its house was looked at, and found sound unless parts say otherwise."""
    survey = await survey_of(session, disaster, family.id)
    form = CompleteSurvey.model_validate(SOUND | parts)
    return await complete_survey(session, survey.id, form, on=clock.china(at).date(), at=at, by="镇街 周")


async def found_fallen(session: AsyncSession, disaster: Disaster, family: Family, *, at: datetime = DUE) -> Survey:
    """Its house is of grade D."""
    return await seen(session, disaster, family, at=at, **UNSAFE)


async def a_shelter(session: AsyncSession, *, at: datetime = DECLARED, by: Principal = OFFICER, **told: Any) -> Shelter:
    """A school for ten."""
    usual: dict[str, Any] = {
        "region": VILLAGE,
        "kind": "school",
        "title": "龙潭小学教学楼一层",
        "capacity": 10,
        "keeper": "王建国",
        "phone": "13800138000",
    }
    return await open_shelter(session, OpenShelter(**(usual | told)), by=by, at=at)


async def sheltered(
    session: AsyncSession, disaster: Disaster, household_id: UUID, shelter: Shelter, *, persons: int = 4, at: datetime = DUE
) -> ShelterStay:
    form = ShelterHousehold(disaster_id=disaster.id, household_id=household_id, shelter_id=shelter.id, persons=persons)
    return await shelter_household(session, form, by=OFFICER, at=at)
