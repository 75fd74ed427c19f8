"""Take receipts of messages: each changes its delivery once, and a message that did not arrive takes the next way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.receipt import Receipt, is_news
from services.notifier.rules.urgency import Urgency
from services.notifier.store.household_contact import tell_of_unreached
from services.notifier.store.receipt import as_id, keep_strays, lock_deliveries_of
from services.notifier.store.ways import list_addressed, next_delivery, ways_of
from services.notifier.tables import Delivery


@dataclass(frozen=True)
class Taken:
    """How many deliveries were changed, and the gateway's numbers of messages that we do not know."""

    changed: int
    unknown: Sequence[str]


async def take_receipts(session: AsyncSession, channel: ChannelName, receipts: Sequence[Receipt], *, at: datetime) -> Taken:
    """What was known already changes nothing, so receipts may come twice, late and in any order. Those of messages that we do not
    know are kept: a gateway may call back before we have written down that it took the message."""
    by_gateway, by_message = await lock_deliveries_of(session, channel, receipts)
    known, strays = [], []
    for receipt in receipts:
        own = as_id(receipt.message_id)
        delivery = by_gateway.get(receipt.gateway_id) or (by_message.get(own) if own else None)
        if delivery is None:
            strays.append(receipt)
        else:
            known.append((delivery, receipt))

    told = [delivery for delivery, receipt in known if _told(delivery, receipt, at=at)]
    missed = [delivery for delivery in told if delivery.state is DeliveryState.UNDELIVERED]

    session.add_all(told)
    if missed:
        addressed = await list_addressed(session, {delivery.message_id for delivery in missed})
        lost = [(addressed[delivery.message_id], delivery) for delivery in missed]
        after = [
            next_delivery(one, after=missing.rank, urgency=Urgency(missing.urgency), ways=ways_of(one), at=at)
            for one, missing in lost
        ]
        session.add_all([one for one in after if one])
        await tell_of_unreached(session, [one for one, _ in lost], at=at)
    if strays:
        await keep_strays(session, channel, strays, at=at)
    await session.flush()
    return Taken(len({delivery.id for delivery in told}), [stray.gateway_id for stray in strays])


def _told(delivery: Delivery, receipt: Receipt, *, at: datetime) -> bool:
    """Whether the receipt changed it."""
    if not is_news(delivery.state, receipt.state):
        return False
    is_missed = receipt.state is DeliveryState.UNDELIVERED
    delivery.state, delivery.heard_at, delivery.due_at = receipt.state, at, None
    delivery.last_error = f"没有送到（{receipt.reason}）" if is_missed else None
    delivery.gateway_id = delivery.gateway_id or receipt.gateway_id or None
    delivery.sent_at = delivery.sent_at or at
    return True
