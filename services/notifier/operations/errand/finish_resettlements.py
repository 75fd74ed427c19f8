"""What a household that moved is owed is answered: errands of it that no rule of `policy/orders` sent end too."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.store.errand import end_resettlements
from shared.events.housing import ResettlementSupportAnswered


async def finish_resettlements(session: AsyncSession, events: Sequence[ResettlementSupportAnswered]) -> None:
    """Whatever was sent before the rule was there. Nobody is told."""
    for event in sorted(events, key=lambda each: each.support_id):
        await end_resettlements(session, event.support_id, at=event.occurred_at)
