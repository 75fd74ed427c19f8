from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment_request import RequestState, must_be_draft
from services.funds.store.payment_request import lock_request
from services.funds.tables import PaymentRequest


async def discard_list(session: AsyncSession, request_id: UUID) -> PaymentRequest:
    """A list that was not committed is not to be. It stays to be seen. Raises NoSuchRequest, RequestNotDraft."""
    request = await lock_request(session, request_id)

    must_be_draft(request.state)

    request.state = RequestState.DISCARDED
    session.add(request)
    await session.flush()
    return request
