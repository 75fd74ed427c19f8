"""All that is open of one person goes to another, in one act: somebody leaves, or changes posts."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import order as law
from services.notifier.rules.leave import SubstituteIsSelf
from services.notifier.rules.message import MessageKind, refuse_id_number
from services.notifier.rules.office import must_reach
from services.notifier.rules.order import Move
from services.notifier.rules.order_act import Act
from services.notifier.schemas.officer import HandOverOrders
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.my_orders import lock_held, pass_given
from services.notifier.store.officer import get_officer, list_leaves_to_come
from services.notifier.store.order_act import name_readers, record_many
from services.notifier.store.order_line import said_together
from services.notifier.tables import HandOver
from shared.periods import day_in_china
from shared.security import Principal


async def hand_over_orders(session: AsyncSession, subject: str, form: HandOverOrders, *, by: Principal, at: datetime) -> HandOver:
    """What they hold, to be accepted anew by the other; what they gave and is unsettled waits for the other from now on; where
    they stand in, the other does. Whoever leaves for good has no post any more, and can be given nothing.

    A restricted order goes along only if whoever does this is named in it: others do not even learn that it is there.
    Raises NoSuchOfficer, OutsideRegion, SubstituteIsSelf, HolderElsewhere, IdNumberInText.
    """
    today = day_in_china(at)
    leaver = await get_officer(session, subject, pointer="/path/subject", locked=True)
    to = await get_officer(session, form.to, pointer="/to")
    orders = await lock_held(session, leaver.id)
    leaves = await list_leaves_to_come(session, leaver.id, today)

    by.must_cover(leaver.region, pointer="/path/subject")
    refuse_id_number(form.reason, pointer="/reason")
    if to.id == leaver.id:
        raise SubstituteIsSelf(pointer="/to")
    for order in orders:
        must_reach(to.region, order.region, pointer="/to")
    states = [law.move(order.state, Move.HAND_ON) for order in orders]

    for order, state in zip(orders, states, strict=True):
        order.state, order.holder_id = state, to.id
        order.accepted_at = order.accepted_by = None
        session.add(order)
    await session.flush()
    for order in orders:
        if order.is_restricted:
            await name_readers(session, order.id, {form.to}, by=by.subject, at=at)
    await record_many(session, orders, Act.HANDED_ON, by=by.subject, at=at, words=form.reason, to_post_id=to.id)
    await pass_given(session, giver=subject, to=form.to)
    for leave in leaves:
        if leave.substitute_id == leaver.id and leave.post_id != to.id:
            leave.substitute_id = to.id
            session.add(leave)
    if form.leaves:
        leaver.left_on, leaver.changed_at = today, at
        session.add(leaver)
    done = HandOver(
        region=leaver.region,
        from_post_id=leaver.id,
        to_post_id=to.id,
        orders=len(orders),
        reason=form.reason,
        done_by=by.subject,
        done_at=at,
    )
    session.add(done)
    await session.flush()

    if orders:
        directory = await open_directory(session, orders, at=at)
        told = (orders[0], directory.person(orders[0]), MessageKind.ORDERS_HANDED_OVER, said_together(orders))
        await write_letters(session, [told], at=at)
    return done
