from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment_batch import BankCodeMissing, BatchState, FileForm, must_stand
from services.funds.store.payment_batch import find_file, lock_batch
from services.funds.tables import BatchFileRead, PaymentBatch
from shared import rows
from shared.security import Principal
from shared.vault import unseal_bytes


async def take_file(
    session: AsyncSession, batch_id: UUID, form: FileForm, *, by: Principal, at: datetime
) -> tuple[PaymentBatch, bytes]:
    """Hand out a batch's file, the same bytes each time, and leave a trace of who took it; from then on the bank may have it.

    Raises NoSuchBatch, BatchCancelled, BankCodeMissing.
    """
    batch = await lock_batch(session, batch_id)
    file = await find_file(session, batch_id, form)

    must_stand(batch.state)
    if file is None:
        raise BankCodeMissing(batch=batch.number)

    if batch.state is BatchState.MADE:
        batch.state, batch.taken_at = BatchState.TAKEN, at
        session.add(batch)
        await session.flush()
    await rows.insert(session, BatchFileRead(file_id=file.id, region=batch.region, read_by=by.subject, read_at=at))
    return batch, unseal_bytes(file.content_sealed)
