from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.dwelling import MergedIntoItself, must_stand
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.house import HouseState
from services.housing.rules.occupancy import LeftWhy
from services.housing.schemas.house import MergeHouses
from services.housing.store.hazard import lock_standing, note_grade, strike
from services.housing.store.house import get_house, lock_home, lock_house
from services.housing.store.occupancy import list_occupants_now
from services.housing.tables import House, Occupancy
from shared.security import Principal


async def merge_houses(session: AsyncSession, house_id: UUID, form: MergeHouses, *, by: Principal, on: date) -> House:
    """One house was kept twice: this record ends, and its households and its line in the ledger go over to the other.
    Surveys and acceptances stay where they were made. Nobody is told.

    Raises NoSuchHouse, HouseGone, MergedIntoItself.
    """
    for each in (house_id, form.into_id):
        await get_house(session, each, pointer="/into_id" if each == form.into_id else None)
    for household_id in sorted(stay.household_id for stay in await list_occupants_now(session, [house_id])):
        await lock_home(session, household_id)
    locked = {each: await lock_house(session, each) for each in sorted({house_id, form.into_id})}
    house, other = locked[house_id], locked[form.into_id]
    stays = await list_occupants_now(session, [house_id])
    listed = await lock_standing(session, house_id)

    must_stand(house.state)
    must_stand(other.state)
    if house.id == other.id or house.region != other.region:
        raise MergedIntoItself(pointer="/into_id")

    house.state, house.gone_on, house.gone_why, house.merged_into_id = HouseState.MERGED, on, form.why, other.id
    for stay in stays:
        stay.until_on, stay.left_why = max(on, stay.since_on or on), LeftWhy.MERGED
    await session.flush()
    session.add_all(
        Occupancy(
            house_id=other.id,
            household_id=stay.household_id,
            region=other.region,
            tenure=stay.tenure,
            since_on=on,
            told_by=by.subject,
        )
        for stay in stays
    )
    await session.flush()
    if listed:
        await strike(session, listed, StruckWhy.CORRECTED, on=on, by=by.subject, reason=f"重复登记，并入 {other.number}")
        await note_grade(
            session,
            other,
            listed.grade,
            household_id=listed.household_id,
            graded_on=listed.graded_on,
            listed_by=listed.listed_by,
            survey_id=listed.survey_id,
        )
    return house
