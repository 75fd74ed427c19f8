"""An order goes to another person or another office."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import giving
from services.notifier.rules import order as law
from services.notifier.rules.message import MessageKind, refuse_id_number
from services.notifier.rules.office import must_be_theirs, must_reach
from services.notifier.rules.order import Move
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_kind import OrderKind
from services.notifier.schemas.order import HandOnOrder
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.officer import get_officer, list_acting
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import name_readers, record
from services.notifier.store.order_line import said_of
from services.notifier.tables import WorkOrder
from shared.periods import day_in_china
from shared.security import Principal


async def hand_on_order(session: AsyncSession, order_id: UUID, form: HandOnOrder, *, by: Principal, at: datetime) -> WorkOrder:
    """The order, to be accepted anew; its deadline stays. Whoever holds it hands it on, or whoever gave it; a colleague of the
    office may take it over by handing it to themselves.

    Raises OrderNotFound, NotYourOrder, OrderCannotMove, CaseOrderStays, ClueNeedsHolder, NoSuchOfficer, HolderElsewhere,
    PlaceTooWide, IdNumberInText.
    """
    order = await lock_order(session, order_id, by=by)
    to = await get_officer(session, form.holder, pointer="/holder") if form.holder else None
    acting = await list_acting(session, order, day_in_china(at))

    takes_over = form.holder == by.subject and order.office.employs(by.role, by.org)
    if not takes_over and by.subject != order.given_by:
        must_be_theirs(order.office, role=by.role, org=by.org, subject=by.subject, acting=acting)
    refuse_id_number(form.reason, pointer="/reason")
    state = law.move(order.state, Move.HAND_ON)
    if order.kind is OrderKind.ASSISTANCE and (form.addressee or form.department not in {None, order.department}):
        raise giving.CaseOrderStays(pointer="/department")
    giving.must_name_holder(form.holder, is_restricted=order.is_restricted, pointer="/holder")
    if form.addressee:
        giving.must_lie_in(order.region, form.addressee, pointer="/addressee")
    if to:
        must_reach(to.region, order.region, pointer="/holder")

    elsewhere = bool(form.addressee or form.department)
    was = {"was_region": order.region, "was_department": order.department, "was_addressee": order.addressee}
    if elsewhere:
        order.addressee, order.department = form.addressee or order.addressee, form.department
    order.state, order.holder_id = state, to.id if to else None
    order.accepted_at = order.accepted_by = None
    session.add(order)
    await session.flush()
    if order.is_restricted and form.holder:
        await name_readers(session, order.id, {form.holder}, by=by.subject, at=at)
    told = {"words": form.reason, "to_post_id": order.holder_id, **(was if elsewhere else {})}
    await record(session, order, Act.HANDED_ON, by=by.subject, at=at, **told)

    directory = await open_directory(session, [order], at=at)
    await write_letters(session, [(order, directory.person(order), MessageKind.ORDER_HANDED_ON, said_of(order))], at=at)
    return order
