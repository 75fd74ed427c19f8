from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraisal_life import must_have_happened
from services.housing.schemas.appraisal import VoidAppraisals
from services.housing.store.appraisal import void_appraisals
from shared.security import Principal


async def void_after_disaster(session: AsyncSession, form: VoidAppraisals, *, by: Principal, on: date) -> Sequence[UUID]:
    """What was seen of a place's houses before a disaster says nothing after it. The houses, to be looked at again.

    What was already voided stays voided from its day. Nobody else is told. Raises OutsideRegion, DisasterInFuture.
    """
    by.must_cover(form.region, pointer="/region")

    must_have_happened(form.happened_on, on=on)

    return await void_appraisals(session, region=form.region, happened_on=form.happened_on, why=form.why)
