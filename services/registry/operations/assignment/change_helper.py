"""Change what is known of a helper: office, post, telephone, account."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.assignment import HelperKnown
from services.registry.schemas.assignment import ChangeHelper
from services.registry.store import assignment as helpers
from services.registry.tables import Helper
from shared.security import Principal
from shared.vault import seal


async def change_helper(session: AsyncSession, helper_id: UUID, form: ChangeHelper, *, by: Principal) -> Helper:
    """Households stay with them; the audit keeps what was. Raises NoSuchHelper, HelperHasLeft, OutsideRegion or HelperKnown."""
    [helper] = await helpers.lock_helpers(session, [helper_id])
    hashed = helpers.phone_hash(form.phone) if form.phone else None
    known = await helpers.list_helpers_by_phone(session, [hashed]) if hashed else {}

    by.must_cover(helper.region)
    if any(each.id != helper.id for each in known.values()):
        raise HelperKnown(pointer="/phone")

    if form.name:
        helper.name_sealed = seal(form.name)
    if form.phone:
        helper.phone_sealed, helper.phone_hash = seal(form.phone), hashed
    helper.office = form.office if form.office is not None else helper.office
    helper.post = form.post if form.post is not None else helper.post
    helper.subject = form.subject if form.subject is not None else helper.subject
    try:
        await session.flush()
    except IntegrityError:
        raise HelperKnown(pointer="/subject") from None
    return helper
