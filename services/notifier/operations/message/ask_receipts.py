"""Ask the gateway what became of messages of which it has said nothing yet."""

import asyncio
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels.sms import ShortMessages
from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.receipt import Receipt
from services.notifier.store.receipt import list_unheard

AT_ONCE = 20
AGAIN = timedelta(minutes=10)


async def ask_receipts(session: AsyncSession, gateway: ShortMessages, *, at: datetime) -> list[Receipt]:
    """What it says. Each message is asked about every ten minutes, for three days; the deliveries stay locked meanwhile."""
    if not gateway.can_ask:
        return []
    unheard = await list_unheard(session, ChannelName.SMS, at=at, limit=AT_ONCE)
    said = await asyncio.gather(*(gateway.ask(one.gateway_id or "") for one in unheard))
    for one in unheard:
        one.due_at = at + AGAIN
    session.add_all(unheard)
    await session.flush()
    return [receipt for receipts in said for receipt in receipts]
