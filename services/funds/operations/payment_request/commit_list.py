from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment import Ask
from services.funds.rules.payment_request import REQUEST_STATE_NAMES, RequestNotDraft, RequestState, must_be_committable
from services.funds.rules.transfer import Purpose
from services.funds.schemas.payment_request import CommitList
from services.funds.store.ledger import get_account
from services.funds.store.payment import ask_payments
from services.funds.store.payment_request import lock_request
from services.funds.tables import PaymentRequest
from shared.security import Principal


async def commit_list(
    session: AsyncSession, request_id: UUID, form: CommitList, *, by: Principal, at: datetime
) -> PaymentRequest:
    """Ask for what a list says, as it was looked at; the money is set aside for all of them or for none.

    Raises NoSuchRequest, RequestNotDraft, NothingSound, ListHasFaults, ListChanged, NoSuchAccount, Overdrawn.
    """
    request = await lock_request(session, request_id)

    must_be_committable(
        request.state,
        seen=(form.households, form.total_fen),
        there=(request.households, request.total_fen),
        refused=request.refused,
        leaves_out_refused=form.leave_out_refused,
    )
    if request.account_id is None:
        raise RequestNotDraft(state=REQUEST_STATE_NAMES[request.state])
    account = await get_account(session, request.account_id)

    asks = [
        Ask(
            about=request.about,
            about_id=request.about_id,
            household_id=UUID(entry["household_id"]),
            person_id=UUID(entry["person_id"]),
            region=entry["region"],
            amount_fen=entry["amount_fen"],
            clause=request.clause,
            memo=request.title,
            round=request.round,
            programme=request.programme,
            period=request.period,
        )
        for entry in request.entries
    ]
    await ask_payments(session, asks, out_of=account.key, purpose=Purpose.HOUSEHOLD_PAYMENT, by=by.subject, at=at)
    request.state, request.asked_by, request.asked_at = RequestState.ASKED, by.subject, at
    session.add(request)
    await session.flush()
    return request
