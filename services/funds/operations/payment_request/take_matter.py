from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey
from services.funds.rules.clearing import must_be_payable
from services.funds.rules.house_hold import NothingPromised, must_go_on
from services.funds.rules.matter import Matter, PaidForBefore, choose_line
from services.funds.rules.payee import PayeeState
from services.funds.rules.payment import Ask, PayeeMissing
from services.funds.rules.payment_request import AskedBefore, RequestState, request_number
from services.funds.rules.transfer import Purpose
from services.funds.store.house_hold import draw_payments, find_hold_of_house, lock_hold
from services.funds.store.matter import find_payer_fund, find_request_of_thing, list_rooms, lock_told_request
from services.funds.store.payee import list_current
from services.funds.store.payment import ask_payments, list_asked_before
from services.funds.store.payment_request import count_requests, lock_matter, lock_numbers
from services.funds.tables import Payment, PaymentRequest
from shared import outbox
from shared.clock import china
from shared.errors import Refusal
from shared.events.funds import HouseholdPaymentAsked, HouseholdPaymentRefused
from shared.regions import town_of


async def take_matter(session: AsyncSession, matter: Matter, *, at: datetime) -> PaymentRequest | None:
    """Ask for the payment that another service told of: once per matter and round, however often it is told.

    Where there is no room in a line (in the payer's account), or no account of the household, it waits, and being taken again by
    the clock it takes the same path. The refusal is told the first time. None where the same thing was paid for before, or by
    hand, which is told too.
    """
    await lock_matter(session, matter.about, matter.about_id)
    hold = await lock_hold(session, matter.renovation_id) if matter.renovation_id else None
    request = await lock_told_request(session, matter.about, matter.about_id, matter.round)
    if request is not None and request.state is not RequestState.WAITING:
        return request
    try:
        await _must_be_new(session, matter, is_known=request is not None)
        must_go_on(hold.state if hold else None)
        await _must_know_where_to_pay(session, matter)
        payments: Sequence[Payment]
        if hold is not None:
            payments = await draw_payments(session, hold, _ask_of(matter), at=at, by=matter.asked_by)
        else:
            payments = await _ask(session, matter, await _account_for(session, matter), at=at)
    except (PaidForBefore, AskedBefore, NothingPromised) as refusal:
        return await _turn_away(session, matter, request, refusal)
    except Refusal as refusal:
        return await _wait(session, matter, request, refusal, at=at)

    request = request or await _request(session, matter, at=at)
    request.state, request.account_id = RequestState.ASKED, payments[0].account_id
    request.refusal_code, request.refusal = "", ""
    request.asked_by, request.asked_at = matter.asked_by, at
    session.add(request)
    await session.flush()
    await outbox.record(session, *(_asked(matter, payment) for payment in payments))
    return request


async def _must_be_new(session: AsyncSession, matter: Matter, *, is_known: bool) -> None:
    """Raises PaidForBefore, AskedBefore."""
    if matter.thing_id is not None and not is_known:
        before = await find_request_of_thing(session, matter.about, matter.programme, matter.thing_id)
        promised = await find_hold_of_house(session, matter.programme, matter.thing_id)
        if before is not None or promised is not None:
            raise PaidForBefore(request=before.number if before else promised.number if promised else "")
    if await list_asked_before(session, matter.about, matter.about_id, matter.round, [matter.household_id]):
        raise AskedBefore


async def _must_know_where_to_pay(session: AsyncSession, matter: Matter) -> None:
    """Raises PayeeMissing."""
    payees = await list_current(session, [matter.household_id])
    theirs = [payees.get((matter.household_id, person)) for person in (matter.person_id, None)]
    if not any(payee and payee.state is not PayeeState.REFUSED for payee in theirs):
        raise PayeeMissing


async def _account_for(session: AsyncSession, matter: Matter) -> AccountKey:
    """Out of which it is paid. Raises what it has to wait for."""
    if not matter.payer:
        return choose_line(await list_rooms(session, matter), matter)
    return must_be_payable(await find_payer_fund(session, matter), matter.amount_fen).key


async def _ask(session: AsyncSession, matter: Matter, out_of: AccountKey, *, at: datetime) -> Sequence[Payment]:
    """Raises Overdrawn where somebody else was faster; nothing was written then."""
    purpose, by = Purpose.HOUSEHOLD_PAYMENT, matter.asked_by
    return await ask_payments(session, [_ask_of(matter)], out_of=out_of, purpose=purpose, by=by, at=at)


def _ask_of(matter: Matter) -> Ask:
    return Ask(
        about=matter.about,
        about_id=matter.about_id,
        household_id=matter.household_id,
        person_id=matter.person_id,
        region=matter.region,
        amount_fen=matter.amount_fen,
        clause=matter.clause,
        memo=matter.title,
        round=matter.round,
        programme=matter.programme,
        period=str(matter.year),
    )


async def _turn_away(
    session: AsyncSession, matter: Matter, request: PaymentRequest | None, refusal: Refusal
) -> PaymentRequest | None:
    if request is not None:
        request.state, request.refusal_code, request.refusal = RequestState.DISCARDED, refusal.code, refusal.title
        session.add(request)
        await session.flush()
    await outbox.record(session, _refused(matter, refusal, is_waiting=False))
    return request


async def _wait(
    session: AsyncSession, matter: Matter, request: PaymentRequest | None, refusal: Refusal, *, at: datetime
) -> PaymentRequest:
    is_news = request is None or request.refusal_code != refusal.code
    request = request or await _request(session, matter, at=at)
    request.refusal_code, request.refusal = refusal.code, refusal.title
    session.add(request)
    await session.flush()
    if is_news:
        await outbox.record(session, _refused(matter, refusal, is_waiting=True))
    return request


async def _request(session: AsyncSession, matter: Matter, *, at: datetime) -> PaymentRequest:
    await lock_numbers(session, matter.county)
    year = china(at).year
    number = request_number(matter.county, year, await count_requests(session, matter.county, year) + 1)
    entry = {
        "household_id": str(matter.household_id),
        "person_id": str(matter.person_id) if matter.person_id else None,
        "region": matter.region,
        "amount_fen": matter.amount_fen,
    }
    return PaymentRequest(
        number=number,
        region=matter.county,
        about=matter.about,
        about_id=matter.about_id,
        title=matter.title,
        told_by=matter.asked_by.partition(":")[0],
        year=matter.year,
        payer=matter.payer,
        thing_id=matter.thing_id,
        renovation_id=matter.renovation_id,
        programme=matter.programme,
        period=str(matter.year),
        clause=matter.clause,
        round=matter.round,
        state=RequestState.WAITING,
        households=1,
        total_fen=matter.amount_fen,
        entries=[entry],
        made_by=matter.asked_by,
        made_at=at,
    )


def _asked(matter: Matter, payment: Payment) -> HouseholdPaymentAsked:
    return HouseholdPaymentAsked(
        payment_id=payment.id,
        household_id=matter.household_id,
        region=town_of(matter.region),
        about=matter.about.value,
        about_id=matter.about_id,
        round=matter.round,
        amount_fen=payment.amount_fen,
    )


def _refused(matter: Matter, refusal: Refusal, *, is_waiting: bool) -> HouseholdPaymentRefused:
    return HouseholdPaymentRefused(
        household_id=matter.household_id,
        region=town_of(matter.region),
        about=matter.about.value,
        about_id=matter.about_id,
        round=matter.round,
        code=refusal.code,
        reason=refusal.title,
        is_waiting=is_waiting,
    )
