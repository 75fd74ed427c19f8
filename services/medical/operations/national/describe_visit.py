"""Say of an open visit what it is for (2203): its kind, its diseases; a national visit is opened before that is known."""

from collections.abc import Collection

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules.admission import AdmissionStatus, Visit
from services.medical.rules.national.person import must_be_visit
from services.medical.tables import Admission


async def describe_visit(
    session: AsyncSession, stay: Admission, *, visit: Visit, diseases: Collection[str], traits: Collection[str]
) -> None:
    """Said again, kind and traits are replaced, diseases added. The visit is locked.

    Raises WrongVisit for a stay in hospital, AdmissionSettled, AdmissionCancelled.
    """
    must_be_visit(Visit(stay.visit))
    rules.must_take_charges(AdmissionStatus(stay.status))

    stay.visit, stay.traits = visit, sorted(traits)
    stay.diseases = sorted({*stay.diseases, *diseases})
    await session.flush()
