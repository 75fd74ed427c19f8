from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.grant import GrantState, become
from services.funds.rules.journal import must_be_alone
from services.funds.rules.payment import PaymentState
from services.funds.rules.payment import become as payment_become
from services.funds.rules.recovery import must_not_run
from services.funds.rules.reversal import must_be_reversible
from services.funds.rules.transfer import About, Phase
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.store.disclosure import get_entry
from services.funds.store.grant import lock_grant
from services.funds.store.ledger import add_transfers, find_follower, get_transfer, list_legs, lock_accounts_of
from services.funds.store.payment import find_payment_of_transfer
from services.funds.store.recovery import is_recovered
from services.funds.store.reserve_fill import take_back_fill
from services.funds.tables import Disclosure, Payment, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished, HouseholdPaymentReturned
from shared.ids import uuid7
from shared.regions import town_of


async def reverse_transfer(session: AsyncSession, transfer_id: UUID, form: ReverseTransfer, *, at: datetime) -> Transfer:
    """Take a transfer back by a transfer of its own; a payment to a household is then returned, and the public is told so;
    so it is of money that a town's reserve was filled with.

    What was made by hand under a link is taken back by its link.

    Raises NoSuchTransfer, ClearingStands, BudgetStands, DonationStands, ProjectPaymentStands, PartOfALink, CannotFollow,
    AlreadyFollowed, Overdrawn, RecoveryRuns.
    """
    done = await get_transfer(session, transfer_id)
    done_legs = await list_legs(session, transfer_id)
    holdings = await lock_accounts_of(session, done_legs)
    payment = await find_payment_of_transfer(session, transfer_id)
    is_asked_back = payment is not None and await is_recovered(session, payment.id)

    must_be_reversible(done.purpose, done.about)
    must_not_run(is_asked_back)
    if done.about is About.NOTHING:
        must_be_alone(done.link_id)
    transfer.follow(done.phase, Phase.REVERSED, is_followed=await find_follower(session, transfer_id) is not None)
    legs = transfer.reverse(done_legs, holdings)

    reversal = Transfer(
        phase=Phase.REVERSED,
        purpose=done.purpose,
        region=done.region,
        amount_fen=done.amount_fen,
        follows_id=done.id,
        about=done.about,
        about_id=done.about_id,
        memo=form.reason,
        made_at=at,
    )
    await add_transfers(session, (reversal, legs))
    if payment is not None:
        await _return_payment(session, payment, at=at)
    elif (taken_back := await take_back_fill(session, done.id, on=china(at).date())) is not None:
        await outbox.record(
            session,
            DisclosurePublished(
                entry_id=taken_back.id,
                region=taken_back.region,
                kind=taken_back.kind,
                published_on=taken_back.published_on,
            ),
        )
    return reversal


async def _return_payment(session: AsyncSession, payment: Payment, *, at: datetime) -> None:
    payment.state, payment.returned_at = payment_become(payment.state, PaymentState.RETURNED), at
    if payment.about is About.EMERGENCY_GRANT:
        grant = await lock_grant(session, payment.about_id)
        grant.state = become(grant.state, GrantState.RETURNED)
    else:
        await outbox.record(session, _returned(payment, at=at))
    if payment.disclosure_id is None:
        return
    published = PublicEntry.read((await get_entry(session, payment.disclosure_id)).canonical)
    kind = DisclosureKind.GRANT_RETURNED if payment.about is About.EMERGENCY_GRANT else DisclosureKind.PAYMENT_RETURNED
    entry = published.taken_back(id=uuid7(), kind=kind, published_on=china(at).date())
    disclosure = Disclosure.of(entry)
    session.add(disclosure)

    await outbox.record(
        session,
        DisclosurePublished(
            entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=disclosure.published_on
        ),
    )


def _returned(payment: Payment, *, at: datetime) -> HouseholdPaymentReturned:
    return HouseholdPaymentReturned(
        payment_id=payment.id,
        household_id=payment.household_id,
        region=town_of(payment.region),
        about=payment.about.value,
        about_id=payment.about_id,
        amount_fen=payment.amount_fen,
        returned_on=china(at).date(),
    )
