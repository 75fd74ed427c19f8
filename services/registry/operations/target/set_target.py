"""Set a target of a place and year, or correct one: a new version with its document and reason beside the old ones."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.target import check_target, check_version
from services.registry.rules.target_indicator import indicator_of
from services.registry.schemas.target import SetTarget
from services.registry.store import target as targets
from services.registry.tables import Target
from shared import clock, rows


async def set_target(session: AsyncSession, form: SetTarget, *, by: str) -> Target:
    """Raises TargetUnknown, TargetOfNoTime, TargetChangedMeanwhile or TargetWithoutReason."""
    since_year = form.since_year or form.year
    key = (form.region, form.indicator, since_year, form.year)
    await targets.lock_target(session, key)
    held = await targets.find_target(session, key)

    indicator_of(form.indicator)
    check_target(since_year, form.year)
    check_version(held, replaces=form.replaces_version, reason=form.reason)

    target = Target(
        region=form.region,
        indicator=form.indicator,
        since_year=since_year,
        year=form.year,
        version=held.version + 1 if held else 1,
        amount=form.amount,
        source=form.source,
        reason=form.reason,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    await rows.insert(session, target)
    return target
