from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.grant import GrantState, become
from services.funds.rules.payment import PaymentState
from services.funds.rules.recovery import RecoveryState, RecoveryWhy
from services.funds.rules.transfer import About
from services.funds.store.aid_policy import get_aid_policy
from services.funds.store.grant import lock_grants_of_cases, put_grants
from services.funds.store.payment import list_payments_about, lock_payment
from services.funds.store.recovery import add_recovery, find_open_recovery
from services.funds.tables import EmergencyGrant, RecoveryOrder
from shared import outbox
from shared.clock import china
from shared.events.funds import GrantRecoveryProposed
from shared.events.registry import CaseRetracted

PLATFORM = "平台"


async def withdraw_grant(
    session: AsyncSession, event: CaseRetracted, *, at: datetime
) -> tuple[EmergencyGrant | None, RecoveryOrder | None]:
    """A case was a mistake: a grant that waits for money is not paid any more; of one that was paid a recovery is proposed, on
    which somebody of the county decides (`decide_recovery`). Heard of twice, it is proposed once.

    None stands for a case without a grant, and where there is nothing to ask back.
    """
    grant = (await lock_grants_of_cases(session, [event.case_id])).get(event.case_id)
    if grant is None:
        return None, None

    if grant.state is GrantState.WAITING:
        grant.state = become(grant.state, GrantState.WITHDRAWN)
        await put_grants(session, [grant], [], owed=[])
    if grant.state is not GrantState.PAID:
        return grant, None
    return grant, await _propose(session, grant, at=at)


async def _propose(session: AsyncSession, grant: EmergencyGrant, *, at: datetime) -> RecoveryOrder | None:
    [found] = await list_payments_about(session, About.EMERGENCY_GRANT, grant.id)
    payment = await lock_payment(session, found.id)
    if payment.state is not PaymentState.PAID or await find_open_recovery(session, payment.id) is not None:
        return None
    policy, _ = get_aid_policy(payment.region, china(at).date())

    order = await add_recovery(
        session,
        payment,
        why=RecoveryWhy.CASE_RETRACTED,
        policy=policy,
        by=PLATFORM,
        at=at,
        state=RecoveryState.PROPOSED,
    )

    await outbox.record(
        session,
        GrantRecoveryProposed(
            order_id=order.id,
            payment_id=payment.id,
            household_id=order.household_id,
            region=order.town,
            amount_fen=order.amount_fen,
            why=order.why.value,
        ),
    )
    return order
