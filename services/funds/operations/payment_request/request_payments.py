from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment import Ask
from services.funds.rules.payment_request import AskedBefore, RequestState, request_number
from services.funds.rules.transfer import Purpose
from services.funds.schemas.payment_request import RequestPayments
from services.funds.store.ledger import get_account
from services.funds.store.payment import ask_payments, list_asked_before
from services.funds.store.payment_request import count_requests, lock_matter, lock_numbers
from services.funds.tables import PaymentRequest
from shared.clock import china
from shared.security import Principal


async def request_payments(session: AsyncSession, form: RequestPayments, *, by: Principal, at: datetime) -> PaymentRequest:
    """Ask for payments to households by a matter of another house or department; the money is set aside at once, or none is.

    Raises OutsideRegion, NoSuchAccount, NotAPayingAccount, AskedBefore, Overdrawn.
    """
    for place, row in enumerate(form.rows):
        by.must_cover(row.region, pointer=f"/rows/{place}/region")
    account = await get_account(session, form.account_id)
    await lock_matter(session, form.about, form.about_id)
    households = [row.household_id for row in form.rows]
    asked = await list_asked_before(session, form.about, form.about_id, form.round, households)
    await lock_numbers(session, account.region)
    year = china(at).year
    number = request_number(account.region, year, await count_requests(session, account.region, year) + 1)

    again = [place for place, row in enumerate(form.rows) if (row.household_id, row.person_id) in asked]
    if again:
        raise AskedBefore(pointer=f"/rows/{again[0]}", rows=[place + 1 for place in again])

    asks = [
        Ask(
            about=form.about,
            about_id=form.about_id,
            household_id=row.household_id,
            person_id=row.person_id,
            region=row.region,
            amount_fen=row.amount_fen,
            clause=form.clause,
            memo=form.title,
            round=form.round,
            programme=form.programme,
            period=form.period,
        )
        for row in form.rows
    ]
    await ask_payments(session, asks, out_of=account.key, purpose=Purpose.HOUSEHOLD_PAYMENT, by=by.subject, at=at)
    request = PaymentRequest(
        number=number,
        region=account.region,
        org=by.org,
        about=form.about,
        about_id=form.about_id,
        title=form.title,
        account_id=account.id,
        programme=form.programme or account.programme,
        period=form.period,
        clause=form.clause,
        round=form.round,
        state=RequestState.ASKED,
        households=len(asks),
        total_fen=sum(ask.amount_fen for ask in asks),
        made_by=by.subject,
        made_at=at,
        asked_by=by.subject,
        asked_at=at,
    )
    session.add(request)
    await session.flush()
    return request
