"""Load a table of targets: what is new or different becomes a version, what the register holds already is left."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.target import Held, check_target, check_version
from services.registry.rules.target_indicator import EXITS
from services.registry.rules.target_sheet import Asked
from services.registry.store import target as targets
from services.registry.tables import Target
from shared import clock, rows


async def load_targets(
    session: AsyncSession, region: str, asked: Sequence[Asked], *, source: str, reason: str, by: str, dry_run: bool
) -> list[tuple[Asked, Held | None]]:
    """Each target that is new or different, and what held before. Raises TargetOfNoTime or TargetWithoutReason.

    With `dry_run` nothing is written.
    """
    await targets.lock_table(session, region)
    held = {one.key: one for one in await targets.list_targets(session, region=region, indicator=EXITS)}

    different = []
    for one in asked:
        before = held.get((one.region, EXITS, one.year, one.year))
        if before is None or before.amount != one.amount:
            check_target(one.year, one.year)
            check_version(before, replaces=before.version if before else None, reason=reason)
            different.append((one, before))

    if not dry_run:
        made = [
            Target(
                region=one.region,
                indicator=EXITS,
                since_year=one.year,
                year=one.year,
                version=before.version + 1 if before else 1,
                amount=one.amount,
                source=source,
                reason=reason if before else "",
                recorded_by=by,
                recorded_at=clock.now(),
            )
            for one, before in different
        ]
        await rows.insert(session, *made)
    return different
