from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.schemas.shelter import OpenShelter
from services.housing.tables import Shelter
from shared.security import Principal
from shared.vault import seal


async def open_shelter(session: AsyncSession, form: OpenShelter, *, by: Principal, at: datetime) -> Shelter:
    """A place to sleep is open; who is responsible for it is kept sealed. Nobody is told. Raises OutsideRegion."""
    by.must_cover(form.region, pointer="/region")

    shelter = Shelter(
        region=form.region,
        kind=form.kind,
        title=form.title,
        capacity=form.capacity,
        keeper_sealed=seal(form.keeper),
        phone_sealed=seal(form.phone),
        opened_by=by.subject,
        opened_at=at,
    )
    session.add(shelter)
    await session.flush()
    return shelter
