"""Register a hospital, or say anew what it is."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.schemas.hospital import PutHospital
from services.medical.store import hospitals
from services.medical.tables import Hospital
from shared.security import Principal


async def put_hospital(session: AsyncSession, form: PutHospital, *, code: str, by: Principal) -> Hospital:
    """Stays that are open keep the grade that they were opened with. Raises OutsideRegion, also for one that moves from there."""
    by.must_cover(form.region, pointer="/region")

    hospital = Hospital(
        code=code,
        title=form.title,
        level=form.level,
        traits=sorted(set(form.traits)),
        region=form.region,
        uscc=form.uscc,
    )
    await hospitals.put_hospital(session, hospital)
    return hospital
