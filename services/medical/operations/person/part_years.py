"""Two whom registry took for one are two again: each has the year that their own number's stays have drawn."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.counters import LIFE
from services.medical.rules.merged_year import first_reckoned_together
from services.medical.rules.reversal import DueCause
from services.medical.store import accounts, merged_years, resettlements, settlements
from services.medical.store.merged_years import Moved
from services.medical.tables import ResettlementDue
from shared.events.registry import PersonsSeparated


async def part_years(session: AsyncSession, event: PersonsSeparated) -> None:
    """What was settled meanwhile counts for the number with which they came; bills that were settled while both were taken for
    one are noted for the county desk. An alarm that came from the other stays with the other. The same again changes nothing."""
    kept_under = await accounts.account_of(session, event.former_identity_hash)
    former, kept = await merged_years.lock_both(session, event.former_identity_hash, kept_under)

    if not merged_years.is_counted_elsewhere(former):
        return

    moved = await merged_years.move(session, kept, former, number=event.former_identity_hash)
    for year, account in former.items():
        if kept[year].burden_told_at == account.burden_told_at:
            kept[year].burden_told_at = None
        if kept[year].burden_share_told_at == account.burden_share_told_at:
            kept[year].burden_share_told_at = None
    since = merged_years.count_alone(former[LIFE])
    firsts = _firsts(moved, since) if since else set()
    found = await settlements.list_settlements(session, [UUID(first) for first in firsts])
    dues = [
        ResettlementDue(settlement_id=one.id, region=one.region, cause=DueCause.SEPARATION, since_on=event.happened_on)
        for one in found.values()
    ]
    await resettlements.note_dues(session, dues)
    await session.flush()


def _firsts(moved: Sequence[Moved], since: datetime) -> set[str]:
    """Of either number, the first that was reckoned with what the other's had drawn."""
    return {
        first
        for one in moved
        for side in (one.ids, one.others)
        if (first := first_reckoned_together(one.standing, one.ids, one.made, of=side, since=since))
    }
