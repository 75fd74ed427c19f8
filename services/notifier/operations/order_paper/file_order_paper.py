"""Put a photo or a paper into an order's file: what shows that it was done."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.office import must_be_theirs
from services.notifier.rules.order import OWED, Move, OrderCannotMove
from services.notifier.store.officer import list_acting
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import cabinet
from services.notifier.tables import OrderPaper
from shared.filing.forms import DescribePaper
from shared.periods import day_in_china
from shared.security import Principal


async def file_order_paper(
    session: AsyncSession, order_id: UUID, form: DescribePaper, content: bytes, *, by: Principal, at: datetime
) -> OrderPaper:
    """Of the turn that the order is in. Nobody else is told. Raises OrderNotFound, NotYourOrder, OrderCannotMove (it is done) and
    the FILING_LAWS."""
    order = await lock_order(session, order_id, by=by)
    acting = await list_acting(session, order, day_in_china(at))

    must_be_theirs(order.office, role=by.role, org=by.org, subject=by.subject, acting=acting)
    if order.state not in OWED:
        raise OrderCannotMove(
            state=order.state, state_label=order.state.label, move=Move.COMPLETE, move_label=Move.COMPLETE.label
        )

    file = {"order_id": order.id}
    return await cabinet.put_in(session, form, content, file, region=order.region, by=by, at=at, turn=order.turn)
