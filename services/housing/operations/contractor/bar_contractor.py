from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.schemas.contractor import BarContractor
from services.housing.store.contractor import lock_contractor
from services.housing.tables import Contractor


async def bar_contractor(session: AsyncSession, contractor_id: UUID, form: BarContractor) -> Contractor:
    """Let a contractor sign for no more houses, or again for some; what it has begun goes on. Raises NoSuchContractor."""
    contractor = await lock_contractor(session, contractor_id)

    contractor.is_barred, contractor.barred_why = bool(form.why), form.why
    session.add(contractor)
    await session.flush()
    return contractor
