"""Take back an offer that nobody has answered."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.transfer import NotYourSide, TransferAnswered, TransferState
from services.registry.schemas.move import DeclineTransfer
from services.registry.store import history
from services.registry.store.move import instant_for, lock_file
from services.registry.store.transfer import lock_transfer
from services.registry.tables import Transfer
from shared import rows
from shared.database import EVERYWHERE
from shared.security import Principal


async def withdraw_transfer(
    session: AsyncSession, form: DeclineTransfer, *, transfer_id: UUID, by: Principal, on: date
) -> Transfer:
    """The leaving side's own; nobody else is told. Raises NoSuchTransfer, TransferAnswered, NotYourSide."""
    transfer = await lock_transfer(session, transfer_id)
    if transfer.state is not TransferState.OFFERED:
        raise TransferAnswered(state=transfer.state)
    if not transfer.region.startswith(by.region.removesuffix(EVERYWHERE)):
        raise NotYourSide
    file = await lock_file(session, transfer.household_id)
    at = await instant_for(session, file)

    act = Act(ChangeKind.OFFER_WITHDRAWN, Source.OFFICER, on, by.subject, at, form.reason)
    await rows.insert(session, history.change_of(act, transfer.household_id, transfer.region))
    transfer.state, transfer.answered_by, transfer.answered_at = TransferState.WITHDRAWN, by.subject, at
    transfer.answer = form.reason
    session.add(transfer)
    await session.flush()
    return transfer
