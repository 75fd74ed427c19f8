"""Remember what a stay is called in national terms: its type of treatment and insurance."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store.national import stays
from services.medical.tables import Admission, NationalStay


async def note_stay(session: AsyncSession, stay: Admission, *, med_type: str, insutype: str) -> None:
    """Said again, it replaces what was said before."""
    await stays.put_stay(
        session,
        NationalStay(admission_id=stay.id, hospital=stay.hospital, region=stay.region, med_type=med_type, insutype=insutype),
    )
