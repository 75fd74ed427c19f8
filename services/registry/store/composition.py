"""Who a household is made of, read off the register."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.composition import Composition, Someone, age_on
from services.registry.store.household import list_members
from services.registry.tables import Household


async def get_composition(session: AsyncSession, household: Household, *, on: date) -> Composition:
    """Its present members, seen on a day."""
    members = await list_members(session, [household.id])
    told = tuple(Someone(one.id, age_on(one.born_on, on), one.particulars, one.classes) for one in members)
    return Composition(tuple(household.causes), told, household.particulars)
