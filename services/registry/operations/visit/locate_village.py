"""Say where a village lies, so that a visit made far from it is noticed."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.schemas.visit import TellPosition
from services.registry.store import visit as visits
from services.registry.tables import VillagePosition
from shared import clock
from shared.security import Principal


async def locate_village(session: AsyncSession, form: TellPosition, *, by: Principal) -> VillagePosition:
    """The last word counts, for visits to come. Nobody else is told. Raises OutsideRegion."""
    by.must_cover(form.village, pointer="/village")
    return await visits.tell_position(session, form.village, form.place, by=by.subject, at=clock.now())
