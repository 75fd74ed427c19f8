"""Withdraw a paper of an order that was filed by mistake; it stays in the file and says why."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.office import must_be_theirs
from services.notifier.rules.order import OWED, Move, OrderCannotMove
from services.notifier.store.officer import list_acting
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import cabinet, get_order_paper
from services.notifier.tables import OrderPaper
from shared.filing.forms import WithdrawPaper
from shared.periods import day_in_china
from shared.security import Principal


async def withdraw_order_paper(
    session: AsyncSession, paper_id: UUID, form: WithdrawPaper, *, by: Principal, at: datetime
) -> OrderPaper:
    """As long as the order is not done: what was shown to whoever checked stays shown.

    Raises NoSuchOrderPaper, OrderNotFound, NotYourOrder, OrderCannotMove, AlreadyWithdrawn.
    """
    paper = await get_order_paper(session, paper_id)
    order = await lock_order(session, paper.order_id, by=by)
    acting = await list_acting(session, order, day_in_china(at))

    must_be_theirs(order.office, role=by.role, org=by.org, subject=by.subject, acting=acting)
    if order.state not in OWED:
        raise OrderCannotMove(state=order.state, state_label=order.state.label, move=Move.REOPEN, move_label=Move.REOPEN.label)

    await cabinet.withdraw(session, await get_order_paper(session, paper_id, locked=True), why=form.reason, by=by, at=at)
    return paper
