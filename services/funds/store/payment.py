"""What households are paid."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, AccountKind, Leg
from services.funds.rules.payee import PayeeState
from services.funds.rules.payment import Ask, NoSuchPayment, PaymentMethod, PaymentState, become, must_pay_out, set_aside
from services.funds.rules.transfer import PHASE_NAMES, About, Phase, Purpose, void
from services.funds.store.ledger import add_transfers, get_transfer, list_legs, lock_accounts
from services.funds.tables import Payee, Payment, PaymentSignature, Transfer
from shared.clock import china
from shared.regions import town_of


async def ask_payments(
    session: AsyncSession, asks: Sequence[Ask], *, out_of: AccountKey, purpose: Purpose, by: str, at: datetime
) -> list[Payment]:
    """Ask for payments out of one account and set the money aside: what every matter does that grants money to households.

    Raises NotAPayingAccount, and Overdrawn where the account has no room for all of them; then none is asked for.
    """
    must_pay_out(out_of.kind)
    towns = sorted({town_of(ask.region) for ask in asks})
    keys = [AccountKey(AccountKind.HOUSEHOLD_PAID_OUT, town) for town in towns]
    source, *paid_out = await lock_accounts(session, out_of, *keys)
    legs = set_aside(source, dict(zip(towns, paid_out, strict=True)), asks)

    payments, entries = [], []
    for ask, legs_of in zip(asks, legs, strict=True):
        payment = Payment(
            about=ask.about,
            about_id=ask.about_id,
            round=ask.round,
            part=ask.part,
            hold_id=ask.hold_id,
            household_id=ask.household_id,
            person_id=ask.person_id,
            region=ask.region,
            amount_fen=ask.amount_fen,
            clause=ask.clause,
            memo=ask.memo,
            method=PaymentMethod.CARD,
            state=PaymentState.ASKED,
            account_id=source.account_id,
            source=out_of.source,
            programme=ask.programme or out_of.programme,
            period=ask.period or str(out_of.year or china(at).year),
            asked_by=by,
            asked_at=at,
        )
        reserved = Transfer(
            phase=Phase.RESERVED,
            purpose=purpose,
            region=town_of(ask.region),
            amount_fen=ask.amount_fen,
            about=About.PAYMENT,
            about_id=payment.id,
            memo=ask.memo,
            made_at=at,
        )
        payment.reserved_id = reserved.id
        payments.append(payment)
        entries.append((reserved, legs_of))
    await add_transfers(session, *entries)
    session.add_all(payments)
    await session.flush()
    return payments


async def list_reserved_legs(session: AsyncSession, payment: Payment) -> list[Leg]:
    """What the money set aside for a payment touches; lock these accounts before the payment, as everywhere."""
    return await list_legs(session, payment.reserved_id) if payment.reserved_id else []


async def free_payment(session: AsyncSession, payment: Payment, reserved_legs: Sequence[Leg], *, why: str, at: datetime) -> None:
    """A payment that is not with the bank is not made: what was set aside for it is free again. Its accounts are locked.

    Raises PaymentStateForbids.
    """
    payment.state = become(payment.state, PaymentState.WITHDRAWN)
    payment.withdrawn_at, payment.withdrawal = at, why
    session.add(payment)
    await session.flush()
    if payment.reserved_id is None:
        return
    reserved = await get_transfer(session, payment.reserved_id)
    voided = Transfer(
        phase=Phase.VOIDED,
        purpose=reserved.purpose,
        region=reserved.region,
        amount_fen=reserved.amount_fen,
        follows_id=reserved.id,
        about=reserved.about,
        about_id=reserved.about_id,
        memo=f"{PHASE_NAMES[Phase.VOIDED]}：{why}"[:200],
        made_at=at,
    )
    await add_transfers(session, (voided, void(reserved_legs)))


async def lock_payment(session: AsyncSession, id: UUID) -> Payment:
    """Raises NoSuchPayment."""
    payment = await session.get(Payment, id, with_for_update=True, populate_existing=True)
    if payment is None:
        raise NoSuchPayment(payment_id=str(id))
    return payment


async def find_payment_of_transfer(session: AsyncSession, transfer_id: UUID) -> Payment | None:
    return (await session.exec(select(Payment).where(Payment.transfer_id == transfer_id).with_for_update())).first()


async def lock_payments(session: AsyncSession, ids: Collection[UUID]) -> list[Payment]:
    """Those of these payments that the caller may see, in the order of their ids, locked."""
    query = select(Payment).where(col(Payment.id).in_(ids)).order_by(col(Payment.id)).with_for_update()
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def lock_payments_to_approve(session: AsyncSession, about: About, about_id: UUID, *, limit: int) -> list[Payment]:
    """What a matter asks for and nobody has approved yet, in the order of the ids, locked."""
    mine = (Payment.about == about, Payment.about_id == about_id, Payment.state == PaymentState.ASKED)
    query = select(Payment).where(*mine).order_by(col(Payment.id)).limit(limit).with_for_update()
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def lock_payments_to_send(session: AsyncSession, county: str, *, limit: int) -> list[tuple[Payment, Payee]]:
    """What is approved for a county's cards and in no batch, the first approved first, locked, each with the account that it goes
    to; what somebody else changes at this moment, and what goes to an account that is no longer in use, is left."""
    ready = (
        Payment.state == PaymentState.APPROVED,
        Payment.method == PaymentMethod.CARD,
        col(Payment.region).startswith(county, autoescape=True),
        col(Payee.until_on).is_(None),
        Payee.state == PayeeState.GOOD,
    )
    query = select(Payment, Payee).join(Payee, col(Payee.id) == col(Payment.payee_id)).where(*ready)
    first = query.order_by(col(Payment.approved_at), col(Payment.id)).limit(limit)
    locked = first.with_for_update(of=Payment, skip_locked=True).execution_options(populate_existing=True)
    return sorted(await session.exec(locked), key=lambda pair: pair[0].id)


async def list_signatures(session: AsyncSession, payment_ids: Collection[UUID]) -> dict[UUID, list[PaymentSignature]]:
    """Who signed for each, the first first."""
    query = select(PaymentSignature).where(col(PaymentSignature.payment_id).in_(payment_ids)).order_by(col(PaymentSignature.id))
    signed: defaultdict[UUID, list[PaymentSignature]] = defaultdict(list)
    for signature in await session.exec(query):
        signed[signature.payment_id].append(signature)
    return signed


async def list_payments(
    session: AsyncSession,
    *,
    state: PaymentState | None,
    household_id: UUID | None,
    about: About | None,
    about_id: UUID | None,
    region: str,
    after: UUID | None,
    limit: int,
) -> Sequence[Payment]:
    """In the order of the asking."""
    query = select(Payment).where(col(Payment.region).startswith(region, autoescape=True))
    for column, wanted in (
        (Payment.state, state),
        (Payment.household_id, household_id),
        (Payment.about, about),
        (Payment.about_id, about_id),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    if after is not None:
        query = query.where(col(Payment.id) > after)
    return (await session.exec(query.order_by(col(Payment.id)).limit(limit))).all()


async def get_payment(session: AsyncSession, id: UUID) -> Payment:
    """Raises NoSuchPayment."""
    payment = await session.get(Payment, id)
    if payment is None:
        raise NoSuchPayment(payment_id=str(id))
    return payment


async def list_payments_by_id(session: AsyncSession, ids: Collection[UUID]) -> Sequence[Payment]:
    return (await session.exec(select(Payment).where(col(Payment.id).in_(ids)))).all()


async def list_asked_before(
    session: AsyncSession, about: About, about_id: UUID, round: int, household_ids: Collection[UUID]
) -> set[tuple[UUID, UUID | None]]:
    """Those of these households (and persons of them) that this matter has asked a payment for in this round."""
    query = select(Payment.household_id, Payment.person_id).where(
        Payment.about == about,
        Payment.about_id == about_id,
        Payment.round == round,
        col(Payment.household_id).in_(household_ids),
    )
    return set(await session.exec(query))


async def list_payments_about(session: AsyncSession, about: About, about_id: UUID) -> Sequence[Payment]:
    """What was or is to be paid by this matter, in the order of the asking."""
    mine = (Payment.about == about, Payment.about_id == about_id)
    return (await session.exec(select(Payment).where(*mine).order_by(col(Payment.id)))).all()
