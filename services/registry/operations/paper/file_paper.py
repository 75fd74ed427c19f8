"""Put a photo or a paper into a household's file."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.schemas.paper import FilePaper
from services.registry.store import household as households
from services.registry.store.paper import cabinet, file_of
from services.registry.tables import Paper
from shared import clock
from shared.security import Principal


async def file_paper(session: AsyncSession, form: FilePaper, content: bytes, *, household_id: UUID, by: Principal) -> Paper:
    """Nobody else is told. Raises NoSuchHousehold, NoSuchPerson and the FILING_LAWS."""
    household = await households.lock_household(session, household_id)
    person = await households.get_person(session, form.person_id) if form.person_id else None

    if person and person.household_id != household_id:
        raise households.NoSuchPerson(pointer="/person_id", person_id=person.id)

    file, at = file_of(household_id), clock.now()
    return await cabinet.put_in(session, form, content, file, region=household.region, by=by, at=at, person_id=form.person_id)
