from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment import PaymentState, become
from services.funds.rules.payment_batch import BatchState, LineState, must_be_untaken
from services.funds.schemas.payment_batch import CancelBatch
from services.funds.store.payment import lock_payments
from services.funds.store.payment_batch import list_lines_of_batches, lock_batch
from services.funds.tables import PaymentBatch


async def cancel_batch(session: AsyncSession, batch_id: UUID, form: CancelBatch, *, at: datetime) -> PaymentBatch:
    """A batch whose file nobody has taken is not sent; its payments wait for the next one. Its number stays used.

    Raises NoSuchBatch, BatchTaken, BatchCancelled.
    """
    batch = await lock_batch(session, batch_id)
    lines = await list_lines_of_batches(session, [batch_id])
    payments = await lock_payments(session, [line.payment_id for line in lines])

    must_be_untaken(batch.state)

    batch.state, batch.cancelled_at, batch.cancellation = BatchState.CANCELLED, at, form.reason
    for line in lines:
        line.state = LineState.CANCELLED
    for payment in payments:
        payment.state = become(payment.state, PaymentState.APPROVED)
    session.add_all([batch, *lines, *payments])
    await session.flush()
    return batch
