"""Look whether messages that stand in an inbox alone were read in time."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import DeliveryState
from services.notifier.rules.receipt import Receipt
from services.notifier.store.receipt import list_waiting_for_readers

AT_ONCE = 200
UNREAD = "收件箱里一直没有人看"


async def look_for_readers(session: AsyncSession, *, at: datetime) -> list[Receipt]:
    """What their readers' receipts say of them, or that there is none, as a gateway would say it. They stay locked."""
    return [
        Receipt("", DeliveryState.READ, at=read_at, message_id=message_id.hex)
        if read_at
        else Receipt("", DeliveryState.UNDELIVERED, UNREAD, message_id=message_id.hex)
        for message_id, read_at in await list_waiting_for_readers(session, at=at, limit=AT_ONCE)
    ]
