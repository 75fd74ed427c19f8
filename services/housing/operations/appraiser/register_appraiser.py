from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraiser import LicenceKnownAlready, must_be_a_term
from services.housing.schemas.appraiser import RegisterAppraiser
from services.housing.store.appraiser import find_licence
from services.housing.tables import Appraiser
from shared.security import Principal
from shared.vault import seal


async def register_appraiser(session: AsyncSession, form: RegisterAppraiser, *, by: Principal, at: datetime) -> Appraiser:
    """Enter who may appraise houses of a county; nobody else is told.

    Raises OutsideRegion, LicenceTermBackwards, LicenceKnownAlready.
    """
    by.must_cover(form.region, pointer="/region")
    known = await find_licence(session, form.region, form.licence)

    must_be_a_term(form.licensed_from_on, form.licensed_until_on)
    if known is not None:
        raise LicenceKnownAlready(pointer="/licence", appraiser_id=str(known.id))

    appraiser = Appraiser(
        **form.model_dump(exclude={"person"}), person_sealed=seal(form.person), registered_by=by.subject, registered_at=at
    )
    session.add(appraiser)
    await session.flush()
    return appraiser
