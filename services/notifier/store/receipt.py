"""Receipts: which delivery one is of, and those that came before it was known."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import CLOCKS_DIFFER, ChannelName, DeliveryState
from services.notifier.rules.receipt import Receipt
from services.notifier.tables import Delivery, MessageReceipt, StrayReceipt
from shared.database import set_scope, the_platform

ASKED_FOR = timedelta(days=3)
"""Gateways know of a message for about three days; what they have not said by then they will not say."""


async def act_for_gateway(session: AsyncSession) -> None:
    """A gateway has no token of ours: once it has proved itself in its own way, what it says is written down by the platform."""
    await set_scope(session, the_platform("sms-gateway", "POST /receipts/sms"))


async def lock_deliveries_of(
    session: AsyncSession, channel: ChannelName, receipts: Sequence[Receipt]
) -> tuple[Mapping[str, Delivery], Mapping[UUID, Delivery]]:
    """Those that the receipts are of, by the gateway's number and by our own, locked in the order of their ids."""
    gateway_ids = {receipt.gateway_id for receipt in receipts if receipt.gateway_id}
    own = {message_id for receipt in receipts if (message_id := as_id(receipt.message_id))}
    of_these = or_(col(Delivery.gateway_id).in_(gateway_ids), col(Delivery.message_id).in_(own))
    rows = select(Delivery).where(Delivery.channel == channel, of_these).order_by(col(Delivery.id)).with_for_update()
    found = (await session.exec(rows.execution_options(populate_existing=True))).all()
    return {one.gateway_id: one for one in found if one.gateway_id}, {one.message_id: one for one in found}


def as_id(told: str) -> UUID | None:
    """Our number as a gateway gives it back; None for what is none."""
    try:
        return UUID(told)
    except ValueError:
        return None


async def list_waiting_for_readers(session: AsyncSession, *, at: datetime, limit: int) -> Sequence[tuple[UUID, datetime | None]]:
    """Messages that stood in an inbox alone for as long as they may, each with when it was first read, if it was; locked. What
    was sent later than now was so by a clock that was set right since, and so was its wait. Messages of before there was such a
    wait stay as they are: nobody wants the mail of years in one night."""
    first = select(func.min(MessageReceipt.read_at)).where(MessageReceipt.message_id == Delivery.message_id).scalar_subquery()
    waiting = (
        select(Delivery.message_id, first)
        .where(Delivery.channel == ChannelName.PAGE, Delivery.state == DeliveryState.SENT)
        .where(or_(col(Delivery.due_at) <= at, col(Delivery.sent_at) > at + CLOCKS_DIFFER))
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(limit)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    return (await session.exec(waiting)).all()


async def keep_strays(session: AsyncSession, channel: ChannelName, receipts: Iterable[Receipt], *, at: datetime) -> None:
    """For later; the first word of a message stands."""
    rows: list[dict[str, Any]] = [
        {"channel": channel, "gateway_id": one.gateway_id, "state": one.state, "reason": one.reason, "came_at": at}
        for one in receipts
    ]
    await session.execute(insert(StrayReceipt).values(rows).on_conflict_do_nothing())


async def take_strays(session: AsyncSession, *, at: datetime, limit: int) -> Sequence[StrayReceipt]:
    """Those whose message is known by now, taken out. What nobody knew for three days is forgotten."""
    await session.execute(delete(StrayReceipt).where(col(StrayReceipt.came_at) < at - ASKED_FOR))
    known = (
        select(StrayReceipt)
        .join(Delivery, (col(Delivery.channel) == StrayReceipt.channel) & (col(Delivery.gateway_id) == StrayReceipt.gateway_id))
        .limit(limit)
    )
    found = (await session.exec(known)).all()
    for one in found:
        await session.delete(one)
    await session.flush()
    return found


async def list_unheard(session: AsyncSession, channel: ChannelName, *, at: datetime, limit: int) -> Sequence[Delivery]:
    """Those of which the gateway has said nothing yet and that it is time to ask about, locked."""
    waiting = (
        select(Delivery)
        .where(Delivery.channel == channel, col(Delivery.gateway_id).is_not(None), Delivery.state == DeliveryState.SENT)
        .where(col(Delivery.sent_at) > at - ASKED_FOR)
        .where(or_(col(Delivery.due_at).is_(None), col(Delivery.due_at) <= at))
        .order_by(col(Delivery.due_at).nulls_first(), col(Delivery.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.exec(waiting)).all()
