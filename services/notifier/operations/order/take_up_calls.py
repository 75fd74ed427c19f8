"""Take up what was put down in a flood: the most urgent first, of everything else a share."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.store.waiting_call import take_calls
from shared.events.registry import NewPovertyDetected

AT_ONCE = 16
"""Some eighty orders: so long messages and other events have to wait for the processor, and no longer."""


async def take_up_calls(session: AsyncSession) -> Sequence[NewPovertyDetected]:
    """Those whose turn it is, for good: their departments have to be called in this transaction."""
    return await take_calls(session, limit=AT_ONCE)
