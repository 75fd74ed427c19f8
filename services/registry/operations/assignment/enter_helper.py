"""Enter somebody of an office who will help households."""

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.assignment import HelperKnown
from services.registry.schemas.assignment import EnterHelper
from services.registry.store import assignment as helpers
from services.registry.tables import Helper
from shared import clock
from shared.security import Principal
from shared.vault import seal


async def enter_helper(session: AsyncSession, form: EnterHelper, *, by: Principal) -> Helper:
    """Others hear of a helper with the first household. Raises OutsideRegion, or HelperKnown for an account or phone that a
    helper in office has."""
    hashed = helpers.phone_hash(form.phone) if form.phone else None
    known = await helpers.list_helpers_by_phone(session, [hashed]) if hashed else {}

    by.must_cover(form.region, pointer="/region")
    if known:
        raise HelperKnown(pointer="/phone")

    helper = Helper(
        region=form.region,
        name_sealed=seal(form.name),
        phone_sealed=seal(form.phone) if form.phone else None,
        phone_hash=hashed,
        office=form.office,
        post=form.post,
        subject=form.subject,
        entered_by=by.subject,
        entered_at=clock.now(),
    )
    session.add(helper)
    try:
        await session.flush()
    except IntegrityError:
        raise HelperKnown(pointer="/subject") from None
    return helper
