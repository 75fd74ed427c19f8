"""Let somebody stand in for a helper for some time."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.assignment import HelperElsewhere, SameHelper, SubstitutionNotUsable, governs
from services.registry.schemas.assignment import ArrangeSubstitute
from services.registry.store import assignment as helpers
from services.registry.store.campaign_policy import campaign_policy
from services.registry.tables import Substitution
from shared import clock
from shared.security import Principal


async def arrange_substitute(
    session: AsyncSession, helper_id: UUID, form: ArrangeSubstitute, *, by: Principal, on: date
) -> Substitution:
    """The households stay the helper's; nobody else is told. Raises NoSuchHelper, HelperHasLeft, OutsideRegion, SameHelper,
    HelperElsewhere or SubstitutionNotUsable."""
    if form.substitute_id == helper_id:
        raise SameHelper(pointer="/substitute_id")
    [helper, substitute] = await helpers.lock_helpers(session, [helper_id, form.substitute_id])
    rule = campaign_policy(helper.region, on).helpers

    by.must_cover(helper.region)
    if not (governs(substitute.region, helper.region) or governs(helper.region, substitute.region)):
        raise HelperElsewhere(pointer="/substitute_id")
    days = (form.until_on - form.since_on).days + 1
    if form.until_on < on or not 1 <= days <= rule.substitute_days:
        raise SubstitutionNotUsable(pointer="/until_on", most_days=rule.substitute_days)

    arranged = Substitution(
        helper_id=helper_id,
        substitute_id=form.substitute_id,
        region=helper.region,
        since_on=form.since_on,
        until_on=form.until_on,
        why=form.reason,
        arranged_by=by.subject,
        arranged_at=clock.now(),
    )
    session.add(arranged)
    await session.flush()
    return arranged
