from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank_answer import blames_account
from services.funds.rules.payee import PayeeState
from services.funds.rules.payment import PayeeMissing, PayeeNotSettled, PaymentState, become, must_be_mended, must_need_renewal
from services.funds.store.payee import list_current
from services.funds.store.payment import lock_payment
from services.funds.tables import Payment
from shared.security import Principal


async def renew_payment(session: AsyncSession, payment_id: UUID, *, by: Principal, at: datetime) -> Payment:
    """A payment that failed goes out again with the next batch, to the account that the household has now; so does one that waits
    for the bank while its account was replaced.

    What was signed for stays signed for: the amount and the household are the same. Where the bank blamed the account, it must
    have been mended, by somebody else.

    Raises NoSuchPayment, PaymentStateForbids, PayeeMissing, PayeeNotSettled, AccountNotMended, MendedByTheSame.
    """
    payment = await lock_payment(session, payment_id)
    current = await list_current(session, [payment.household_id])
    payee = current.get((payment.household_id, payment.person_id)) or current.get((payment.household_id, None))

    must_need_renewal(payment.state, is_account_gone=payee is None or payee.id != payment.payee_id)
    if payee is None:
        raise PayeeMissing(household_id=str(payment.household_id))
    if payee.state is not PayeeState.GOOD:
        raise PayeeNotSettled(payee_id=str(payee.id))
    must_be_mended(
        blames_account=payment.failures > 0 and blames_account(payment.failure_code, payment.failure),
        is_same_payee=payee.id == payment.payee_id,
        mended_by=payee.recorded_by,
        by=by.subject,
    )

    if payment.state is not PaymentState.APPROVED:
        payment.state = become(payment.state, PaymentState.APPROVED)
    payment.payee_id, payment.approved_at = payee.id, at
    session.add(payment)
    await session.flush()
    return payment
