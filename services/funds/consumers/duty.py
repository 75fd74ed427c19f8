"""What became public has to be published in its places too."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.duty import owe_duties as owing
from shared.consumers import Consumers
from shared.events.funds import DisclosurePublished

handlers = Consumers("funds")

PATIENCE_S = 0.2
"""A board is posted within days; the households' money goes first."""


@handlers.on_many(DisclosurePublished, patience_s=PATIENCE_S)
async def owe_duties(session: AsyncSession, events: Sequence[DisclosurePublished]) -> None:
    """Public entries are there: whoever allocates and whoever uses the money now owes their publication."""
    await owing.owe_duties(session, [event.entry_id for event in events])
