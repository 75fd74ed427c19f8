"""Register a hospital, or say anew what it is."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import hospital as rules
from services.medical.schemas.hospital import PutHospital
from services.medical.store import hospitals, levels, policies
from services.medical.tables import Hospital
from shared import clock
from shared.security import Principal


async def put_hospital(session: AsyncSession, form: PutHospital, *, code: str, by: Principal) -> Hospital:
    """Stays that are open keep the grade that they were opened with. Raises OutsideRegion, also for one that moves from
    there; HospitalLevelUnknown for a grade that neither the place's policy nor the national list has."""
    named = policies.levels_of(form.region, clock.today())

    by.must_cover(form.region, pointer="/region")
    rules.must_be_level(form.level, named=named, codes=levels.level_codes())

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
