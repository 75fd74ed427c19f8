from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.recovery import (
    Instalment,
    RecoveryOutcome,
    RecoveryState,
    due_on,
    must_be_a_plan,
    must_be_proposed,
)
from services.funds.schemas.recovery import DecideRecovery
from services.funds.store.aid_policy import get_aid_policy_named
from services.funds.store.payment import get_payment
from services.funds.store.recovery import lock_recovery, matter_told
from services.funds.tables import RecoveryInstalment, RecoveryOrder
from shared import outbox
from shared.clock import china
from shared.events.funds import GrantRecovered, GrantRecoveryOrdered
from shared.security import Principal


async def decide_recovery(
    session: AsyncSession, order_id: UUID, form: DecideRecovery, *, by: Principal, at: datetime
) -> RecoveryOrder:
    """An officer of the county decides on what the platform proposed: the whole is asked back, or in parts, or it is left with a
    household that cannot pay, with the reason. Whoever is to hand a notice over is told, or that it is left.

    Raises NoSuchRecovery, OutsideRegion, RecoveryDecided, InstalmentsWrong.
    """
    order = await lock_recovery(session, order_id)
    by.must_cover(order.region)
    on = china(at).date()
    policy = get_aid_policy_named(order.policy)
    parts = [Instalment(part.due_on, part.amount_fen) for part in form.instalments]
    matter = matter_told(await get_payment(session, order.payment_id))

    must_be_proposed(order.state)
    if form.outcome is RecoveryOutcome.INSTALMENTS:
        must_be_a_plan(policy, parts, order.amount_fen - order.recovered_fen, on=on)

    order.decided_by, order.decided_at, order.outcome = by.subject, at, form.outcome.value
    if form.outcome is RecoveryOutcome.HARDSHIP:
        order.state, order.closed_at = RecoveryState.LIFTED, at
        order.lifted_by, order.lifted_why = by.subject, form.reason
        session.add(order)
        await session.flush()
        await outbox.record(
            session,
            GrantRecovered(
                order_id=order.id,
                payment_id=order.payment_id,
                household_id=order.household_id,
                region=order.town,
                recovered_fen=order.recovered_fen,
                is_whole=False,
                closed_on=on,
                amount_fen=order.amount_fen,
                **matter,
            ),
        )
        return order
    order.state = RecoveryState.OPEN
    order.due_on = parts[-1].due_on if parts else due_on(policy, on=on)
    session.add(order)
    session.add_all(
        RecoveryInstalment(
            order_id=order_id,
            region=order.region,
            plan=1,
            position=position,
            before_fen=order.recovered_fen,
            due_on=part.due_on,
            amount_fen=part.amount_fen,
            written_by=by.subject,
        )
        for position, part in enumerate(parts, start=1)
    )
    await session.flush()

    await outbox.record(
        session,
        GrantRecoveryOrdered(
            order_id=order.id,
            payment_id=order.payment_id,
            household_id=order.household_id,
            region=order.town,
            amount_fen=order.amount_fen,
            why=order.why.value,
            due_on=order.due_on,
            **matter,
        ),
    )
    return order
