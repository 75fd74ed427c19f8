from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.contractor import ContractorKnown
from services.housing.schemas.contractor import RegisterContractor
from services.housing.store.contractor import find_contractor
from services.housing.tables import Contractor
from shared.regions import county_of
from shared.security import Principal


async def register_contractor(session: AsyncSession, form: RegisterContractor, *, by: Principal) -> Contractor:
    """Write down who may build in the county, once per licence. Raises ContractorKnown."""
    region = county_of(by.region)
    known = await find_contractor(session, region, form.licence)

    if known is not None:
        raise ContractorKnown(pointer="/licence", contractor_id=str(known.id))

    contractor = Contractor(region=region, registered_by=by.subject, **form.model_dump())
    session.add(contractor)
    await session.flush()
    return contractor
