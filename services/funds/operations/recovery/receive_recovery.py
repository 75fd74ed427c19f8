from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind, Leg
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.flow import what_of
from services.funds.rules.grant import GrantState
from services.funds.rules.grant import become as grant_become
from services.funds.rules.payment import PaymentState
from services.funds.rules.payment import become as payment_become
from services.funds.rules.recovery import RecoveredInFuture, RecoveryState, must_be_open, must_be_owed
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.recovery import ReceiveRecovery
from services.funds.store.disclosure import get_entry
from services.funds.store.grant import lock_grant
from services.funds.store.ledger import add_transfers, get_transfer, list_legs, lock_accounts
from services.funds.store.payment import get_payment, lock_payment
from services.funds.store.recovery import account_paying, get_recovery, lock_recovery, matter_told, sum_recovered
from services.funds.tables import Disclosure, Payment, RecoveryOrder, RecoveryReceipt, Transfer
from shared import outbox, rows
from shared.clock import china
from shared.events import Event
from shared.events.funds import DisclosurePublished, GrantRecovered, HouseholdPaymentReturned
from shared.ids import uuid7
from shared.regions import town_of
from shared.security import Principal


async def receive_recovery(
    session: AsyncSession, order_id: UUID, form: ReceiveRecovery, *, by: Principal, at: datetime
) -> RecoveryOrder:
    """What a household gives back goes where it came from: by reversing the payment if it is the whole at once, else by a
    transfer of its own for each part. Each is public. When all is there the payment is returned.

    Raises NoSuchRecovery, OutsideRegion, NoSuchAccount (what a budget line paid is received by the county), RecoveryOver,
    RecoveredTooMuch, RecoveredInFuture, Overdrawn.
    """
    seen = await get_recovery(session, order_id)
    by.must_cover(seen.region)
    payment = await get_payment(session, seen.payment_id)
    paid = await get_transfer(session, payment.transfer_id) if payment.transfer_id else None
    assert paid is not None  # only what is with the household is asked back
    paid_legs = await list_legs(session, paid.id)
    source_key = await account_paying(session, payment)
    paid_out_key = AccountKey(AccountKind.HOUSEHOLD_PAID_OUT, town_of(payment.region))
    source, paid_out = await lock_accounts(session, source_key, paid_out_key)
    order = await lock_recovery(session, order_id)
    payment = await lock_payment(session, payment.id)

    must_be_open(order.state)
    must_be_owed(form.amount_fen, order.amount_fen - order.recovered_fen)
    if form.received_on > china(at).date():
        raise RecoveredInFuture(pointer="/received_on")
    is_whole = form.amount_fen == payment.amount_fen
    is_last = form.amount_fen == order.amount_fen - order.recovered_fen
    legs: Sequence[Leg]
    if is_whole:
        legs = transfer.reverse(paid_legs, {holding.account_id: holding for holding in (source, paid_out)})
    else:
        legs = transfer.move(paid_out, source, form.amount_fen)

    moved = Transfer(
        phase=Phase.REVERSED if is_whole else Phase.MOVED,
        purpose=paid.purpose if is_whole else Purpose.RECOVERY,
        region=paid.region,
        amount_fen=form.amount_fen,
        follows_id=paid.id if is_whole else None,
        about=paid.about,
        about_id=paid.about_id,
        memo=f"追回 {order.number}" + (f"，收据 {form.voucher}" if form.voucher else ""),
        made_at=at,
    )
    await add_transfers(session, (moved, tuple(legs)))
    disclosure = await _disclose(session, payment, order, form.amount_fen, is_whole=is_whole, at=at)
    await rows.insert(session, disclosure)
    await rows.insert(
        session,
        RecoveryReceipt(
            order_id=order.id,
            region=order.region,
            amount_fen=form.amount_fen,
            received_on=form.received_on,
            transfer_id=moved.id,
            disclosure_id=disclosure.id,
            voucher=form.voucher,
            written_by=by.subject,
            written_at=at,
        ),
    )
    await session.refresh(order)
    is_all_back = is_last and await sum_recovered(session, payment.id) == payment.amount_fen
    if is_last:
        await _close(session, order, payment, is_all_back=is_all_back, at=at)
    await session.flush()

    told: list[Event] = [
        DisclosurePublished(
            entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=disclosure.published_on
        )
    ]
    await outbox.record(session, *told, *(_closed(order, payment, is_all_back=is_all_back, at=at) if is_last else ()))
    return order


async def _disclose(
    session: AsyncSession, payment: Payment, order: RecoveryOrder, amount_fen: int, *, is_whole: bool, at: datetime
) -> Disclosure:
    """The whole takes the first entry back; a part is an entry of its own, and the first one stays as it is."""
    assert payment.disclosure_id is not None  # what is with the household was published
    published, on = PublicEntry.read((await get_entry(session, payment.disclosure_id)).canonical), china(at).date()
    if is_whole:
        is_first_aid = payment.about is About.EMERGENCY_GRANT
        kind = DisclosureKind.GRANT_RETURNED if is_first_aid else DisclosureKind.PAYMENT_RETURNED
        return Disclosure.of(published.taken_back(id=uuid7(), kind=kind, published_on=on))
    return Disclosure.of(
        published.partly_back(amount_fen, id=uuid7(), was_for=what_of(published), clause=order.clause, published_on=on)
    )


async def _close(session: AsyncSession, order: RecoveryOrder, payment: Payment, *, is_all_back: bool, at: datetime) -> None:
    """A payment of which only a part was asked back stays with the household."""
    order.state, order.closed_at = RecoveryState.RECOVERED, at
    session.add(order)
    if not is_all_back:
        return
    payment.state, payment.returned_at = payment_become(payment.state, PaymentState.RETURNED), at
    session.add(payment)
    if payment.about is About.EMERGENCY_GRANT:
        grant = await lock_grant(session, payment.about_id)
        grant.state = grant_become(grant.state, GrantState.RETURNED)
        session.add(grant)


def _closed(order: RecoveryOrder, payment: Payment, *, is_all_back: bool, at: datetime) -> list[Event]:
    on = china(at).date()
    recovered = GrantRecovered(
        order_id=order.id,
        payment_id=payment.id,
        household_id=order.household_id,
        region=order.town,
        recovered_fen=order.recovered_fen,
        is_whole=True,
        closed_on=on,
        amount_fen=order.amount_fen,
        **matter_told(payment),
    )
    if payment.about is About.EMERGENCY_GRANT or not is_all_back:
        return [recovered]
    returned = HouseholdPaymentReturned(
        payment_id=payment.id,
        household_id=payment.household_id,
        region=order.town,
        about=payment.about.value,
        about_id=payment.about_id,
        amount_fen=payment.amount_fen,
        returned_on=on,
    )
    return [recovered, returned]
