from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.approval import Signature, sign
from services.funds.rules.double_dip import holds_up
from services.funds.rules.payee import PayeeState
from services.funds.rules.payment import (
    ChecksNotDone,
    DoubleDipUndecided,
    NoSuchPayment,
    PayeeMissing,
    PayeeNotSettled,
    PaymentState,
    become,
    must_be_asked,
)
from services.funds.schemas.payment import ApprovePayments
from services.funds.store.double_dip import list_double_dips_of
from services.funds.store.payee import list_current
from services.funds.store.payment import list_signatures, lock_payments, lock_payments_to_approve
from services.funds.store.payment_policy import get_payment_policy
from services.funds.tables import DoubleDip, Payee, Payment, PaymentSignature
from shared.clock import china
from shared.errors import Refusal
from shared.security import Principal, Role
from shared.vault import hash_identity

AT_ONCE = 2_000
TELLING = frozenset({"housing", "medical"})


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one payment: signed for (and with that perhaps approved), or not, and why."""

    payment_id: UUID
    is_approved: bool = False
    refusal: Refusal | None = None


async def approve_payments(session: AsyncSession, form: ApprovePayments, *, by: Principal, at: datetime) -> list[Judged]:
    """Sign for payments: those named, or all that a matter has asked for. Each is judged by itself and stops no other.

    A payment is approved when as many have signed as its amount asks for by the place's rule, none of them the asker.
    """
    if form.payment_ids is not None:
        payments = await lock_payments(session, form.payment_ids)
    else:
        payments = await lock_payments_to_approve(session, form.matter, form.about_id_given, limit=AT_ONCE)
    ids = [payment.id for payment in payments]
    signed = await list_signatures(session, ids)
    dips = await list_double_dips_of(session, ids)
    payees = await list_current(session, {payment.household_id for payment in payments})

    judged = []
    for payment in payments:
        signature = Signature(by.subject, is_countys=by.role is Role.COUNTY)
        try:
            payee = _payee_of(payment, payees)
            is_approved = _judge(payment, payee, signed.get(payment.id, ()), dips.get(payment.id, ()), signature, at=at)
        except Refusal as refusal:
            judged.append(Judged(payment.id, refusal=refusal))
            continue
        session.add(_signature(payment, signature, at=at))
        if is_approved:
            payment.state, payment.approved_at = become(payment.state, PaymentState.APPROVED), at
            payment.payee_id = payee.id
            session.add(payment)
        judged.append(Judged(payment.id, is_approved))
    await session.flush()
    unseen = set(form.payment_ids or ()) - set(ids)
    return judged + [Judged(id, refusal=NoSuchPayment(payment_id=str(id))) for id in sorted(unseen)]


def _payee_of(payment: Payment, payees: Mapping[tuple[UUID, UUID | None], Payee]) -> Payee:
    """The account of the person whose money it is, else the household's. Raises PayeeMissing, PayeeNotSettled."""
    payee = payees.get((payment.household_id, payment.person_id)) or payees.get((payment.household_id, None))
    if payee is None:
        raise PayeeMissing(household_id=str(payment.household_id))
    if payee.state is not PayeeState.GOOD:
        raise PayeeNotSettled(payee_id=str(payee.id))
    return payee


def _judge(
    payment: Payment,
    payee: Payee,
    signed: Sequence[PaymentSignature],
    dips: Sequence[DoubleDip],
    signature: Signature,
    *,
    at: datetime,
) -> bool:
    """Whether it is approved with this signature. Raises what keeps it from being signed for."""
    must_be_asked(payment.state)
    if payment.checked_at is None:
        raise ChecksNotDone
    if held := [str(dip.id) for dip in dips if holds_up(dip.verdict, dip.state)]:
        raise DoubleDipUndecided(double_dips=held)
    needed = get_payment_policy(payment.region, china(at).date()).needed_for(payment.amount_fen)
    before = [Signature(one.signed_by, one.is_countys) for one in signed]
    return sign(needed, before, signature, asked_by=_asker(payment, signature.by), payee_by=payee.recorded_by)


def _asker(payment: Payment, signer: str) -> str:
    """Another service names whoever caused a payment by the keyed hash alone (`housing:…`)."""
    service, _, marked = payment.asked_by.partition(":")
    return signer if service in TELLING and marked == hash_identity(signer) else payment.asked_by


def _signature(payment: Payment, signature: Signature, *, at: datetime) -> PaymentSignature:
    return PaymentSignature(
        payment_id=payment.id,
        region=payment.region,
        signed_by=signature.by,
        is_countys=signature.is_countys,
        signed_at=at,
    )
