"""Hand out what a paper of an order says, and leave a trace of who looked."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.store.order_act import cabinet, get_order_paper
from services.notifier.tables import OrderPaper
from shared.security import Principal


async def read_order_paper(session: AsyncSession, paper_id: UUID, *, by: Principal, at: datetime) -> tuple[OrderPaper, bytes]:
    """Raises NoSuchOrderPaper, also for one of an order that the asker may not see."""
    paper = await get_order_paper(session, paper_id)
    return paper, await cabinet.hand_out(session, paper, by=by, at=at)
