"""What households are paid."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.payment import Ask, NoSuchPayment, PaymentMethod, PaymentState, set_aside
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import Payment, Transfer
from shared.regions import town_of


async def ask_payments(
    session: AsyncSession, asks: Sequence[Ask], *, out_of: AccountKey, purpose: Purpose, by: str, at: datetime
) -> list[Payment]:
    """Ask for payments out of one account and set the money aside: what every matter does that grants money to households.

    Raises Overdrawn where the account has no room for all of them; then none is asked for.
    """
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
            household_id=ask.household_id,
            person_id=ask.person_id,
            region=ask.region,
            amount_fen=ask.amount_fen,
            clause=ask.clause,
            memo=ask.memo,
            method=PaymentMethod.CARD,
            state=PaymentState.ASKED,
            account_id=source.account_id,
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


async def lock_payment(session: AsyncSession, id: UUID) -> Payment:
    """Raises NoSuchPayment."""
    payment = await session.get(Payment, id, with_for_update=True, populate_existing=True)
    if payment is None:
        raise NoSuchPayment(payment_id=str(id))
    return payment


async def find_payment_of_transfer(session: AsyncSession, transfer_id: UUID) -> Payment | None:
    return (await session.exec(select(Payment).where(Payment.transfer_id == transfer_id).with_for_update())).first()


async def list_payments_about(session: AsyncSession, about: About, about_id: UUID) -> Sequence[Payment]:
    """What was or is to be paid by this matter, in the order of the asking."""
    mine = (Payment.about == about, Payment.about_id == about_id)
    return (await session.exec(select(Payment).where(*mine).order_by(col(Payment.id)))).all()
